"""Original lists and their customs receipts that come at the same moment: neither overlooks the other."""

from collections.abc import Iterator

import pytest
from sqlalchemy import make_url

from service.context import Context
from service.problems import Unavailable
from service.registers import export_lists
from service.registers.importing import exports_message
from service.returns import locks
from service.store import Store
from service.store.database import lock
from tests import builders
from tests.messages import released


@pytest.fixture
def impatient(context: Context, database_url: str) -> Iterator[Context]:
    """Another workplace on the same PostgreSQL, which waits for no lock."""
    if context.store.kind != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    url = make_url(database_url).update_query_dict({"options": "-c lock_timeout=100"})
    other = Context(context.rulebook, Store(url.render_as_string(hide_password=False)), now=context.now)
    yield other
    other.store.close()


def test_a_receipt_waits_for_the_list_that_is_being_put(context: Context, impatient: Context) -> None:
    """The exporter is not the agent: no chain of theirs makes the one wait for the other."""
    listed = builders.an_export_list(cop_no="A-1", list_no=None, released_on=None, agent=builders.AGENT)
    receipt = released(cop_no="A-1", agent_code=builders.AGENT["code"])
    with context.store.write():
        export_lists.put(context, [listed])
        with pytest.raises(Unavailable):
            exports_message(impatient, receipt)
    exports_message(impatient, receipt)
    (known,), _ = export_lists.page(context, limit=1)
    assert (known.list_no, known.released_on is not None) == (builders.LIST_NO, True)


@pytest.mark.parametrize("invt_no", ["", "22002026E000000002"])
def test_a_receipt_waits_for_who_takes_of_the_list_that_it_does_not_name(
    context: Context, impatient: Context, invt_no: str
) -> None:
    """What waits under the list's own number is decided again, so that no one else may count it meanwhile."""
    export_lists.put(context, [builders.an_export_list(released_on=None)])
    exports_message(context, released(return_status="800"))
    receipt = released(invt_no=invt_no, return_status="899", return_time="20260410101500000")
    with context.store.write() as session:
        lock(session, locks.list_lock(builders.LIST_NO))
        with pytest.raises(Unavailable):
            exports_message(impatient, receipt)
    exports_message(impatient, receipt)
