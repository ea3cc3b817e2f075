"""The wheel holds all that the product needs and nothing else, and works where the sources are not."""

import json
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.paths import EXAMPLES, ROOT

pytestmark = pytest.mark.xdist_group("wheel")
_PACKAGES = ("rules", "schemas", "service")
_OWNERS = """
import json
from importlib.metadata import packages_distributions
import rules, schemas, service
owners = packages_distributions()
print(json.dumps({each.__name__: [owners[each.__name__], each.__file__] for each in (rules, schemas, service)}))
"""


def _is_source_of_the_console(file: Path) -> bool:
    """The wheel holds the console as it was built."""
    console = ROOT / "service" / "console"
    return file.is_relative_to(console) and not file.is_relative_to(console / "static")


def _run(*command: object, cwd: Path) -> str:
    """What the command printed; the test fails with its errors unless it succeeds."""
    done = subprocess.run([*map(str, command)], cwd=cwd, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    (built,) = folder.glob("tongtui-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a fresh environment's commands; what the product depends on is borrowed from this one."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, with_pip=False, symlinks=True)
    paths = sysconfig.get_paths(vars={"base": str(home), "platbase": str(home)})
    site = Path(paths["purelib"])
    assert site.is_relative_to(home)
    (site / "borrowed.pth").write_text(sysconfig.get_paths()["purelib"], encoding="utf-8")
    commands = Path(paths["scripts"])
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "--python", commands / "python"]
    _run(*pip, "install", "--no-deps", "--no-index", "--ignore-installed", wheel, cwd=home)
    return commands


def test_the_wheel_holds_the_packages_whole_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
        info = {name.partition(".dist-info/")[2] for name in archive.namelist() if ".dist-info/" in name}
    sources = {
        file.relative_to(ROOT).as_posix()
        for package in _PACKAGES
        for file in (ROOT / package).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts and not _is_source_of_the_console(file)
    }
    assert names == sources
    for needed in (
        "rules/policies/gacc_2026_024/policy.yaml",
        "rules/policies/interpretations.yaml",
        "rules/reference/districts.csv",
        "rules/reference/datapackage.json",
        "service/migrations/env.py",
        "service/migrations/versions/0001_the_first_tables.py",
    ):
        assert needed in names
    assert {"METADATA", "entry_points.txt", "licenses/LICENSE"} <= info


def test_the_installed_command_decides_from_anywhere(installed: Path, tmp_path: Path) -> None:
    told = _run(installed / "tongtui", "decide", "--json", EXAMPLES / "dossier.json", cwd=tmp_path)
    assert json.loads(told)["outcome"] == "eligible"
    as_module = _run(installed / "python", "-m", "service", "decide", "--json", EXAMPLES / "dossier.json", cwd=tmp_path)
    assert as_module == told
    assert list(tmp_path.iterdir()) == []


def test_the_installed_command_makes_its_tables(installed: Path, tmp_path: Path) -> None:
    _run(installed / "tongtui", "migrate", cwd=tmp_path)
    assert (tmp_path / "data" / "tongtui.sqlite3").exists()


def test_the_names_of_the_packages_belong_to_this_distribution_alone(installed: Path, tmp_path: Path) -> None:
    owners = json.loads(_run(installed / "python", "-c", _OWNERS, cwd=tmp_path))
    assert sorted(owners) == list(_PACKAGES)
    for name, (distributions, file) in owners.items():
        assert set(distributions) == {"tongtui"}, name
        assert Path(file).is_relative_to(installed.parent)
