"""Messages that come at the same moment: whole under a key, and none waits for one that waits for it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from schemas.work.returns import ReturnFilter
from service.context import Context
from service.registers import entries, export_lists
from service.returns import filing, locks, lookup, messages
from service.store.database import _number, lock, try_lock
from tests import builders
from tests.messages import refund, returns_message, tallies_message, tally

FIRM = builders.EXPORTER["code"]
OTHER_LIST = "22002026E000000002"


@pytest.fixture
def context(context: Context) -> Context:
    if context.store.kind != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    export_lists.put(context, [builders.an_export_list(), builders.an_export_list(cop_no="E-2", list_no=OTHER_LIST)])
    entries.put(context, [builders.a_site(), builders.an_enterprise(), builders.an_agent()])
    return context


def _names(*applications: tuple[str, str]) -> set[str]:
    return {name for number, listed in applications for name in locks.lock_names(FIRM, number, listed)}


def _second(first: str, *lists: str) -> str:
    """A number of an application whose lock is the first in order among all that a message of both takes."""
    others = _names(*((first, listed) for listed in lists))
    least = min(map(_number, others))
    numbers = (f"R-{n}" for n in range(2, 100_000))
    return next(each for each in numbers if _number(f"application {FIRM} {each}") < least)


def _takes_all_at_once(context: Context, held: str, others: set[str], work: Callable[[], object]) -> None:
    """Let a message wait for the first of its locks: it has none of the others by then."""

    def whole() -> None:
        with context.store.write():
            work()

    waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    with ThreadPoolExecutor(1) as pool:
        with context.store.write() as session:
            lock(session, held)
            done = pool.submit(whole)
            while not session.connection().execute(waits).scalar():
                pass
            assert [name for name in others if not try_lock(session, name)] == []
        done.result()


def test_a_message_under_a_key_takes_all_its_locks_at_once(context: Context) -> None:
    second = _second("R-1", builders.LIST_NO)
    message = returns_message(refund(application_no="R-1"), refund(application_no=second))
    held, others = f"application {FIRM} {second}", _names(("R-1", builders.LIST_NO))
    _takes_all_at_once(context, held, others, lambda: messages.submit_returns(context, message))
    assert len(lookup.page(context, ReturnFilter(), limit=10)[0]) == 2


def test_also_those_of_the_lists_that_a_change_leaves(context: Context) -> None:
    second = _second("R-1", builders.LIST_NO, OTHER_LIST)
    for number in ("R-1", second):
        filing.submit(context, builders.a_declaration(application_no=number, list_no=OTHER_LIST))
    message = returns_message(refund("2", application_no="R-1"), refund("2", application_no=second))
    held = f"application {FIRM} {second}"
    others = _names(("R-1", builders.LIST_NO), ("R-1", OTHER_LIST))
    _takes_all_at_once(context, held, others, lambda: messages.submit_returns(context, message))
    lists = [each.declaration.list_no for each in lookup.page(context, ReturnFilter(), limit=10)[0]]
    assert lists == [builders.LIST_NO] * 2


def test_a_message_of_tallies_too(context: Context) -> None:
    second = _second("R-1", builders.LIST_NO)
    for number in ("R-1", second):
        filing.submit(context, builders.a_declaration(application_no=number))
    message = tallies_message(tally(co_el_no="R-1"), tally(co_el_no=second))
    held, others = f"application {FIRM} {second}", _names(("R-1", builders.LIST_NO))
    _takes_all_at_once(context, held, others, lambda: messages.take_tallies(context, message))


def test_a_change_locks_the_list_that_it_leaves_with_the_rest(context: Context) -> None:
    others = _names(("R-1", builders.LIST_NO))
    least = min(map(_number, others))
    numbers = (f"22002026E{n:09}" for n in range(3, 100_000))
    left = next(each for each in numbers if _number(f"list {each}") < least)
    filing.submit(context, builders.a_declaration(application_no="R-1", list_no=left))
    changed = builders.a_declaration(application_no="R-1")
    _takes_all_at_once(context, f"list {left}", others, lambda: filing.change_application(context, changed))
