"""Valid customs messages and files, and mutations of them: of bytes, of tokens, of the members of an archive."""

import io
import re
import zipfile
from random import Random
from typing import Final

_TOKENS: Final = re.compile(rb"[\w.:-]+|[^\w.:-]", re.DOTALL)
_ARCHIVE: Final = b"PK\x03\x04"
_MOST: Final = 256 * 1024
_ODD: Final = (
    *(b"", b"\0", b"\xff", b"\x80", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\r", b"\n", b"\t", b"\x1b", b" "),
    *(b'"', b'""', b"'", b",", b";", b"<", b">", b"&", b"{", b"}", b"[", b"]", b":", b"/", b"=", b"\\"),
    *(b"\\u0000", b"\\ud800", b"\\u00e9", b"&#0;", b"&#x10ffff;", b"&amp;", b"&lt;", b"&x;"),
    *(b"<!DOCTYPE a>", b"<!ENTITY x 'y'>", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<?a?>", b"<a/>", b'xmlns="b"'),
    *(b"0", b"-1", b"1e999999999", b"NaN", b"Infinity", b"-0", b"1.000000", b"9" * 400, b"0." + b"0" * 400 + b"1"),
    *(b"null", b"true", b"false", b"2026-02-30", b"9999-12-31", b"0000-00-00", b"24:00:00", b"+99:99", b"Z"),
    *("１２".encode(), "退".encode(), "退".encode("gb18030"), "退".encode("utf-16"), "😀".encode(), "\u2028".encode()),
    *(b"=1+1", b"../../a", b"A" * 300, b"x" * 40_000),
)
_PAIRS: Final = ((b"[", b"]"), (b'{"a":', b"}"), (b"<a>", b"</a>"), (b'"', b'"'), (b"<!--", b"-->"))


def mutated(chance: Random, valid: bytes, other: bytes) -> bytes:
    """The valid input, mutated once or a few times; `other` is what pieces are taken from."""
    data = valid
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        if data.startswith(_ARCHIVE) and chance.random() < 0.7:
            data = _with_member_mutated(chance, data, other)
        else:
            data = chance.choice(_MUTATIONS)(chance, data, other)[:_MOST]
    return data


def _with_member_mutated(chance: Random, data: bytes, other: bytes) -> bytes:
    """The archive written anew with one member mutated, so that its sums are right and the reader gets to it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [(info.filename, archive.read(info)) for info in archive.infolist()[:20]]
        if not members:
            return data
        chosen = chance.randrange(len(members))
        name, content = members[chosen]
        members[chosen] = name, chance.choice(_MUTATIONS)(chance, content, other)[:_MOST]
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as archive:
            for name, content in members:
                archive.writestr(name, content)
        return out.getvalue()
    except Exception:  # broken by an earlier mutation in one of the many ways of zipfile: mutate its bytes
        return _flip(chance, data, other)


def _slice(chance: Random, data: bytes) -> tuple[int, int]:
    start = chance.randrange(len(data) + 1)
    return start, min(len(data), start + chance.choice((1, 2, 4, 16, 64, 1024)))


def _flip(chance: Random, data: bytes, _other: bytes) -> bytes:
    if not data:
        return b"\0"
    place = chance.randrange(len(data))
    return data[:place] + bytes([data[place] ^ (1 << chance.randrange(8))]) + data[place + 1 :]


def _noise(chance: Random, data: bytes, _other: bytes) -> bytes:
    start, end = _slice(chance, data)
    return data[:start] + chance.randbytes(chance.choice((1, 2, 8, 64))) + data[end:]


def _cut_out(chance: Random, data: bytes, _other: bytes) -> bytes:
    start, end = _slice(chance, data)
    return data[:start] + data[end:]


def _cut_off(chance: Random, data: bytes, _other: bytes) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _put_odd(chance: Random, data: bytes, _other: bytes) -> bytes:
    start, end = _slice(chance, data)
    return data[:start] + chance.choice(_ODD) + data[chance.choice((start, end)) :]


def _graft(chance: Random, data: bytes, other: bytes) -> bytes:
    start, end = _slice(chance, data)
    first, last = _slice(chance, other)
    return data[:start] + other[first:last] + data[end:]


def _repeat(chance: Random, data: bytes, _other: bytes) -> bytes:
    start, end = _slice(chance, data)
    times = chance.choice((2, 2, 3, 10, 100, 100_000)) if chance.random() < 0.1 else 2
    times = min(times, _MOST // max(1, end - start))
    return data[:start] + data[start:end] * times + data[end:]


def _nest(chance: Random, data: bytes, _other: bytes) -> bytes:
    start, end = _slice(chance, data)
    opening, closing = chance.choice(_PAIRS)
    depth = chance.choice((1, 2, 300, 20_000)) if chance.random() < 0.1 else 1
    return data[:start] + opening * depth + data[start:end] + closing * depth + data[end:]


def _tokens(chance: Random, data: bytes, _other: bytes) -> bytes:
    """A word or a sign is left out, doubled, exchanged with another or replaced by an odd one."""
    tokens = _TOKENS.findall(data)
    if not tokens:
        return data
    one, two = chance.randrange(len(tokens)), chance.randrange(len(tokens))
    match chance.randrange(5):
        case 0:
            tokens[one] = b""
        case 1:
            tokens[one] *= 2
        case 2:
            tokens[one], tokens[two] = tokens[two], tokens[one]
        case 3:
            tokens[one] = tokens[two]
        case _:
            tokens[one] = chance.choice(_ODD)
    return b"".join(tokens)


_MUTATIONS: Final = (
    *(_tokens, _tokens, _tokens, _put_odd, _put_odd),
    *(_flip, _noise, _cut_out, _cut_off, _graft, _repeat, _nest),
)
