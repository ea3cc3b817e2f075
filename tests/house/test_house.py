"""The house rules that no other tool checks."""

import re
import subprocess
import sys
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from schemas.tables import metadata
from service.store import Store
from tests import databases
from tests.paths import ROOT

_LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
_PACKAGES = ("rules", "schemas", "service")
_HOSTS = {
    "127.0.0.1",
    "localhost",
    "testserver",
    "www.apache.org",
    "www.chinaport.gov.cn",
    "www.w3.org",
}
"""Hosts that may be named: our own address, XML namespaces and the licence; nothing is fetched from any."""
_REGISTRY = re.compile(r"(?i)artifactory|nexus|devpi|pypi\.|pythonhosted|--(?:extra-)?index-url\b|--(?:trusted-host)\b")
_ABROAD = re.compile(r"(?<![\w.{}/-])/" + r"work(?![\w-])")
"""A folder of the machine on which this was written."""
_PICTURE = ".webp"


@cache
def _tracked() -> tuple[Path, ...]:
    """The files that belong to the project."""
    if not (ROOT / ".git").exists():
        pytest.skip("this is no git checkout: which files belong to the project is not known")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    files = (ROOT / name for name in listed.decode().split("\0") if name)
    return tuple(file for file in files if file.is_file() and file != Path(__file__))


def _texts() -> dict[str, str]:
    texts = {
        file.relative_to(ROOT).as_posix(): file.read_text(encoding="utf-8")
        for file in _tracked()
        if file.suffix != _PICTURE
    }
    assert {"pyproject.toml", "Makefile", "README.md", "rules/rulebook.py"} <= set(texts)
    return texts


def test_no_source_file_is_longer_than_500_lines() -> None:
    kinds = (".py", ".yaml", ".feature", ".toml")
    long = {name: text.count("\n") for name, text in _texts().items() if name.endswith(kinds)}
    assert {name: lines for name, lines in long.items() if lines > 500} == {}


def test_pictures_are_of_the_console_and_small() -> None:
    pictures = [file for file in _tracked() if file.suffix == _PICTURE]
    assert {file.parent for file in pictures} == {ROOT / "docs" / "screenshots"}
    assert {file.name: size for file in pictures if (size := file.stat().st_size) > 150_000} == {}
    assert sum(file.stat().st_size for file in pictures) < 4_000_000


def test_no_file_names_a_registry_or_a_foreign_host() -> None:
    named = {name: match[0] for name, text in _texts().items() if (match := _REGISTRY.search(text))}
    assert named == {}
    hosts = {
        (name, host)
        for name, text in _texts().items()
        for host in re.findall(r"(?i)\b(?:https?|ftp|git|ssh)://([a-z0-9.-]+)", text)
    }
    foreign = {(name, host) for name, host in hosts if host.lower() not in _HOSTS}
    assert {(name, host) for name, host in foreign if not host.endswith(".example")} == set()


def test_no_file_names_a_folder_of_the_machine_it_was_written_on() -> None:
    assert [name for name, text in _texts().items() if _ABROAD.search(text)] == []


def test_the_clock_is_read_in_two_places_only() -> None:
    clock = re.compile(r"\b(?:datetime\.(?:now|utcnow|today)|date\.today|time\.time(?:_ns)?)\b")
    reading = {
        file.relative_to(ROOT).as_posix()
        for package in _PACKAGES
        for file in (ROOT / package).rglob("*.py")
        if clock.search(file.read_text(encoding="utf-8"))
    }
    assert reading == {"service/context.py", "service/cli/main.py"}


def test_no_folder_holds_more_than_20_modules() -> None:
    modules = [name for name in _texts() if name.endswith(".py") and not name.startswith("service/migrations/")]
    folders = Counter(name.rpartition("/")[0] for name in modules)
    assert {folder: count for folder, count in folders.items() if count > 20} == {}


def test_only_the_plain_modules_lie_flat_in_the_service() -> None:
    flat = {path.stem for path in (ROOT / "service").glob("*.py")}
    plain = {"access", "app", "bootstrap", "context", "logs", "metrics", "problems", "settings", "signing", "worker"}
    assert flat == plain | {"__init__", "__main__"}


@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index:UserWarning")
@pytest.mark.parametrize("kind", databases.KINDS)
def test_the_migrations_make_the_tables_as_they_are(kind: databases.Kind, tmp_path: Path) -> None:
    with databases.fresh(kind, tmp_path) as url:
        store = Store(url)
        store.migrate()
        options = {"compare_type": True, "compare_server_default": True}
        with store.engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection, opts=options), metadata) == []
        assert store.is_current()
        store.close()


@pytest.mark.parametrize(
    "command",
    [
        [sys.executable, "docs/generate.py", "--check"],
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
    ],
    ids=["generated pages are up to date", "import contracts hold"],
)
def test_a_check_of_the_project_passes(command: list[str]) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr


# ---- the locks


def _project() -> dict[str, Any]:
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project


def _entries(lock: Path) -> list[tuple[Requirement, list[str]]]:
    """Each pin of a lock and its hashes."""
    text = lock.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    entries = []
    for line in lines:
        pin, *hashes = line.split("--hash=")
        entries.append((Requirement(pin), [each.strip() for each in hashes]))
    return entries


def test_there_is_a_lock_for_running_developing_measuring_and_building_the_console() -> None:
    assert [lock.name for lock in _LOCKS] == ["bench.txt", "console.txt", "dev.txt", "run.txt"]


@pytest.mark.parametrize("lock", _LOCKS, ids=lambda lock: lock.name)
def test_every_pin_has_hashes_and_no_address(lock: Path) -> None:
    assert "://" not in lock.read_text(encoding="utf-8")
    for requirement, hashes in _entries(lock):
        (specifier,) = requirement.specifier
        assert (specifier.operator, requirement.url) == ("==", None)
        assert hashes, requirement
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", each) for each in hashes), requirement


def _asked(extra: str) -> list[Requirement]:
    """What the project asks for, with an extra and the extras that this one names."""
    project = _project()
    asked = [Requirement(each) for each in project["dependencies"]]
    waiting = [extra]
    while waiting:
        for each in map(Requirement, project["optional-dependencies"].get(waiting.pop(), [])):
            waiting += each.extras if each.name == project["name"] else []
            asked += [each] if each.name != project["name"] else []
    return asked


@pytest.mark.parametrize("lock", _LOCKS, ids=lambda lock: lock.name)
def test_every_lock_fits_what_the_project_asks_for(lock: Path) -> None:
    asked = _asked(lock.stem)
    pinned: dict[str, set[str]] = {}
    for requirement, _ in _entries(lock):
        (specifier,) = requirement.specifier
        pinned.setdefault(canonicalize_name(requirement.name), set()).add(specifier.version)
    for each in asked:
        versions = pinned.get(canonicalize_name(each.name), set())
        assert versions, each
        assert all(each.specifier.contains(version, prereleases=True) for version in versions), (str(each), versions)


def test_what_all_locks_share_they_pin_alike() -> None:
    pins = [{(entry.name, str(entry.specifier)) for entry, _ in _entries(lock)} for lock in _LOCKS]
    run = pins[[lock.name for lock in _LOCKS].index("run.txt")]
    assert [run - each for each in pins] == [set()] * len(pins)
