"""How much waits to be worked, for the metrics."""

from sqlmodel import Session, col, func, select

from schemas.tables import BatchRow, DeliveryRow, EventRow, ReturnRow
from service.store.batches import OPEN


def waiting(session: Session) -> dict[str, int]:
    """The length of each queue: returns in review, open batches, events not yet told and deliveries not yet made."""
    queues = {
        "review": select(func.count()).where(ReturnRow.state == "review"),
        "batches": select(func.count()).where(col(BatchRow.state).in_(OPEN)),
        "events": select(func.count()).where(~col(EventRow.told)),
        "deliveries": select(func.count()).where(DeliveryRow.state == "pending"),
    }
    return {name: session.exec(query).one() for name, query in queues.items()}
