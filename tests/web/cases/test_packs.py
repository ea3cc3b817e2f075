"""The evidence pack: whoever has it verifies offline what was decided, by the commands written in it."""

import io
import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

from fastapi.testclient import TestClient

from tests import builders
from tests.paths import ROOT


def _pack(client: TestClient, return_id: str) -> ZipFile:
    answer = client.get(f"/v1/returns/{return_id}/pack")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    return ZipFile(io.BytesIO(answer.content))


def _tongtui(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command on a machine that has nothing but the pack."""
    environment = {"PYTHONPATH": str(ROOT), "TONGTUI_DATA_DIR": str(folder / "elsewhere")}
    command = [sys.executable, "-m", "service", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False, encoding="utf-8")


def test_the_commands_in_the_pack_verify_every_decision(registered: TestClient, tmp_path: Path) -> None:
    filed = registered.post("/v1/returns", json=builders.declaration_json()).json()
    changed = registered.put(f"/v1/returns/{filed['id']}", json=builders.declaration_json(reason="尺码不合"))
    assert changed.status_code == 200
    _pack(registered, filed["id"]).extractall(tmp_path)
    read_me = (tmp_path / "README.txt").read_text(encoding="utf-8")
    commands = re.findall(r"^  tongtui (verify .*)$", read_me, re.MULTILINE)
    assert len(commands) == 2
    for command in commands:
        done = _tongtui(tmp_path, *command.split())
        assert done.returncode == 0, done.stdout + done.stderr
        assert "重新判定结果相同" in done.stdout


def test_a_forged_dossier_in_a_pack_is_found(registered: TestClient, tmp_path: Path) -> None:
    filed = registered.post("/v1/returns", json=builders.declaration_json()).json()
    _pack(registered, filed["id"]).extractall(tmp_path)
    dossier = tmp_path / "decisions" / "1.dossier.json"
    forged = dossier.read_text(encoding="utf-8").replace("R20260502-0001", "R20260502-0002")
    dossier.write_text(forged, encoding="utf-8")
    done = _tongtui(tmp_path, "verify", "decisions/1.jws", "--dossier", str(dossier), "--keys", "jwks.json")
    assert done.returncode == 64, done.stdout


def test_the_pack_of_a_draft_holds_no_decision(registered: TestClient) -> None:
    draft = registered.post("/v1/returns?draft=true", json=builders.declaration_json()).json()
    names = set(_pack(registered, draft["id"]).namelist())
    assert names == {"README.txt", "return.json", "jwks.json", "timeline.json", "notes.json"}
