"""The sums of the ledger are proved line by line, over as many original lists as there are."""

import pytest
from sqlalchemy import text

from schemas.tables import metadata
from service.context import Context
from service.evidence import verification
from service.registers.export_lists import put
from service.returns import filing
from tests import builders

LISTS = tuple(f"22002026E00000000{number}" for number in range(1, 6))


@pytest.fixture
def filed(context: Context) -> Context:
    """Five lists of two lines; two pieces of the first line and one of the second are returned of each, apart."""
    for list_no in LISTS:
        put(context, [builders.an_export_list(list_no=list_no, lines=[_line(1, "10"), _line(2, "10")])])
        for number, lines in ((1, [_line(1, "1"), _line(2, "1")]), (2, [_line(1, "1")])):
            declaration = builders.a_declaration(application_no=f"{list_no}-{number}", list_no=list_no, lines=lines)
            assert filing.submit(context, declaration).record.state == "review"
    return context


def _line(line_no: int, pieces: str) -> builders.Json:
    return builders.pieces(pieces, line_no=line_no)


def _change(context: Context, statement: str, **values: str) -> None:
    with context.store.engine.begin() as connection:
        connection.execute(text(statement), values)


def _found(context: Context) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code) for fault in verification.ledger(context).faults]


def test_every_line_is_counted_once(filed: Context) -> None:
    verified = verification.ledger(filed)
    assert (verified.checked, verified.faults) == (10, ())


def test_a_wrong_sum_in_the_midst_of_others_is_found_alone(filed: Context) -> None:
    _change(
        filed,
        "UPDATE balances SET taken_quantity = '00000000000000000002.50000' WHERE list_no = :number AND line_no = 1",
        number=LISTS[2],
    )
    (fault,) = verification.ledger(filed).faults
    assert (fault.pointer, fault.code) == (f"{LISTS[2]}/1", "ledger.sum")
    assert fault.zh == "账面 2.5 / 2 / 0 与退货合计 2 / 2 / 0 不符"


def test_a_balance_that_was_removed_and_one_of_which_nothing_is_returned_are_found(filed: Context) -> None:
    _change(filed, "DELETE FROM balances WHERE list_no = :number AND line_no = 2", number=LISTS[0])
    _change(filed, "UPDATE returns SET state = 'withdrawn' WHERE list_no = :number", number=LISTS[4])
    assert _found(filed) == [(f"{LISTS[0]}/2", "ledger.sum")] + [(f"{LISTS[4]}/{n}", "ledger.sum") for n in (1, 2)]


def test_what_no_version_of_the_list_exported_is_found(filed: Context) -> None:
    put(filed, [builders.an_export_list(list_no=LISTS[1], lines=[_line(1, "12"), _line(2, "10")])])
    assert _found(filed) == [], "an earlier version exported what the balance says"
    _change(
        filed,
        "UPDATE balances SET exported_quantity = '00000000000000000011.00000' WHERE list_no = :number AND line_no = 1",
        number=LISTS[1],
    )
    assert _found(filed) == [(f"{LISTS[1]}/1", "ledger.exported")]


def test_more_taken_than_was_exported_is_found(filed: Context) -> None:
    table = metadata.tables["balances"]
    with filed.store.engine.begin() as connection:
        if filed.store.kind == "postgresql":
            for kind in ("quantity", "legal_quantity", "second_quantity"):
                connection.execute(text(f"ALTER TABLE {table.name} DROP CONSTRAINT ck_balances_{kind}"))
        else:
            connection.execute(text("PRAGMA ignore_check_constraints = ON"))
        connection.execute(
            text(
                "UPDATE balances SET taken_quantity = '00000000000000000011.00000' WHERE line_no = 1 AND list_no = :n"
            ),
            {"n": LISTS[3]},
        )
    assert _found(filed) == [(f"{LISTS[3]}/1", "ledger.sum"), (f"{LISTS[3]}/1", "ledger.over")]
