"""From bytes to the root element: hardened, and lenient only where that is harmless."""

import re
from collections.abc import Iterable
from typing import Final

from lxml import etree

from schemas.base import BOM
from schemas.ceb.messages import NAMESPACE
from schemas.faults import BadInput

_DOCTYPE: Final = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_DECLARED: Final = re.compile(rb"^<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")


def root_of(data: bytes, expected: Iterable[str]) -> etree._Element:
    """The root element of a message.

    Raises:
        BadInput: empty, not UTF-8, with a doctype, not well-formed, or another root than `expected` (local names).
    """
    body = data.removeprefix(BOM).strip(b" \t\r\n")
    if not body:
        raise BadInput.at("/", "xml.empty", "报文是空的", "the message is empty")
    _require_utf8(body)
    if _DOCTYPE.search(body):
        raise _has_doctype()
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        line, text = error.lineno or 1, error.msg or ""
        raise BadInput.at(
            "/", "xml.syntax", f"第 {line} 行不是有效的 XML：{text}", f"not well-formed XML at line {line}: {text}"
        ) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise _has_doctype()
    name = etree.QName(root)
    allowed = list(expected)
    if name.namespace != NAMESPACE or name.localname not in allowed:
        shown = " / ".join(allowed)
        raise BadInput.at(
            f"/{name.localname}",
            "xml.root",
            f"根元素是 {name.text}，应为命名空间 {NAMESPACE} 中的 {shown}",
            f"the root is {name.text}; expected {shown} in the namespace {NAMESPACE}",
        )
    return root


def _has_doctype() -> BadInput:
    return BadInput.at(
        "/", "xml.doctype", "报文不得含 DOCTYPE 或实体声明", "a message must have no doctype or entities"
    )


def _require_utf8(body: bytes) -> None:
    """Refuse any other encoding; a zero byte tells UTF-16 or UTF-32, which would hide a doctype from a search."""
    declared = _DECLARED.match(body)
    encoding = declared[1].decode().lower() if declared else "utf-8"
    position = body.find(b"\0")
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        position = error.start
    if position >= 0:
        raise BadInput.at(
            "/", "xml.encoding", f"第 {position} 字节处不是有效的 UTF-8", f"byte {position} is not valid UTF-8"
        )
    if encoding not in ("utf-8", "utf8"):
        raise BadInput.at(
            "/", "xml.encoding", f"报文须为 UTF-8，而非 {encoding}", f"a message is UTF-8, not {encoding}"
        )
