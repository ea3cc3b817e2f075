"""The command line run in this process, over a data folder of its own."""

import io
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest
import typer

from service.bootstrap import open_context
from service.cli.main import _with_groups, app, main
from service.context import Context
from service.settings import Settings


def commands() -> dict[str, Any]:
    """Every command and group of commands by its name, those too that are loaded when they are named."""
    _with_groups([])
    return dict(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Run:
    """How a command came out."""

    code: int
    out: str
    err: str


class Tongtui(Protocol):
    def __call__(self, *arguments: object, stdin: bytes = b"") -> Run: ...


@pytest.fixture
def tongtui(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Tongtui:
    """Run a command; what it keeps stays in the test's own folder."""
    monkeypatch.setenv("TONGTUI_DATA_DIR", str(tmp_path / "data"))
    for name in ("TONGTUI_DATABASE_URL", "TONGTUI_POLICY_DIRS"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: object, stdin: bytes = b"") -> Run:
        monkeypatch.setattr(sys, "argv", ["tongtui", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Run(ended.value.code, out, err)

    return run


@pytest.fixture
def kept(tongtui: Tongtui) -> Context:
    """The context over what the commands of this test keep."""
    return open_context(Settings())
