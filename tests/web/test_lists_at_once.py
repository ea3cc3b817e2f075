"""Original lists and their customs receipts that come at the same moment: neither overlooks the other."""

import pytest
from sqlalchemy import make_url

from service import exports
from service.imports import exports_message
from service.problems import Unavailable
from service.store import Store
from service.workplace import Workplace
from tests import builders
from tests.messages import released


def test_a_receipt_waits_for_the_list_that_is_being_put(place: Workplace, database_url: str) -> None:
    """The exporter is not the agent: no chain of theirs makes the one wait for the other."""
    if place.store.kind != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    listed = builders.an_export_list(cop_no="A-1", list_no=None, released_on=None, agent=builders.AGENT)
    receipt = released(cop_no="A-1", agent_code=builders.AGENT["code"])
    impatient = make_url(database_url).update_query_dict({"options": "-c lock_timeout=100"})
    other = Workplace(place.rulebook, Store(impatient.render_as_string(hide_password=False)), now=place.now)
    with place.store.write():
        exports.put(place, [listed])
        with pytest.raises(Unavailable):
            exports_message(other, receipt)
    exports_message(other, receipt)
    other.store.close()
    (known,), _ = exports.page(place, limit=1)
    assert (known.list_no, known.released_on is not None) == (builders.LIST_NO, True)
