"""The official samples, untidy as they are: each is read or refused, for a reason that is asserted."""

import pytest

from schemas.ceb import ExportReceipt, ReturnApplication, Tally, TallyReceipt, Unreadable, read_message
from schemas.faults import BadInput
from tests.messages import official, schema_errors


def _sample(number: str) -> bytes:
    return official(f"samples/CEB{number}Message.xml").read_bytes()


def test_213_is_read_whole() -> None:
    message = read_message(_sample("213"))
    applications = [entry for entry in message.entries if isinstance(entry, ReturnApplication)]
    assert len(applications) == len(message.entries) == 10
    assert {each.declaration.list_no for each in applications} == {"111222333"}
    assert {each.declaration.exporter.code for each in applications} == {"1105910159"}
    assert [each.declaration.application_no for each in applications].count("back_26339802") == 9
    assert {each.declaration.note for each in applications} == {None}, "an empty optional element is absent"


def test_214_is_refused_for_its_root() -> None:
    with pytest.raises(BadInput) as refused:
        read_message(_sample("214"))
    assert [(fault.pointer, fault.code) for fault in refused.value.faults] == [("/CEB214", "xml.root")]


@pytest.mark.parametrize(("number", "kind"), [("215", Tally), ("216", TallyReceipt), ("604", ExportReceipt)])
def test_215_216_and_604_are_read_whole(number: str, kind: type) -> None:
    entries = read_message(_sample(number)).entries
    assert len(entries) == 10
    assert all(isinstance(entry, kind) for entry in entries)


def test_603_breaks_the_schema_by_a_second_sender_which_is_harmless_and_its_lists_by_their_direction() -> None:
    data = _sample("603")
    assert any("BaseTransfer" in error for error in schema_errors(data))
    message = read_message(data)
    assert message.sender is not None
    for number, entry in enumerate(message.entries, start=1):
        assert isinstance(entry, Unreadable)
        assert [(fault.pointer, fault.code) for fault in entry.faults] == [
            (f"/CEB603Message/Inventory[{number}]/InventoryHead/ieFlag", "field.choice")
        ]


def test_603_is_read_once_its_direction_is_mended() -> None:
    message = read_message(_sample("603").replace(b"<ceb:ieFlag>a<", b"<ceb:ieFlag>E<"))
    assert not any(isinstance(entry, Unreadable) for entry in message.entries)


def test_607_is_no_message_of_ours() -> None:
    with pytest.raises(BadInput) as refused:
        read_message(_sample("607"))
    assert refused.value.faults[0].code == "xml.root"
