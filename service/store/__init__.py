"""Where things are kept: all SQL stands here, by aggregate."""

from service.store.database import Store

__all__ = ["Store"]
