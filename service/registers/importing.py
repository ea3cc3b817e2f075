"""Registers from files and from the customs messages CEB603 and CEB604.

A table or JSON file with any fault is not taken at all; of a customs message each entry stands for itself.
"""

import hashlib
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Final, Literal

from schemas.base import Document
from schemas.ceb import ExportDeclaration, ExportMessage, ExportReceipt, ExportReceiptMessage, Unreadable, read_message
from schemas.export_list import ExportList
from schemas.faults import BadInput, Fault, parse_value
from schemas.registers import Enterprise, Office, RegisterRow, SupervisionSite
from schemas.work.amendments import RegisterName, Rows, SourceFile
from service.context import Context
from service.files.documents import bytes_of
from service.problems import Problem, bad_input, fault
from service.registers import entries, export_lists
from service.registers.parsing import values_of

Register = Literal["exports", "sites", "enterprises", "offices"]
_KINDS: Final[dict[Register, type[ExportList] | type[RegisterRow]]] = {
    "exports": ExportList,
    "sites": SupervisionSite,
    "enterprises": Enterprise,
    "offices": Office,
}
_MOST_FAULTS: Final = 1_000


class Imported(Document):
    """What an import did: how many rows were read, how many of them were new or different, what could not be read."""

    read: int
    changed: int
    errors: tuple[Fault, ...] = ()


def from_file(context: Context, register: Register, path: Path) -> Imported:
    """Take a file into a register.

    Raises:
        BadInput: with file and row of every fault; nothing is taken then.
    """
    if register == "exports" and path.suffix.lower() == ".xml":
        data = bytes_of(path)
        try:
            return exports_message(context, data)
        except BadInput as error:
            raise BadInput(fault.below(f"{path.name} ") for fault in error.faults) from None
    documents = documents_of(path, register)
    lists = [document for document in documents if isinstance(document, ExportList)]
    rows = [document for document in documents if isinstance(document, RegisterRow)]
    changed = export_lists.put(context, lists) if register == "exports" else entries.put(context, rows)
    return Imported(read=len(documents), changed=changed)


def read_rows(register: RegisterName, name: str, data: bytes) -> tuple[Rows, SourceFile]:
    """The rows that a file's bytes hold for a register, and the file itself: its name without folders, and its digest.

    Raises:
        BadInput: with file and row of every fault.
    """
    own_name = PurePosixPath(name.replace("\\", "/")).name or "?"
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"file{Path(own_name).suffix}"
        path.write_bytes(data)
        try:
            rows = tuple(documents_of(path, register))
        except BadInput as error:
            raise BadInput(
                fault.model_copy(update={"pointer": f"{own_name}{fault.pointer.removeprefix(path.name)}"})
                for fault in error.faults
            ) from None
    return Rows.model_validate({register: rows}), SourceFile(name=own_name, digest=hashlib.sha256(data).hexdigest())


def documents_of(path: Path, register: Register) -> list[ExportList | RegisterRow]:
    """Every row of a file for a register.

    Raises:
        BadInput: with file and row of every fault; after so many that nobody would read on, reading ends.
    """
    documents: list[ExportList | RegisterRow] = []
    faults: list[Fault] = []
    for read in values_of(path, _KINDS[register]):
        faults.extend(read.faults)
        if read.value is not None or not read.faults:
            try:
                document = parse_value(_KINDS[register], read.value)
            except BadInput as error:
                wrong = list(error.faults)
            else:
                documents.append(document)
                wrong = (
                    export_lists.faults_in(document)
                    if isinstance(document, ExportList)
                    else entries.faults_in(document)
                )
            faults.extend(fault.below(f"{read.location} ") for fault in wrong)
        if len(faults) >= _MOST_FAULTS:
            faults.append(fault(read.location, "file.too_many_faults"))
            break
    if faults:
        raise BadInput(faults)
    return documents


def exports_message(context: Context, data: bytes) -> Imported:
    """Take the lists of a CEB603 or the receipts of a CEB604; drafts are read and left.

    Raises:
        BadInput: the envelope cannot be read, or none of its entries can be taken.
        Problem: its only entry is refused.
    """
    message = read_message(data)
    if not isinstance(message, ExportMessage | ExportReceiptMessage):
        raise bad_input(f"/{message.kind}Message", "xml.root", kind=message.kind)
    faults: list[Fault] = []
    refused = changed = 0
    for number, entry in enumerate(message.entries, start=1):
        try:
            changed += _apply(context, entry)
        except BadInput as error:
            faults.extend(error.faults)
            refused += 1
        except Problem as problem:
            if len(message.entries) == 1:
                raise
            name = "Inventory" if isinstance(message, ExportMessage) else "InventoryReturn"
            pointer = f"/{message.kind}Message/{name}[{number}]"
            faults.append(problem.fault.model_copy(update={"pointer": pointer}))
            refused += 1
    if refused == len(message.entries):
        raise BadInput(faults)
    return Imported(read=len(message.entries), changed=changed, errors=tuple(faults))


def _apply(context: Context, entry: ExportDeclaration | ExportReceipt | Unreadable) -> int:
    if isinstance(entry, Unreadable):
        raise BadInput(entry.faults)
    return (
        export_lists.take_receipts(context, [entry]) if isinstance(entry, ExportReceipt) else _declared(context, entry)
    )


def _declared(context: Context, entry: ExportDeclaration) -> bool:
    if entry.app_status == "1":
        return False
    if entry.app_type == "3":
        return export_lists.delete(context, entry.export_list)
    return export_lists.put(context, [entry.export_list]) > 0
