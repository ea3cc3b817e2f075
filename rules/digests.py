"""Digests: sha256 over RFC 8785 JSON, which anyone can compute again."""

import hashlib

import rfc8785

from schemas.base import Document


def digest_of(value: object) -> str:
    """The digest of a JSON value, in hexadecimal."""
    return hashlib.sha256(rfc8785.dumps(value)).hexdigest()  # type: ignore[arg-type]


def document_digest(document: Document) -> str:
    """The digest of a document, its absent fields written as null."""
    return digest_of(document.model_dump(mode="json", by_alias=True))
