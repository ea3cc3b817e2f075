"""Where things are kept: all SQL stands here, by aggregate.

`Session` is one transaction of the store, handed from a use case to the functions of this room.
"""

from sqlmodel import Session

from service.store.database import Store

__all__ = ["Session", "Store"]
