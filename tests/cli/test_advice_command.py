"""Advice, explanations and letters at the command line."""

import json
import sys
from pathlib import Path

import pytest

from service.cli.demo import fill
from service.context import Context
from tests import builders
from tests.command import Tongtui
from tests.paths import EXAMPLES

REFUSED = EXAMPLES / "dossier_refused.json"


@pytest.fixture
def mendable(tmp_path: Path) -> Path:
    firm = builders.enterprise_json(separate_work_area=False, data_access=None)
    path = tmp_path / "mendable.json"
    path.write_text(json.dumps(builders.dossier_json(exporter=firm)), encoding="utf-8")
    return path


def test_decide_tells_what_to_change(tongtui: Tongtui, mendable: Path) -> None:
    told = tongtui("decide", "--advice", mendable)
    assert told.code == 10
    for words in ("改向出口地海关 2249", "设立独立的作业功能区", "出口企业的数据开放方式：interfaced", "不接受："):
        assert words in told.out
    english = tongtui("decide", "--advice", "--lang", "en", mendable).out
    assert "set up a separate work area and have it registered" in english
    assert "what would make the return eligible" in english


def test_what_is_beyond_mending_is_told_with_its_last_day(tongtui: Tongtui) -> None:
    told = tongtui("decide", "--advice", REFUSED)
    assert "2026年9月21日至2027年9月21日（含）可以符合" in told.out


def test_the_advice_in_json_holds_the_outcome(tongtui: Tongtui, mendable: Path) -> None:
    told = json.loads(tongtui("decide", "--advice", "--json", mendable).out)
    assert (told["outcome"], len(told["admission"]["suggestions"])) == ("ineligible", 2)


def test_decide_says_why(tongtui: Tongtui, mendable: Path) -> None:
    told = tongtui("decide", "--explain", mendable)
    assert told.code == 10
    assert "出口企业备案 /exporter/separate_work_area = false · 测试登记 2024-01-01 →" in told.out
    tree = json.loads(tongtui("decide", "--explain", "--json", mendable).out)
    assert [each["question"] for each in tree["questions"]] == ["return", "tax_relief"]
    assert tongtui("decide", "--explain", "--advice", mendable).code == 64


def test_check_tells_the_sites_of_the_register(tongtui: Tongtui, kept: Context) -> None:
    fill(kept)
    told = tongtui("check", "--advice", "--json", EXAMPLES / "returns.xml")
    items = [json.loads(line) for line in told.out.splitlines()]
    assert len(items) == 3
    assert all("sites" in item for item in items)


def test_a_letter_is_written_the_same_each_time(tongtui: Tongtui, mendable: Path, tmp_path: Path) -> None:
    for lang in ("zh", "en"):
        files = [tmp_path / f"{lang}{number}.pdf" for number in (1, 2)]
        for file in files:
            assert tongtui("letter", mendable, "--out", file, "--lang", lang).code == 0
        assert files[0].read_bytes() == files[1].read_bytes()
    assert (tmp_path / "zh1.pdf").read_bytes() != (tmp_path / "en1.pdf").read_bytes()


def test_a_letter_that_cannot_be_made_says_why(
    tongtui: Tongtui, mendable: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "letter.pdf"
    assert tongtui("letter", mendable, "--out", out, "--lang", "fr").code == 64
    assert tongtui("letter", mendable, "--out", tmp_path).code == 64
    assert tongtui("letter", tmp_path / "none.json", "--out", out).code == 64
    monkeypatch.setitem(sys.modules, "typst", None)
    told = tongtui("letter", mendable, "--out", out)
    assert (told.code, out.exists()) == (64, False)
    assert "letter.unavailable" in told.err
