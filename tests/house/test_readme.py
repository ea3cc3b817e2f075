"""README and documentation tell the truth: commands, links, calls and what is printed."""

import re
import shlex
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from fastapi.testclient import TestClient

from rules import Rulebook
from service.cli.demo import fill, first_access
from service.cli.output import show_welcome
from service.context import Context
from service.settings import Settings
from service.store import Store
from tests.command import Tongtui, commands
from tests.harness import ServiceHarness
from tests.paths import ROOT

_READMES = [ROOT / "README.md", ROOT / "README.zh.md"]
_WORKSHOP = [ROOT / "CONTRIBUTING.md", ROOT / "CONTRIBUTING.zh.md", ROOT / "GLOSSARY.md"]
_PAGES = [*_READMES, *_WORKSHOP, *sorted((ROOT / "docs").rglob("*.md"))]
_ADDRESS = "http://127.0.0.1:9610"
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_BLOCK = re.compile(r"^```[a-z]*\n(.*?)^```", re.MULTILINE | re.DOTALL)


class Call(NamedTuple):
    """A curl command: what it calls, with what, sent as what; the key is the one that was kept in `$KEY`."""

    page: str
    path: str
    media: str
    data: str


def _text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def _name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def _blocks(page: Path) -> list[str]:
    return _BLOCK.findall(_text(page))


def _calls_in(name: str, text: str) -> Iterator[Call]:
    for line in re.sub(r"\\\n\s*", "", text).splitlines():
        if line.strip().startswith("curl "):
            words = shlex.split(line)
            (address,) = [word for word in words if word.startswith("http")]
            assert address.startswith(f"{_ADDRESS}/"), line
            sent = dict(word.split(": ", 1) for option, word in pairwise(words) if option == "-H")
            assert sent["Authorization"] == "Bearer $KEY", line
            data = words[words.index("--data-binary") + 1]
            yield Call(name, address.removeprefix(_ADDRESS), sent["Content-Type"], data)


def _calls() -> list[Call]:
    """The calls to be made as they stand; the dictionary of errors shows wrong ones too."""
    pages = [page for page in _PAGES if page.name != "errors.md"]
    return [call for page in pages for block in _blocks(page) for call in _calls_in(_name(page), block)]


@pytest.mark.parametrize("page", _READMES, ids=_name)
def test_two_commands_and_no_more(page: Path) -> None:
    block = next(block for block in _blocks(page) if "make " in block)
    assert re.findall(r"^make (\w+)", block, re.MULTILINE) == ["run", "test"]
    assert len(block.splitlines()) == 2
    assert set(re.findall(r"\bmake (run|test|check|bench|soak|docs|lock)\b", _text(page))) == {"run", "test"}


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", _text(ROOT / "Makefile"), re.MULTILINE))
    named = {
        target
        for page in _PAGES
        for span in re.findall(r"`(make [a-z ]+)`", _text(page)) + re.findall(r"^ *(make [a-z]+)", _text(page), re.M)
        for target in span.split()[1:]
    }
    assert {"run", "test", "check"} <= named
    assert named - targets == set()


def _slugs(page: Path) -> set[str]:
    """The anchors of a page's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", _text(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", _PAGES, ids=_name)
def test_every_link_leads_somewhere(page: Path) -> None:
    links = [link for link in _LINK.findall(_text(page)) if "://" not in link]
    astray = []
    for link in links:
        target, _, anchor = link.partition("#")
        file = (page.parent / target).resolve() if target else page
        if not file.exists() or (anchor and anchor not in _slugs(file)):
            astray.append(link)
    assert astray == []


def test_the_pages_are_linked() -> None:
    linked = {
        (page.parent / link.partition("#")[0]).resolve() for page in _PAGES for link in _LINK.findall(_text(page))
    }
    assert [_name(page) for page in _PAGES if page not in linked and page.parent.name != "adr"] == []


# ---- the calls


@pytest.fixture
def client(tmp_path: Path, rulebook: Rulebook) -> TestClient:
    store = Store(f"sqlite:///{tmp_path / 'demo.sqlite3'}")
    store.migrate()
    context = Context(rulebook, store, settings=Settings(data_dir=tmp_path))
    fill(context)
    key = first_access(context).key
    return ServiceHarness(context).client(headers={"Authorization": f"Bearer {key}"})


def test_the_readmes_and_the_tutorial_show_calls() -> None:
    shown = {call.page for call in _calls()}
    assert {"README.md", "README.zh.md", "docs/tutorials/first-decision.md"} <= shown


def test_every_call_shown_is_a_call_that_there_is(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    for call in _calls():
        assert call.media in document["paths"][call.path]["post"]["requestBody"]["content"], call
        assert call.data.startswith("@examples/"), call
        assert (ROOT / call.data.removeprefix("@")).is_file(), call


def test_every_call_shown_succeeds(client: TestClient) -> None:
    for call in _calls():
        data = (ROOT / call.data.removeprefix("@")).read_bytes()
        answer = client.post(call.path, content=data, headers={"content-type": call.media})
        assert answer.status_code in (200, 201), (call, answer.text)


def test_the_welcome_shows_the_calls_of_the_readme(capsys: pytest.CaptureFixture[str]) -> None:
    show_welcome(_ADDRESS, {"admin": "once only"}, "ttk_secret")
    out = capsys.readouterr().out
    shown = {call[1:] for call in _calls_in("", out)}
    assert all(words in out for words in ("admin", "once only", "export KEY=ttk_secret"))
    assert shown == {call[1:] for call in _calls() if call.page == "README.md"}
    assert len(shown) == 2


def _paths_in(text: str) -> set[str]:
    return set(re.findall(r"`(?:GET |POST |PUT )?(/v1/[a-z/{}_]+)`", text))


def test_every_path_named_in_the_documentation_exists(client: TestClient) -> None:
    known = {re.sub(r"\{\w+\}", "{id}", path) for path in client.get("/openapi.json").json()["paths"]}
    named = {path for page in _PAGES for path in _paths_in(_text(page))}
    assert len(named) > 3
    assert {path for path in named if re.sub(r"\{\w+\}", "{id}", path) not in known} == set()


# ---- the command line


def _shown(page: Path) -> tuple[list[str], str]:
    """The command shown with what it prints: `$ tongtui …` and the rest of its block."""
    (block,) = [block for block in _blocks(page) if block.startswith("$ tongtui")]
    command, _, printed = block.partition("\n")
    return shlex.split(command)[2:], printed


@pytest.mark.parametrize("page", _READMES, ids=_name)
def test_the_decision_shown_is_what_is_printed(page: Path, tongtui: Tongtui, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    arguments, printed = _shown(page)
    told = tongtui(*arguments)
    assert told.code == 10
    assert told.out.rstrip("\n") == printed.rstrip("\n")


def test_every_command_named_in_the_documentation_exists() -> None:
    named = {
        command for page in _PAGES for command in re.findall(r"(?:bin/|[`$ ]|^)tongtui ([a-z]+)\b", _text(page), re.M)
    }
    assert {"decide", "import", "policies"} <= named
    assert named - set(commands()) == set()
