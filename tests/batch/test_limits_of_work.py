"""What keeps batches within bounds: how many are open, who stops them, and that none is tried for ever."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from schemas.work.batches import Batch
from schemas.work.returns import ReturnFilter
from service.access import Actor
from service.accounts import api_keys
from service.batches import lifecycle, processing
from service.context import Context
from service.evidence import verification
from service.problems import Conflict
from service.returns import lookup
from service.worker import worker_name
from tests import builders
from tests.batch.files import a_jsonl
from tests.harness import NOW, Clock, ServiceHarness

FIRM = builders.EXPORTER["code"]
ROUND = timedelta(seconds=61)


@pytest.fixture
def ours(context: Context, registers: None) -> Context:
    """The service with a key of the firm acting."""
    key = api_keys.make(context, api_keys.NewKey(firm=FIRM)).key
    return context.as_actor(Actor(f"key {key.id}", "firm", FIRM, ("file",)))


def _sent(context: Context, rows: int = 3) -> Batch:
    with lifecycle.upload(context, "a.jsonl") as coming:
        coming.write(a_jsonl(rows))
        return lifecycle.create(context, coming, FIRM)


def _set(context: Context, **settings: int) -> Context:
    return replace(context, settings=context.settings.model_copy(update=settings))


def _work(context: Context, stopped: Callable[[], bool] = lambda: False) -> bool:
    return processing.work(context.as_actor(Actor("operator")), worker_name(), stopped)


def _told(context: Context, batch: Batch) -> tuple[str, int, list[str]]:
    now = lifecycle.one(context, batch.id)
    return now.state, now.done, [fault.code for fault in now.faults]


def _update(context: Context, **values: Any) -> None:
    with context.store.engine.begin() as connection:
        for name, value in values.items():
            connection.execute(text(f"UPDATE batches SET {name} = :value"), {"value": value})


def _filed(context: Context) -> list[str]:
    return sorted(each.application_no for each in lookup.page(context, ReturnFilter(), limit=50)[0])


def _files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.is_file()}


# ---- how many


def test_a_firm_has_only_so_many_open_batches(ours: Context) -> None:
    two = _set(ours, max_open_batches=2)
    for _ in range(2):
        _sent(two)
    with pytest.raises(Conflict) as refused:
        _sent(two)
    assert (refused.value.fault.code, refused.value.retry_after) == ("batch.too_many_open", 60)
    assert len(_files(ours.settings.batch_folder)) == 2, "what is refused is not kept"
    _sent(two.as_actor(Actor("operator")))
    while _work(ours):
        pass
    assert _sent(two).state == "waiting", "what is done makes room"


def test_the_files_of_open_batches_have_only_so_many_bytes(ours: Context) -> None:
    size = len(a_jsonl(3))
    small = _set(ours, max_open_batch_bytes=2 * size)
    for _ in range(2):
        _sent(small)
    with pytest.raises(Conflict):
        _sent(small, 1)


def test_another_firms_batches_take_no_room(ours: Context) -> None:
    one = _set(ours, max_open_batches=1)
    _sent(one)
    with lifecycle.upload(one, "a.jsonl") as coming:
        coming.write(a_jsonl(1))
        lifecycle.create(one.as_actor(Actor("key 2", "firm", "4403960002", ("file",))), coming, "4403960002")


def test_files_that_never_became_a_batch_are_removed_after_a_day(ours: Context) -> None:
    batch = _sent(ours)
    folder = ours.settings.batch_folder
    for name, age in (("left", timedelta(days=2)), ("coming", timedelta(hours=20)), (batch.id, timedelta(days=9))):
        (folder / name).touch()
        os.utime(folder / name, (0, (NOW - age).timestamp()))
    assert lifecycle.drop_left_behind(ours) == 1
    assert _files(folder) == {"coming", batch.id}


# ---- who stops them


def test_a_batch_stops_with_its_key_and_says_so(ours: Context) -> None:
    batch, waiting = _sent(ours), _sent(ours)
    seen: list[bool] = []

    def revoke_at_the_second() -> bool:
        seen.append(True)
        if len(seen) == 2:
            api_keys.revoke(ours, ours.actor.name.removeprefix("key "))
        return False

    assert _work(ours, revoke_at_the_second)
    assert _told(ours, batch) == ("cancelled", 1, ["batch.key_revoked"])
    assert _work(ours)
    assert _told(ours, waiting) == ("cancelled", 0, ["batch.key_revoked"])
    assert _filed(ours) == ["B-1"]
    assert verification.audit_chains(ours).faults == ()


def test_a_key_that_was_rotated_stops_no_batch(ours: Context, clock: Clock) -> None:
    batch = _sent(ours)
    api_keys.rotate(ours.as_actor(Actor("operator")), ours.actor.name.removeprefix("key "))
    clock.now += timedelta(days=2)
    assert _work(ours)
    assert _told(ours, batch) == ("done", 3, [])


def test_a_supervisor_stops_any_batch_and_the_firm_is_told(ours: Context, harness: ServiceHarness) -> None:
    batch = _sent(ours)
    staff = (harness.officer, harness.supervisor)
    assert [each.post(f"/v1/batches/{batch.id}/cancel").status_code for each in staff] == [403, 200]
    assert _told(ours, batch) == ("cancelled", 0, ["batch.cancelled"])
    own = _sent(ours)
    lifecycle.cancel(ours, own.id)
    assert _told(ours, own) == ("cancelled", 0, [])


# ---- how often


def test_the_lease_is_kept_while_rows_are_counted_and_passed_over(ours: Context) -> None:
    batch = _sent(ours, 40)
    moment = NOW
    late: list[datetime] = []

    def slow() -> datetime:
        """By which ten seconds pass at each of the 70 rows that are counted or passed over, the lease looked at."""
        nonlocal moment
        moment = min(moment + timedelta(seconds=10), NOW + timedelta(seconds=700))
        with ours.store.engine.connect() as connection:
            until = connection.execute(text("SELECT leased_until FROM batches")).scalar_one()
        if until is not None and datetime.fromisoformat(until) < moment:
            late.append(moment)
        return moment

    stop = iter([False] * 30 + [True])
    assert _work(ours, lambda: next(stop))
    assert lifecycle.one(ours, batch.id).done == 30
    slowly = replace(ours, now=slow)
    _update(ours, total=None)
    assert _work(slowly)
    assert _told(ours, batch) == ("done", 40, [])
    assert late == []
    assert moment == NOW + timedelta(seconds=700)


def test_a_batch_that_is_cancelled_while_it_is_counted_is_left(ours: Context) -> None:
    batch = _sent(ours, 20)
    moments = iter(NOW + timedelta(seconds=30 * n) for n in range(1000))

    def slow() -> datetime:
        moment = next(moments)
        if moment == NOW + timedelta(minutes=4):
            lifecycle.cancel(ours, batch.id)
        return moment

    assert _work(replace(ours, now=slow))
    assert _told(ours, batch) == ("cancelled", 0, [])


def test_a_batch_whose_file_is_lost_fails_after_five_tries(ours: Context, clock: Clock) -> None:
    batch = _sent(ours)
    (ours.settings.batch_folder / batch.id).unlink()
    for _ in range(4):
        with pytest.raises(FileNotFoundError):
            _work(ours)
        assert not _work(ours), "it is left alone until its lease is over"
        clock.now += ROUND
    assert _work(ours)
    assert _told(ours, batch) == ("failed", 0, ["batch.lost"])
    clock.now += ROUND
    assert not _work(ours)


def test_a_row_that_fails_five_times_is_refused_and_the_others_are_filed(ours: Context, clock: Clock) -> None:
    batch = _sent(ours)
    _break(ours, "return_id IS NULL OR row <> 2")
    for _ in range(4):
        with pytest.raises(Exception, match="broken"):
            _work(ours)
        clock.now += ROUND
    assert _work(ours)
    assert _told(ours, batch) == ("done", 3, [])
    errors = [[fault.code for fault in each.errors] for each in lifecycle.results(ours, batch.id)]
    assert errors == [[], ["internal"], []]
    assert lifecycle.one(ours, batch.id).counts.refused == 1
    assert _filed(ours) == ["B-1", "B-3"]
    assert verification.audit_chains(ours).faults == ()


def test_a_batch_that_fails_whatever_is_done_ends_and_what_was_filed_stands(ours: Context, clock: Clock) -> None:
    batch = _sent(ours)
    _break(ours, "row <> 2")
    for _ in range(4):
        with pytest.raises(Exception, match="broken"):
            _work(ours)
        clock.now += ROUND
    assert _work(ours)
    assert _told(ours, batch) == ("failed", 1, ["batch.given_up"])
    assert _filed(ours) == ["B-1"]


def _break(context: Context, condition: str) -> None:
    """Make the database refuse results that do not fulfil a condition."""
    if context.store.kind == "postgresql":
        made = f"ALTER TABLE batch_results ADD CONSTRAINT broken CHECK ({condition})"
    else:
        fits = condition.replace("row ", "NEW.row ").replace("return_id", "NEW.return_id")
        refuse = f"WHEN NOT ({fits}) BEGIN SELECT RAISE(ABORT, 'broken'); END"
        made = f"CREATE TRIGGER broken BEFORE INSERT ON batch_results {refuse}"
    with context.store.engine.begin() as connection:
        connection.execute(text(made))


def test_a_row_that_kills_its_workers_is_refused_and_a_file_that_does_fails(ours: Context) -> None:
    batch = _sent(ours)
    _update(ours, tries=5)
    assert _work(ours)
    errors = [[fault.code for fault in each.errors] for each in lifecycle.results(ours, batch.id)]
    assert errors == [["internal"], [], []]
    other = _sent(ours)
    with ours.store.engine.begin() as connection:
        connection.execute(text("UPDATE batches SET tries = 6 WHERE id = :id"), {"id": other.id})
    assert _work(ours)
    assert _told(ours, other) == ("failed", 0, ["batch.given_up"])


def test_workers_have_names_of_their_own_that_fit_their_column() -> None:
    one, other = worker_name(), worker_name()
    assert one != other
    assert len(one) <= 64
