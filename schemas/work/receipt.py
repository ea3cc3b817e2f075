"""The signed receipt of a decision."""

from schemas.base import Document
from schemas.codes import Digest, Instant
from schemas.decision import Decision


class Receipt(Document):
    """What is signed, as RFC 8785 JSON in a compact JWS (Ed25519): the decision and the digests it rests on.

    `law` is the digest of the words of the law, `previous` that of the firm's receipt before this one (of its JWS).
    """

    decision: Decision
    dossier: Digest
    firm: str
    issued_at: Instant
    law: Digest
    previous: Digest | None
    rulebook: Digest
