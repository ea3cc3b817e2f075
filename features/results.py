"""Gathers how each scenario of the acceptance book came out, and writes it down once the whole book was run."""

import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Final, Literal, get_args

import pytest
from gherkin.parser import Parser
from gherkin.pickles.compiler import Compiler
from pytest_bdd.parser import Feature, Scenario

from rules import Rulebook, load_rulebook
from schemas.law.acceptance import AcceptanceRun, ScenarioResult
from service.context import utc_now
from service.law import assurance

BOOK: Final = Path(__file__).parent
FILE: Final = BOOK.parent / "service" / "law" / "assurance" / assurance.SCENARIOS
Came = Literal["passed", "failed", "skipped"]
_PROPERTY: Final = "scenario"
_NAMED: Final = re.compile(r"\b[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*\b", re.ASCII)


class Results:
    """A plugin of pytest: workers say which scenario a test is, whoever hears of all of them writes the file.

    A run of less than the whole book writes nothing: what stands in the file stays the answer of one law.
    """

    def __init__(self, book: Path = BOOK, file: Path = FILE) -> None:
        self._book, self._file = book, file
        self._results: list[ScenarioResult] = []

    def pytest_bdd_before_scenario(self, request: pytest.FixtureRequest, feature: Feature, scenario: Scenario) -> None:
        if Path(feature.filename).parent == self._book:
            request.node.user_properties.append((_PROPERTY, told(scenario).model_dump_json()))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and report.outcome in get_args(Came):
            for text in (text for name, text in report.user_properties if name == _PROPERTY):
                result = ScenarioResult.model_validate_json(str(text))
                self._results.append(result.model_copy(update={report.outcome: 1}))

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        is_worker = hasattr(session.config, "workerinput")
        if not is_worker and len(self._results) == examples(self._book):
            run = gathered(self._results, load_rulebook(), utc_now())
            self._file.write_text(run.model_dump_json(indent=1), encoding="utf-8")


def told(scenario: Scenario) -> ScenarioResult:
    """Which scenario it is, with whatever it names that may be a provision or an instrument."""
    feature = scenario.feature
    tags = scenario.tags | feature.tags | (scenario.rule.tags if scenario.rule else set())
    named = {each for step in scenario.steps for each in _NAMED.findall(step.name)}
    return ScenarioResult(
        feature=Path(feature.filename).name,
        line=scenario.line_number,
        name=next(each.name for each in feature.scenarios.values() if each.line_number == scenario.line_number),
        instruments=tuple(sorted(tags)),
        provisions=tuple(sorted(named)),
    )


def gathered(results: Iterable[ScenarioResult], rulebook: Rulebook, ran_at: datetime) -> AcceptanceRun:
    """The examples of each scenario counted together, in the order of the book; only what the law has is named."""
    instruments = {policy.id for policy in rulebook.policies}
    provisions = {f"{policy.id}.{each.name}" for policy in rulebook.policies for each in policy.provisions}
    groups: dict[ScenarioResult, list[ScenarioResult]] = {}
    for each in results:
        named = tuple(name for name in each.provisions if name in provisions)
        about = {name.split(".")[0] for name in named}.union(instruments.intersection(each.instruments))
        which = {"instruments": tuple(sorted(about)), "provisions": named} | dict.fromkeys(get_args(Came), 0)
        groups.setdefault(each.model_copy(update=which), []).append(each)
    return AcceptanceRun(
        rulebook=rulebook.digest,
        ran_at=ran_at,
        scenarios=tuple(
            which.model_copy(update={came: sum(getattr(each, came) for each in group) for came in get_args(Came)})
            for which, group in sorted(groups.items(), key=lambda pair: _place(pair[0]))
        ),
    )


def _place(scenario: ScenarioResult) -> tuple[str, int, tuple[str, ...]]:
    return scenario.feature, scenario.line, scenario.provisions


def examples(book: Path) -> int:
    """How many scenarios a book has, outlines written out."""
    return sum(len(_pickles(file)) for file in book.glob("*.feature"))


def _pickles(file: Path) -> list[object]:
    document = Parser().parse(file.read_text(encoding="utf-8"))
    document["uri"] = file.name
    return list(Compiler().compile(document))
