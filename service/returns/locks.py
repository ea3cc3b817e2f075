"""The locks that a change of a return takes: its application, its original list, the exporter's audit chain."""

from schemas.declaration import ReturnDeclaration
from schemas.tables import ReturnRow
from service.evidence.audit import lock_name
from service.store import Session
from service.store import returns as store
from service.store.database import lock


def lock_application(session: Session, declaration: ReturnDeclaration, *, filed: bool = False) -> None:
    """Keep others away from this application, its original list and the exporter's chain until all is written.

    Where it is `filed` already it may leave another list, which is locked with the rest: two that cross would else wait
    for each other.
    """
    exporter, number = declaration.exporter.code, declaration.application_no
    left = store.lists_of(session, {(exporter, number)}) if filed else ()
    lock(session, *lock_names(exporter, number, declaration.list_no), *map(list_lock, left))


def lock_names(firm: str, application_no: str, list_no: str) -> tuple[str, str, str]:
    """The names that whoever changes an application locks: its own, its original list's and the exporter's chain's."""
    return f"application {firm} {application_no}", list_lock(list_no), lock_name(firm)


def lock_names_of(row: ReturnRow) -> tuple[str, str, str]:
    """As `lock_names`, for a return that is there."""
    return lock_names(row.exporter_code, row.application_no, row.list_no)


def list_lock(list_no: str) -> str:
    """The name that writers of a list's balances lock."""
    return f"list {list_no}"


def lock_row(session: Session, row: ReturnRow) -> None:
    """As `lock_application`, for a return that is there: it is read again, now that nobody else can change it."""
    listed = row.list_no
    lock(session, *lock_names_of(row))
    session.refresh(row)
    if row.list_no != listed:
        lock(session, list_lock(row.list_no))
