"""The command line: what it prints, which exit code it gives, and how it names what is wrong."""

import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from service.cli.demo import fill
from service.context import Context
from service.settings import Settings
from tests import builders
from tests.command import Tongtui, commands
from tests.messages import refund, replaced, returns_message
from tests.paths import EXAMPLES, ROOT

ELIGIBLE, REFUSED = EXAMPLES / "dossier.json", EXAMPLES / "dossier_refused.json"
COMMANDS = {
    *("decide", "check", "import", "policies", "migrate", "serve", "work", "batch", "verify", "prove"),
    *("users", "keys", "audit", "signing", "retention", "impact", "regimes", "letter", "screen", "history"),
}


def _dossier(**changes: Any) -> dict[str, Any]:
    """The eligible example with other values in its declaration."""
    dossier: dict[str, Any] = json.loads(ELIGIBLE.read_bytes())
    dossier["declaration"] |= changes
    return dossier


def _save(path: Path, *values: object) -> Path:
    path.write_text("".join(f"{json.dumps(value, ensure_ascii=False)}\n" for value in values), encoding="utf-8")
    return path


def _results(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def _status(decision: dict[str, Any], provision: str) -> str:
    (status,) = [each["status"] for each in decision["findings"] if each["provision"] == provision]
    return str(status)


# ---- decide


def test_the_exit_code_tells_the_outcome(tongtui: Tongtui, tmp_path: Path) -> None:
    refer = _save(tmp_path / "refer.json", _dossier(application_no="R") | {"site": None})
    for file, code, outcome in ((ELIGIBLE, 0, "eligible"), (REFUSED, 10, "ineligible"), (refer, 20, "refer")):
        told = tongtui("decide", "--json", file)
        (result,) = _results(told.out)
        assert (told.code, result["outcome"], told.err) == (code, outcome, "")
        assert len(result["rulebook"]) == len(result["dossier"]) == 64


def test_a_file_of_many_gives_a_line_for_each_and_exit_0(tongtui: Tongtui, tmp_path: Path) -> None:
    many = _save(tmp_path / "many.jsonl", _dossier(), json.loads(REFUSED.read_bytes()), _dossier() | {"site": None})
    told = tongtui("decide", "--json", many)
    assert [result["outcome"] for result in _results(told.out)] == ["eligible", "ineligible", "refer"]
    assert (told.code, told.err) == (0, "")


@pytest.mark.parametrize("bad", [b"{", b'{"declaration":"\xff"}', b"[]", b'{"declaration":1}'])
@pytest.mark.parametrize("position", [0, 1, 2])
@pytest.mark.parametrize("way", ["file", "stdin"])
def test_a_bad_line_is_named_and_the_others_are_decided(
    tongtui: Tongtui, tmp_path: Path, bad: bytes, position: int, way: str
) -> None:
    lines = [json.dumps(_dossier(application_no=f"R-{number}")).encode() for number in (1, 2)]
    lines.insert(position, bad)
    data = b"\n\n".join(lines)
    (tmp_path / "many.jsonl").write_bytes(data)
    told = tongtui("decide", "--json", "-", stdin=data) if way == "stdin" else None
    told = told or tongtui("decide", "--json", tmp_path / "many.jsonl")
    results = _results(told.out)
    name = "<stdin>" if way == "stdin" else "many.jsonl"
    where = f"{name}:{2 * position + 1}"
    assert ["errors" in result for result in results] == [place == position for place in range(3)]
    assert (sorted(results[position]), results[position]["place"]) == (["errors", "place"], where)
    assert {"pointer", "code", "zh", "en"} == set(results[position]["errors"][0])
    assert told.code == 64
    assert where in told.err


@pytest.mark.parametrize("command", ["decide", "check"])
@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\r\n \n"])
def test_a_file_of_no_lines_is_refused(tongtui: Tongtui, tmp_path: Path, command: str, content: bytes) -> None:
    (tmp_path / "none.jsonl").write_bytes(content)
    told = tongtui(command, "--json", tmp_path / "none.jsonl")
    assert (told.code, told.out) == (64, "")
    assert "none.jsonl 文件是空的 / the file is empty file.empty" in told.err


@pytest.mark.parametrize(
    "arguments",
    [("decide", "--json", EXAMPLES / "real_cases.jsonl"), ("decide", EXAMPLES / "real_cases.jsonl"),
     ("decide", "--json", ELIGIBLE), ("policies",), ("policies", "--json"), ("--help",)],
)  # fmt: skip
def test_who_has_read_enough_may_go(arguments: tuple[object, ...]) -> None:
    command = [sys.executable, "-m", "service", *map(str, arguments)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        run.stdout.close()
        assert (run.stderr.read(), run.wait()) == (b"", 0)


def test_standard_input_holds_one_dossier_or_many(tongtui: Tongtui) -> None:
    one = REFUSED.read_bytes()
    assert tongtui("decide", "-", stdin=one).code == 10
    assert tongtui("decide", "-", stdin=b"\xef\xbb\xbf" + one).code == 10
    lines = b"\xef\xbb\xbf" + b"\r\n".join([json.dumps(_dossier()).encode()] * 2)
    told = tongtui("decide", "--json", "-", stdin=lines)
    assert (told.code, len(_results(told.out))) == (0, 2)


def test_one_dossier_that_holds_objects_on_lines_of_their_own_is_one(tongtui: Tongtui) -> None:
    dossier = _dossier()
    lines = dossier["declaration"].pop("lines")
    opened = f'"declaration": {{"lines": [\n{json.dumps(lines[0])}\n],'
    text = json.dumps(dossier)[:-1].replace('"declaration": {', opened)
    told = tongtui("decide", "--json", "-", stdin=f"{text}\n}}".encode())
    assert (told.code, len(_results(told.out))) == (0, 1)


@pytest.mark.parametrize(
    ("content", "place", "zh", "en"),
    [
        (b"{", "bad.json", "不是有效的 JSON", "not valid JSON"),
        (b"", "bad.json", "不是有效的 JSON", "not valid JSON"),
        (b"\xff\xfe", "bad.json", "不是有效的 JSON", "not valid JSON"),
        (b"[" * 10_000, "bad.json", "不是有效的 JSON", "not valid JSON"),
        (json.dumps(_dossier(colour="red")).encode(), "/declaration/colour", "没有这个字段", "there is no such field"),
        (json.dumps(_dossier(direction=1)).encode(), "/declaration/direction", "应为字符串", "must be a string"),
        (json.dumps({"declaration": {}}).encode(), "/declaration/lines", "缺少必填字段", "a required field is missing"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_bad_input_is_named_in_both_languages(
    tongtui: Tongtui, tmp_path: Path, content: bytes, place: str, zh: str, en: str
) -> None:
    (tmp_path / "bad.json").write_bytes(content)
    told = tongtui("decide", tmp_path / "bad.json")
    assert (told.code, told.out) == (64, "")
    (line,) = [line for line in told.err.splitlines() if place in line]
    assert "bad.json" in line
    assert zh in line
    assert en in line


@pytest.mark.parametrize("command", [("decide",), ("check",), ("import", "sites"), ("import", "exports")])
@pytest.mark.parametrize("name", ["none.json", "none.jsonl", "none.csv", "none.xlsx", "none.xml"])
@pytest.mark.parametrize("folder", [False, True], ids=["missing", "folder"])
def test_a_file_that_cannot_be_opened_is_named(
    tongtui: Tongtui, tmp_path: Path, command: tuple[str, ...], name: str, folder: bool
) -> None:
    if folder:
        (tmp_path / name).mkdir()
    told = tongtui(*command, tmp_path / name)
    assert (told.code, told.out) == (64, "")
    assert name in told.err
    assert "internal" not in told.err


def test_as_of_replaces_the_day_of_application_and_of_return(tongtui: Tongtui) -> None:
    for day, outcome, year in (
        ("2024-12-14", "ineligible", "unmet"),
        ("2027-09-21", "eligible", "met"),
        ("2027-09-22", "ineligible", "unmet"),
    ):
        (result,) = _results(tongtui("decide", "--json", "--as-of", day, ELIGIBLE).out)
        assert (result["as_of"], result["outcome"]) == (day, outcome)
        assert _status(result, "gacc_2020_044.one_year") == year


def test_as_of_leaves_a_known_day_of_arrival(tongtui: Tongtui, tmp_path: Path) -> None:
    arrived = _save(tmp_path / "arrived.json", _dossier(arrived_on="2026-11-22"))
    (result,) = _results(tongtui("decide", "--json", "--as-of", "2027-09-22", arrived).out)
    assert (result["as_of"], result["outcome"]) == ("2027-09-22", "eligible")
    assert _status(result, "gacc_2020_044.one_year") == "met"


def test_as_of_chooses_the_law_of_that_day(tongtui: Tongtui) -> None:
    (result,) = _results(tongtui("decide", "--json", "--as-of", "2026-03-31", ELIGIBLE).out)
    instruments = {each["provision"].partition(".")[0] for each in result["findings"]}
    assert "gacc_2024_167" in instruments
    assert "gacc_2026_024" not in instruments


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "zh",
            ("不予退货", "EX-0002", "跨关区", "税收优惠：不享受", "✗ 不符合 gacc_2020_044.one_year", "? 未知",
             "商品须在出口放行之日起一年内退运进境。", "→ 设立独立的作业功能区", "第 1 项", "-4"),
        ),
        (
            "en",
            ("ineligible", "EX-0002", "cross-district", "tax relief: unavailable", "✗ unmet gacc_2020_044.one_year",
             "? unknown", "within one year", "→ Set up a separate work area", "line 1", "-4"),
        ),
    ],
)  # fmt: skip
def test_people_read_outcome_reasons_clauses_and_remedies(tongtui: Tongtui, lang: str, words: tuple[str, ...]) -> None:
    told = tongtui("decide", "--lang", lang, REFUSED)
    assert told.code == 10
    for word in (*words, "gacc_2020_044 四「出口放行之日起1年内退运进境」", "gacc_2026_024 三「独立的作业功能区」"):
        assert word in told.out


# ---- check


def _declaration(**changes: Any) -> dict[str, Any]:
    declaration: dict[str, Any] = json.loads((EXAMPLES / "return.json").read_bytes())
    return declaration | changes


def test_check_decides_against_the_store_and_keeps_nothing(tongtui: Tongtui, tmp_path: Path) -> None:
    declaration = _save(tmp_path / "return.json", builders.declaration_json())
    (before,) = _results(tongtui("check", "--json", declaration).out)
    assert (before["outcome"], _status(before, "gacc_2026_024.return_site")) == ("refer", "undetermined")
    for register, rows in (
        ("exports", [builders.export_list_json()]),
        ("sites", [builders.site_json()]),
        ("enterprises", [builders.enterprise_json(), builders.agent_json()]),
    ):
        assert tongtui("import", register, _save(tmp_path / f"{register}.jsonl", *rows)).code == 0
    first, second = (tongtui("check", "--json", declaration) for _ in range(2))
    assert (first.code, _results(first.out)[0]["outcome"]) == (0, "eligible")
    assert first == second


def test_check_gives_the_gravest_outcome_of_single_declarations(
    tongtui: Tongtui, kept: Context, tmp_path: Path
) -> None:
    fill(kept)
    good = _save(tmp_path / "good.json", _declaration())
    refer = _save(tmp_path / "refer.json", _declaration(site_code="NOWHERE"))
    worst = _save(tmp_path / "worst.json", _declaration(direction="E"))
    assert tongtui("check", good).code == 0
    assert tongtui("check", good, refer).code == 20
    assert tongtui("check", refer, worst, good).code == 10
    assert tongtui("check", "--as-of", "2027-09-22", good).code == 10
    many = _save(tmp_path / "many.jsonl", _declaration(), _declaration(direction="E"))
    told = tongtui("check", "--json", many)
    assert (told.code, [each["outcome"] for each in _results(told.out)]) == (0, ["eligible", "ineligible"])
    assert tongtui("check", "-", stdin=worst.read_bytes()).code == 10


def test_check_reads_the_customs_message(tongtui: Tongtui, tmp_path: Path) -> None:
    message = returns_message(refund(application_no="R-1", direction="E"), refund(application_no="R-2"))
    (tmp_path / "returns.xml").write_bytes(b"\xef\xbb\xbf\n" + message)
    told = tongtui("check", "--json", tmp_path / "returns.xml")
    assert (told.code, [each["outcome"] for each in _results(told.out)]) == (10, ["ineligible", "refer"])
    (tmp_path / "bad.xml").write_bytes(replaced(message, "qty", "0"))
    told = tongtui("check", "--json", tmp_path / "bad.xml")
    refused, decided = _results(told.out)
    assert told.code == 64
    assert refused["errors"][0]["pointer"] == "/CEB213Message/InvtRefund[1]/InvtRefundList[1]/qty"
    assert decided["outcome"] == "refer"
    assert "bad.xml /CEB213Message/InvtRefund[1]/InvtRefundList[1]/qty 数量须大于零 / must be greater" in told.err


@pytest.mark.parametrize("content", [b"<x/>", b"<!DOCTYPE x><x/>", b"<", b'{"lines": []}', b"\xff"])
def test_check_names_what_it_cannot_read(tongtui: Tongtui, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad").write_bytes(content)
    told = tongtui("check", tmp_path / "bad")
    assert (told.code, told.out) == (64, "")
    assert all(line.startswith("✗ bad ") for line in told.err.splitlines())
    assert told.err


# ---- the law, the tables, usage and faults


@pytest.mark.parametrize(
    ("day", "there", "absent"),
    [
        ("2020-03-26", (), ("gacc_2020_044", "gacc_2024_167", "gacc_2026_024")),
        ("2024-12-14", ("gacc_2020_044.one_year",), ("gacc_2024_167", "gacc_2026_024")),
        ("2024-12-15", ("gacc_2020_044.one_year", "gacc_2024_167.pilot"), ("gacc_2026_024",)),
        ("2026-04-01", ("gacc_2020_044.one_year", "gacc_2026_024.scope"), ("gacc_2024_167",)),
    ],
)
def test_the_law_of_a_day_is_listed(
    tongtui: Tongtui, day: str, there: tuple[str, ...], absent: tuple[str, ...]
) -> None:
    told = tongtui("policies", "--on", day, "--json")
    names = [result["name"] for result in _results(told.out)]
    assert {*there, "ceb_2022_05.list_no"} <= set(names)
    assert not [name for name in names if name.partition(".")[0] in absent]
    for lang, always in (("zh", "报文"), ("en", "always")):
        shown = tongtui("policies", "--on", day, "--lang", lang)
        assert (shown.code, day in shown.out, always in shown.out) == (0, True, True)
        assert not [name for name in absent if name in shown.out]


@pytest.mark.parametrize(("lang", "words"), [("zh", "出口申报日"), ("en", "exports declared")])
def test_of_tax_relief_the_days_of_export_are_listed(tongtui: Tongtui, lang: str, words: str) -> None:
    lines = tongtui("policies", "--on", "2020-01-01", "--lang", lang).out.splitlines()
    heads = {line.split()[0]: line for line in lines if line.startswith(("mof_", "ceb_"))}
    assert heads["mof_2023_004"].endswith(f"  {words} 2023-01-30 → 2026-01-01")
    assert heads["mof_2026_016"].endswith(f"  {words} 2026-01-01 → 2028-01-01")
    assert words not in heads["ceb_2022_05"]


def test_tables_are_made_once(tongtui: Tongtui, tmp_path: Path) -> None:
    told = [tongtui("migrate") for _ in range(2)]
    assert told[0] == told[1]
    assert (told[0].code, told[0].err) == (0, "")
    assert (tmp_path / "data" / "tongtui.sqlite3").exists()


def test_every_command_explains_itself_in_both_languages(tongtui: Tongtui) -> None:
    every = commands()
    assert set(every) == COMMANDS
    assert [command for command in COMMANDS if command not in tongtui("--help").out] == []
    for name, command in every.items():
        for words in ((name,), *((name, inner) for inner in getattr(command, "commands", ()))):
            told = tongtui(*words, "--help")
            assert (told.code, told.err) == (0, ""), words
            assert "·" in told.out, words


@pytest.mark.parametrize(
    "arguments",
    [
        ("--bogus",),
        ("nothing",),
        ("decide",),
        ("decide", "--bogus", ELIGIBLE),
        ("decide", "--lang", "fr", ELIGIBLE),
        ("decide", "--as-of", "2026-02-30", ELIGIBLE),
        ("decide", "--as-of", "0001-01-01", ELIGIBLE),
        ("check", "--as-of", "9999-12-31", EXAMPLES / "return.json"),
        ("policies", "--on", "1979-12-31"),
        ("policies", "--on", "1 April"),
        ("import", "parcels", ELIGIBLE),
        ("import", "sites"),
        ("serve", "--port", "0"),
    ],
)
def test_wrong_usage_is_64(tongtui: Tongtui, arguments: tuple[object, ...]) -> None:
    told = tongtui(*arguments)
    assert (told.code, told.out) == (64, "")
    assert "用法有误 · wrong usage: " in told.err


def test_no_command_at_all_shows_the_help(tongtui: Tongtui) -> None:
    told = tongtui()
    assert told.code == 64
    assert "decide" in told.out + told.err
    assert "wrong usage" not in told.err


def test_an_internal_fault_is_70(tongtui: Tongtui, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("no [/such] thing")

    monkeypatch.setattr("service.cli.decide.load_rulebook", fails)
    told = tongtui("decide", ELIGIBLE)
    assert (told.code, told.out) == (70, "")
    assert "内部错误 / internal fault: RuntimeError: no [/such] thing" in told.err


def test_a_policy_that_does_not_load_is_64(tongtui: Tongtui, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "laws" / "gacc_2027_001").mkdir(parents=True)
    (tmp_path / "laws" / "gacc_2027_001" / "policy.yaml").write_text("id: gacc_2027_001\n", encoding="utf-8")
    monkeypatch.setenv("TONGTUI_POLICY_DIRS", str(tmp_path / "laws"))
    told = tongtui("decide", ELIGIBLE)
    assert told.code == 64
    assert "gacc_2027_001/policy.yaml" in told.err


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("TONGTUI_DATABASE_URL", "foo", "应为数据库地址"),
        ("TONGTUI_DATABASE_URL", "mysql://u:geheim@h/d", "must be the address of a database"),
        ("TONGTUI_DATABASE_URL", "postgresql://u:geheim@h:port/d", "应为数据库地址"),
        ("TONGTUI_DATABASE_URL", "postgresql://u:ge@heim@h/d", "应为数据库地址"),
        ("TONGTUI_DATABASE_URL", "postgresql://u:geheim@h:/d", "应为数据库地址"),
        ("TONGTUI_DATABASE_URL", "postgresql://u:/geheim@h1:1,h2:2/d", "应为数据库地址"),
        ("TONGTUI_DATABASE_URL", "postgresql://u:/geheim@h:+5/d", "应为数据库地址"),
        ("TONGTUI_MAX_BODY_BYTES", "geheim", "应为整数 / must be a whole number"),
        ("TONGTUI_MAX_BODY_BYTES", "0", "须大于 0 / must be greater than 0"),
        ("TONGTUI_SECURE_COOKIES", "geheim", "应为 true 或 false"),
    ],
)
@pytest.mark.parametrize("command", [("migrate",), ("check", EXAMPLES / "return.json"), ("serve", "--port", "1")])
def test_a_wrong_setting_is_named_and_no_password_shown(
    tongtui: Tongtui, monkeypatch: pytest.MonkeyPatch, command: tuple[object, ...], name: str, value: str, words: str
) -> None:
    monkeypatch.setattr("service.cli.serve._refuse_taken", lambda *_: None)
    monkeypatch.setenv(name, value)
    told = tongtui(*command)
    assert (told.code, told.out) == (64, "")
    assert told.err.startswith(f"✗ {name} ")
    assert words in told.err
    assert "heim" not in told.err


def test_settings_never_show_the_password_of_the_database() -> None:
    settings = Settings(database_url="postgresql://u:geheim@h/d")
    assert "geheim" not in f"{settings!r} {settings}"
    with pytest.raises(ValidationError) as refused:
        Settings(database_url="mysql://u:geheim@h/d")
    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize("workers", [1, 2])
def test_an_address_in_use_is_named_before_anything_is_done(tongtui: Tongtui, tmp_path: Path, workers: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told = tongtui("serve", "--demo", "--port", port, "--workers", workers)
    assert (told.code, told.out) == (64, "")
    assert f"✗ 127.0.0.1:{port} 无法监听该地址：" in told.err
    assert not (tmp_path / "data").exists()


def test_an_address_that_is_not_ours_is_named(tongtui: Tongtui) -> None:
    told = tongtui("serve", "--host", "192.0.2.1")
    assert (told.code, told.out) == (64, "")
    assert "✗ 192.0.2.1:9610 无法监听该地址：" in told.err


@pytest.mark.parametrize(
    ("arguments", "code"), [(("decide", "--json", ELIGIBLE), 0), (("decide", REFUSED), 10), (("decide", "--x"), 64)]
)
def test_the_module_and_the_installed_command_are_one(arguments: tuple[object, ...], code: int) -> None:
    ways = ([sys.executable, "-m", "service"], [str(Path(sys.executable).with_name("tongtui"))])
    runs = [subprocess.run([*way, *map(str, arguments)], cwd=ROOT, capture_output=True, check=False) for way in ways]
    assert [run.returncode for run in runs] == [code, code]
    assert (runs[0].stdout, runs[0].stderr) == (runs[1].stdout, runs[1].stderr)
