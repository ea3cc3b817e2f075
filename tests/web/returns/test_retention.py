"""What is over its time is erased, unless it is held; sums and chains hold all the same."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from schemas.declaration import ReturnDeclaration
from schemas.tables import BatchResultRow, DecisionRow, EventRow, ReturnRow, RevisionRow, StepRow
from schemas.work.cases import Step, Target
from schemas.work.returns import ReturnFilter
from service.access import Actor
from service.batches import lifecycle, processing
from service.cases import steps
from service.context import Context
from service.evidence import verification
from service.problems import Conflict, NotFound
from service.returns import filing, lookup, retention
from service.store import balances
from tests import builders
from tests.batch.files import a_jsonl
from tests.harness import NOW, fill_registers

_OFFICER = Actor("li", "officer")


@pytest.fixture
def context(context: Context) -> Context:
    context.store.migrate()
    fill_registers(context)
    return context


def _a_return(number: str) -> ReturnDeclaration:
    line = builders.line_json(quantity="2", legal_quantity="2", second_quantity=None)
    return builders.a_declaration(application_no=number, lines=[line])


def _filed(context: Context, number: str, *targets: Target) -> str:
    filed = filing.submit(context, _a_return(number)).record.id
    for to in targets:
        steps.take(context.as_actor(_OFFICER), filed, Step(to=to, reason="查验无异常"))
    return filed


def _at(context: Context, moment: datetime) -> Context:
    return replace(context, now=lambda: moment)


def _count(context: Context, kind: type) -> int:
    with context.store.read() as session:
        return len(session.exec(select(kind)).all())


def _holds(context: Context) -> None:
    assert verification.audit_chains(context).faults == ()
    assert verification.ledger(context).faults == ()


THREE_YEARS = datetime.fromisoformat("2029-06-01T00:00:00+08:00")


def test_a_released_return_is_erased_after_three_years_and_its_quantities_stay(context: Context) -> None:
    released = _filed(context, "R-1", "released")
    later = _at(context, THREE_YEARS + timedelta(days=1))
    assert retention.due(later, 10) == [released]
    assert retention.erase_due(later, 10) == 1
    with pytest.raises(NotFound):
        lookup.one(later, released)
    assert lookup.page(later, ReturnFilter(), limit=10)[0] == ()
    assert [_count(context, kind) for kind in (RevisionRow, DecisionRow, StepRow, EventRow)] == [0, 0, 0, 0]
    _holds(later)
    with context.store.read() as session:
        taken = balances.of_list(session, builders.an_export_list().list_no or "").taken[1]
    assert taken.quantity == 2
    with pytest.raises(Conflict):
        filing.submit(later, _a_return("R-1"))
    assert retention.erase_due(later, 10) == 0


def test_not_a_day_earlier(context: Context) -> None:
    _filed(context, "R-1", "released")
    assert NOW < THREE_YEARS
    assert retention.due(_at(context, THREE_YEARS), 10) == []
    assert retention.erase_due(_at(context, THREE_YEARS), 10) == 0


def test_the_operator_may_keep_it_longer(context: Context) -> None:
    _filed(context, "R-1", "released")
    longer = replace(context, settings=context.settings.model_copy(update={"keep_years": 5}))
    assert retention.due(_at(longer, THREE_YEARS + timedelta(days=400)), 10) == []
    assert len(retention.due(_at(longer, THREE_YEARS + timedelta(days=732)), 10)) == 1


def _withdrawn(context: Context) -> str:
    filed = _filed(context, "R-1")
    filing.withdraw(context, filed)
    return filed


def _rejected(context: Context) -> str:
    return _filed(context, "R-1", "suspended", "rejected")


def _draft(context: Context) -> str:
    return filing.submit(context, _a_return("R-1"), draft=True).record.id


@pytest.mark.parametrize("ended", [_withdrawn, _rejected, _draft])
def test_what_took_nothing_goes_whole_and_its_number_is_free(context: Context, ended: Callable[[Context], str]) -> None:
    ended(context)
    later = _at(context, THREE_YEARS + timedelta(days=1))
    assert retention.erase_due(later, 10) == 1
    assert _count(context, ReturnRow) == 0
    _holds(later)
    assert filing.submit(later, _a_return("R-1")).record.revision == 1


@pytest.mark.parametrize("targets", [(), ("inspection",), ("suspended",)])
def test_what_has_not_ended_is_kept(context: Context, targets: tuple[Target, ...]) -> None:
    _filed(context, "R-1", *targets)
    assert retention.erase_due(_at(context, THREE_YEARS + timedelta(days=3000)), 10) == 0


def test_a_hold_keeps_a_return_until_it_is_lifted(context: Context) -> None:
    released = _filed(context, "R-1", "released")
    retention.hold(context, released, "行政复议")
    assert [(row.return_id, row.reason) for row in retention.holds(context)] == [(released, "行政复议")]
    later = _at(context, THREE_YEARS + timedelta(days=1))
    assert retention.erase_due(later, 10) == 0
    _holds(later)
    retention.lift(later, released)
    with pytest.raises(NotFound):
        retention.lift(later, released)
    assert retention.erase_due(later, 10) == 1
    _holds(later)


def test_a_batch_goes_with_its_file_and_results(context: Context) -> None:
    with lifecycle.upload(context, "a.jsonl") as coming:
        coming.write(a_jsonl(3))
        batch = lifecycle.create(context, coming, builders.EXPORTER["code"])
    while processing.work(context, "worker", lambda: False):
        pass
    later = _at(context, THREE_YEARS + timedelta(days=1))
    assert _count(context, BatchResultRow) == 3
    assert retention.erase_due(later, 10) == 1
    assert _count(context, BatchResultRow) == 0
    assert not (context.settings.batch_folder / batch.id).exists()
    with pytest.raises(NotFound):
        lifecycle.one(later, batch.id)
    _holds(later)


def test_a_batch_stays_while_a_return_of_it_is_held(context: Context) -> None:
    with lifecycle.upload(context, "a.jsonl") as coming:
        coming.write(a_jsonl(3))
        batch = lifecycle.create(context, coming, builders.EXPORTER["code"])
    while processing.work(context, "worker", lambda: False):
        pass
    held = [each.return_id for each in lifecycle.results(context, batch.id)][1]
    assert held is not None
    retention.hold(context, held, "行政复议")
    later = _at(context, THREE_YEARS + timedelta(days=1))
    assert retention.erase_due(later, 10) == 0
    assert (context.settings.batch_folder / batch.id).exists()
    retention.lift(later, held)
    assert retention.erase_due(later, 10) == 1
    with pytest.raises(NotFound):
        lifecycle.one(later, batch.id)
    _holds(later)
