"""Messages that come at the same moment: whole under a key, and none waits for one that waits for it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from service.context import Workplace
from service.registers import entries, export_lists
from service.returns import filing, messages, recording
from service.store.database import _number, lock, try_lock
from tests import builders
from tests.messages import refund, returns_message, tallies_message, tally

FIRM = builders.EXPORTER["code"]
OTHER_LIST = "22002026E000000002"


@pytest.fixture
def place(place: Workplace) -> Workplace:
    if place.store.kind != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    export_lists.put(place, [builders.an_export_list(), builders.an_export_list(cop_no="E-2", list_no=OTHER_LIST)])
    entries.put(place, [builders.a_site(), builders.an_enterprise(), builders.an_agent()])
    return place


def _names(*applications: tuple[str, str]) -> set[str]:
    return {name for number, listed in applications for name in recording.lock_names(FIRM, number, listed)}


def _second(first: str, *lists: str) -> str:
    """A number of an application whose lock is the first in order among all that a message of both takes."""
    others = _names(*((first, listed) for listed in lists))
    least = min(map(_number, others))
    numbers = (f"R-{n}" for n in range(2, 100_000))
    return next(each for each in numbers if _number(f"application {FIRM} {each}") < least)


def _takes_all_at_once(place: Workplace, held: str, others: set[str], work: Callable[[], object]) -> None:
    """Let a message wait for the first of its locks: it has none of the others by then."""

    def whole() -> None:
        with place.store.write():
            work()

    waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    with ThreadPoolExecutor(1) as pool:
        with place.store.write() as session:
            lock(session, held)
            done = pool.submit(whole)
            while not session.connection().execute(waits).scalar():
                pass
            assert [name for name in others if not try_lock(session, name)] == []
        done.result()


def test_a_message_under_a_key_takes_all_its_locks_at_once(place: Workplace) -> None:
    second = _second("R-1", builders.LIST_NO)
    message = returns_message(refund(application_no="R-1"), refund(application_no=second))
    held, others = f"application {FIRM} {second}", _names(("R-1", builders.LIST_NO))
    _takes_all_at_once(place, held, others, lambda: messages.submit_returns(place, message))
    assert len(filing.page(place, filing.store.Wanted(), limit=10)[0]) == 2


def test_also_those_of_the_lists_that_a_change_leaves(place: Workplace) -> None:
    second = _second("R-1", builders.LIST_NO, OTHER_LIST)
    for number in ("R-1", second):
        filing.submit(place, builders.a_declaration(application_no=number, list_no=OTHER_LIST))
    message = returns_message(refund("2", application_no="R-1"), refund("2", application_no=second))
    held = f"application {FIRM} {second}"
    others = _names(("R-1", builders.LIST_NO), ("R-1", OTHER_LIST))
    _takes_all_at_once(place, held, others, lambda: messages.submit_returns(place, message))
    lists = [each.declaration.list_no for each in filing.page(place, filing.store.Wanted(), limit=10)[0]]
    assert lists == [builders.LIST_NO] * 2


def test_a_message_of_tallies_too(place: Workplace) -> None:
    second = _second("R-1", builders.LIST_NO)
    for number in ("R-1", second):
        filing.submit(place, builders.a_declaration(application_no=number))
    message = tallies_message(tally(co_el_no="R-1"), tally(co_el_no=second))
    held, others = f"application {FIRM} {second}", _names(("R-1", builders.LIST_NO))
    _takes_all_at_once(place, held, others, lambda: messages.take_tallies(place, message))


def test_a_change_locks_the_list_that_it_leaves_with_the_rest(place: Workplace) -> None:
    others = _names(("R-1", builders.LIST_NO))
    least = min(map(_number, others))
    numbers = (f"22002026E{n:09}" for n in range(3, 100_000))
    left = next(each for each in numbers if _number(f"list {each}") < least)
    filing.submit(place, builders.a_declaration(application_no="R-1", list_no=left))
    changed = builders.a_declaration(application_no="R-1")
    _takes_all_at_once(place, f"list {left}", others, lambda: filing.change_application(place, changed))
