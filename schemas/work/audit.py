"""An entry of the audit chain."""

from collections.abc import Mapping

from schemas.base import Document
from schemas.codes import Digest, Instant


class Entry(Document):
    """Who did what to which subject and when; `rows` are the digests of the evidence written with it.

    `previous` is the digest of the entry before it (zeros for the first); an entry's own digest is sha256 of its
    RFC 8785 JSON.
    """

    chain: str
    number: int
    previous: Digest
    at: Instant
    actor: str
    action: str
    subject: str
    detail: Mapping[str, str | int | bool | None]
    rows: Mapping[str, Digest | None]
