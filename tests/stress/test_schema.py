"""Schemathesis at a size that tests can bear; `make soak` makes more calls."""

from pathlib import Path

from tests.stress.schema import busy_app, tries


def test_no_call_fails_and_every_answer_is_as_documented(tmp_path: Path) -> None:
    with busy_app(tmp_path) as (app, context):
        told = list(tries(app, context, examples=6))
    assert {each.name: each.untrue for each in told if each.untrue} == {}
    assert all(each.made for each in told)
    assert sum(bool(each.done) for each in told) > len(told) // 2
