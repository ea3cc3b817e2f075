"""Digests: sha256 over RFC 8785 JSON, which anyone can compute again."""

import hashlib
from collections.abc import Mapping

import orjson
from pydantic import BaseModel


def canonical(value: object) -> bytes:
    """The RFC 8785 JSON of a document (its absent fields written as null) or of plain JSON without fractions.

    Our documents hold text, whole numbers below 2**53, flags and nothing else; for these, sorted keys without blanks
    are the canonical form, which a test holds against the rfc8785 library.
    """
    plain = value.model_dump(mode="json", by_alias=True) if isinstance(value, BaseModel) else value
    return orjson.dumps(plain, option=orjson.OPT_SORT_KEYS)


def digest_of(value: object) -> str:
    """The digest of a document or JSON value, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def canonical_object(members: Mapping[str, bytes]) -> bytes:
    """The RFC 8785 JSON of an object whose members are in that form already."""
    return b"{" + b",".join(b'"%s":%s' % (name.encode(), members[name]) for name in sorted(members)) + b"}"
