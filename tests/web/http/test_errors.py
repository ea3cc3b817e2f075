"""The error dictionary: a page for every code that can be raised, none for others, in both languages."""

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from schemas.base import LocalizedText
from service import problems
from service.app import create_app
from service.error_catalog import ErrorEntry, ErrorWords, groups
from service.settings import Settings
from tests.paths import ROOT
from tests.web.raised_codes import Raised, placeholders, raised_codes, sentences

_ENTRIES = {entry.code: entry for group in groups() for entry in group.errors}
_FOLDER = ROOT / "service" / "error_catalog"
_ADDRESS = re.compile(r'(?:href|src|action)="([^"]*)"')
_OWN_HOSTS = re.compile(r"https?://(?!127\.0\.0\.1:9610/|www\.chinaport\.gov\.cn/ceb)")
_CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def raised() -> Raised:
    return raised_codes(ROOT)


@pytest.fixture(scope="module")
def anyone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Someone who has not signed in."""
    with TestClient(create_app(Settings(data_dir=tmp_path_factory.mktemp("anyone")))) as client:
        yield client


def _file_of(code: str) -> str:
    return f"service/error_catalog/{code.partition('.')[0]}.yaml"


def test_every_code_has_a_page(raised: Raised) -> None:
    missing = sorted(raised.places.keys() - _ENTRIES.keys())
    told = [f"  {code}: add it to {_file_of(code)} ({', '.join(sorted(raised.places[code]))})" for code in missing]
    assert not told, (
        "These error codes have no page. Write an entry after the pattern of its neighbours: status where it is an\n"
        "HTTP answer; zh and en: title, what, why, mend; example: wrong, right. Then run `make docs`.\n"
        + "\n".join(told)
    )


def test_every_page_is_about_a_code_that_is_raised(raised: Raised) -> None:
    told = [f"  {code}: take it out of {_file_of(code)}" for code in sorted(_ENTRIES.keys() - raised.places.keys())]
    assert not told, "Nothing raises these error codes any more; then run `make docs`:\n" + "\n".join(told)


def test_every_code_is_written_where_it_is_raised(raised: Raised) -> None:
    assert raised.unclear == [], "give the code as a literal, so that it can be found here and by whoever looks for it"


def test_the_search_for_codes_knows_the_ways_to_raise_one(tmp_path: Path) -> None:
    for package in ("schemas", "rules", "service"):
        (tmp_path / package).mkdir()
    (tmp_path / "schemas" / "faults.py").write_text(
        "class Fault(Document):\n"
        "    @classmethod\n"
        "    def at(cls, pointer, code, zh, en):\n"
        "        return cls(pointer=pointer, code=code, zh=zh, en=en)\n"
        "def _fixed(code, zh, en):\n"
        "    return lambda context: (code, zh, en)\n"
        "WORDS = {'missing': _fixed('a.fixed', '', ''), 'else': ('a.tuple', '', '')}\n"
    )
    (tmp_path / "service" / "problems.py").write_text(
        "def fault(pointer, code, *, variant=None, **values):\n"
        "    return Fault(pointer=pointer, code=code, zh='', en='')\n"
        "class Problem(Exception):\n"
        "    def __init__(self, code, pointer='', **values):\n"
        "        self.fault = fault(pointer, code, **values)\n"
        "class Conflict(Problem):\n"
        "    status = 409\n"
    )
    (tmp_path / "service" / "things.py").write_text(
        "def helper(where, code):\n"
        "    return Fault.at(where, code, '', '')\n"
        "def use(bad):\n"
        "    helper('/x', 'b.helper' if bad else 'b.other')\n"
        "    raise Conflict('b.conflict', '/at', variant='one' if bad else 'two', number=7)\n"
        "Fault(pointer='', code='b.fault', zh='', en='')\n"
        "Fault(pointer='', code='b.' + 'computed', zh='', en='')\n"
    )
    (tmp_path / "service" / "others.py").write_text("fault('', 'b.told', **names)\n")
    found = raised_codes(tmp_path)
    ours = {code for code in found.places if not code.startswith("http.")}
    assert ours == {"a.fixed", "a.tuple", "b.helper", "b.other", "b.conflict", "b.fault", "b.told"}
    assert found.unclear == ["service/things.py:7: 'b.' + 'computed'"]
    assert found.own_words == {"service/things.py"}
    assert found.told == [
        ("service/others.py:1", ("b.told", ""), {"**"}),
        ("service/things.py:5", ("b.conflict", "one"), {"number"}),
        ("service/things.py:5", ("b.conflict", "two"), {"number"}),
    ]
    assert {"http.404", "http.405"} <= found.places.keys()


def test_only_the_framework_is_told_in_words_that_are_not_the_dictionarys(raised: Raised) -> None:
    assert raised.own_words == {"service/api/problem_responses.py"}


def test_every_sentence_that_is_told_stands_under_its_code_with_the_values_given(raised: Raised) -> None:
    written = sentences(_FOLDER)
    for place, sentence, values in raised.told:
        assert sentence in written, f"{place}: {_file_of(sentence[0])} has no such sentence"
        zh, en = map(placeholders, written[sentence])
        assert values == zh | en, place
        assert zh == en or (sentence, zh, en) == (("return.identity", ""), {"new"}, {"old"}), place


def test_every_sentence_is_told_somewhere(raised: Raised) -> None:
    assert sentences(_FOLDER).keys() == {sentence for _, sentence, _ in raised.told}


def test_a_value_in_both_languages_is_told_in_each() -> None:
    words = LocalizedText(zh="提请", en="propose")
    told = problems.fault("/x", "access.role", role="{role}", action=words)
    assert (told.zh, told.en) == ("{role}不能提请", "a {role} may not propose")


def test_every_status_is_the_one_that_is_answered(raised: Raised) -> None:
    for code, entry in _ENTRIES.items():
        takers = raised.takers[code]
        classes = [problems.NotFound if taker == "found" else getattr(problems, taker, None) for taker in takers]
        known = {each.status for each in classes if isinstance(each, type) and issubclass(each, problems.Problem)}
        if code.startswith("http."):
            assert entry.status == int(code.removeprefix("http."))
        elif known:
            assert entry.status in known, code
        elif entry.status is not None and code != "internal":
            assert entry.status == (400 if code.startswith(("json.", "xml.")) else 422), code


def test_each_file_holds_the_codes_of_its_prefix_once() -> None:
    for group in groups():
        text = (_FOLDER / f"{group.prefix}.yaml").read_text(encoding="utf-8")
        written = re.findall(r"^  ([a-z_0-9.]+):$", text, re.MULTILINE)
        assert written == [entry.code for entry in group.errors], "a code stands twice"
        assert {code.partition(".")[0] for code in written} == {group.prefix}


@pytest.mark.parametrize("entry", _ENTRIES.values(), ids=list(_ENTRIES))
def test_every_entry_says_something_in_both_languages(entry: ErrorEntry) -> None:
    texts = {name: (getattr(entry.zh, name), getattr(entry.en, name)) for name in ErrorWords.model_fields}
    for name, (zh, en) in texts.items():
        assert _CHINESE.search(zh), name
        assert not _CHINESE.search(en), name
        assert min(len(zh) * 3, len(en)) >= (6 if name == "title" else 20), name
    assert entry.example.wrong != entry.example.right
    assert entry.example.wrong.strip()
    assert entry.example.right.strip()
    assert set(entry.see) <= _ENTRIES.keys() - {entry.code}


# ---- over HTTP; anyone may read


def test_every_page_is_whole_and_asks_nothing_from_elsewhere(anyone: TestClient) -> None:
    for code, entry in _ENTRIES.items():
        answer = anyone.get(f"/errors/{code}", headers={"Accept": "text/html,application/json;q=0.9"})
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
        page = answer.text
        assert all(escape(says.zh) in page and escape(says.en) in page for says in entry.says)
        assert '<html lang="zh-CN">' in page
        assert page.index('<section lang="zh-CN">') < page.index('<section lang="en">')
        assert "`" not in page, code
        assert "<script" not in page
        assert not _OWN_HOSTS.search(page), code
        links = set(_ADDRESS.findall(page))
        assert {f"/errors/{other}" for other in entry.see} <= links
        assert links <= {"data:,", "/errors", *(f"/errors/{other}" for other in entry.see)}
        assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_the_list_names_every_code_once_under_its_prefix(anyone: TestClient) -> None:
    page = anyone.get("/errors").text
    assert [link for link in _ADDRESS.findall(page) if link != "data:,"] == [f"/errors/{code}" for code in _ENTRIES]
    assert all(f'<h2 id="{group.prefix}">' in page for group in groups())
    listed = anyone.get("/errors", headers={"Accept": "application/json"}).json()
    assert [each["code"] for group in listed["groups"] for each in group["errors"]] == list(_ENTRIES)


def test_a_program_gets_json(anyone: TestClient) -> None:
    answer = anyone.get("/errors/return.exists", headers={"Accept": "application/json"})
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["vary"] == "Accept"
    assert answer.json() == _ENTRIES["return.exists"].model_dump(mode="json")
    assert (
        anyone.get("/errors/return.exists", headers={"Accept": "*/*"}).headers["content-type"].startswith("text/html")
    )


def test_an_unknown_code_is_a_problem_with_a_page(anyone: TestClient) -> None:
    answer = anyone.get("/errors/no.such_code")
    assert (answer.status_code, answer.json()["code"]) == (404, "error.not_found")
    assert answer.headers["content-type"] == "application/problem+json"
    assert anyone.get(answer.json()["type"]).status_code == 200


def test_an_answer_leads_to_its_page(anyone: TestClient) -> None:
    for call in (anyone.get("/v1/returns"), anyone.get("/nowhere"), anyone.post("/v1/session", content=b"{")):
        problem = call.json()
        assert problem["type"] == f"/errors/{problem['code']}"
        assert problem["code"] in anyone.get(problem["type"]).text


def test_the_written_pages_link_to_each_other() -> None:
    text = (ROOT / "docs" / "reference" / "errors.md").read_text(encoding="utf-8")
    anchors = {re.sub(r"[^\w -]", "", title).lower() for title in re.findall(r"^### (.+)$", text, re.MULTILINE)}
    assert len(anchors) == len(_ENTRIES)
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) == anchors
