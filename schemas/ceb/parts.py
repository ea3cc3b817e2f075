"""Read the parts of an entry: every element by its name, with the XML path of all that is wrong."""

from collections.abc import Iterator
from functools import cache
from typing import Final, TypeVar

from lxml import etree
from pydantic import ValidationError

from schemas.ceb.messages import NAMESPACE
from schemas.ceb.types import BLANKS, Part
from schemas.faults import BadInput, Fault, faults_of

P = TypeVar("P", bound=Part)
H = TypeVar("H", bound=Part)
L = TypeVar("L", bound=Part)
MAX_LINES: Final = 100


def read_part(model: type[P], element: etree._Element, location: str) -> P:
    """Read one part: text exactly as it stands, an empty optional element as absent, elements in any order.

    Raises:
        BadInput: an element is missing, unknown, there twice or wrong, or text stands beside the elements.
    """
    optional = _elements_of(model)
    values: dict[str, str] = {}
    wrong: dict[str, Fault] = {}
    for child in element:
        name = etree.QName(child)
        local, path = name.localname, f"/{name.localname}"
        if name.namespace != NAMESPACE or local not in optional:
            wrong.setdefault(path, unknown(child, location))
        elif local in values:
            zh, en = f"{local} 出现多次", f"{local} stands more than once"
            wrong[path] = Fault(pointer=f"{location}{path}", code="xml.repeated", zh=zh, en=en)
        else:
            values[local] = child.text or ""
            if len(child):
                wrong[path] = unknown(child[0], f"{location}{path}")
    faults = [*wrong.values(), *stray_text(element, location)]
    filled = {local: text for local, text in values.items() if not optional[local] or text.strip(BLANKS)}
    try:
        part = model.model_validate(filled)
    except ValidationError as error:
        invalid = [fault for fault in faults_of(error) if fault.pointer not in wrong]
        raise BadInput([*faults, *(fault.below(location) for fault in invalid)]) from None
    if faults:
        raise BadInput(faults)
    return part


def read_head_and_lines(
    element: etree._Element, location: str, head: type[H], line: type[L]
) -> tuple[H, tuple[L, ...]]:
    """Read an entry of one head and 1 to 100 lines.

    Raises:
        BadInput: as `read_part`, with the faults of head and lines together; or there are too few or too many.
    """
    by_name: dict[str, list[etree._Element]] = {head.__name__: [], line.__name__: []}
    faults = [*stray_text(element, location)]
    for child in element:
        name = etree.QName(child)
        if name.namespace == NAMESPACE and name.localname in by_name:
            by_name[name.localname].append(child)
        else:
            faults.append(unknown(child, location))
    heads, lines = by_name[head.__name__], by_name[line.__name__]
    faults.extend(wrong_count(f"{location}/{head.__name__}", len(heads), 1))
    faults.extend(wrong_count(f"{location}/{line.__name__}", len(lines), MAX_LINES))
    if faults:
        raise BadInput(faults)
    tops = _each(head, {f"{location}/{head.__name__}": heads[0]}, faults)
    parts = _each(line, {f"{location}/{line.__name__}[{n}]": child for n, child in enumerate(lines, start=1)}, faults)
    if faults:
        raise BadInput(faults)
    return tops[0], tuple(parts)


def wrong_count(location: str, count: int, most: int) -> Iterator[Fault]:
    """A fault unless there are 1 to `most` elements of one name; the location ends in it."""
    if not 1 <= count <= most:
        name = location.rpartition("/")[2]
        zh, en = ("恰有 1", "exactly 1") if most == 1 else (f"有 1 至 {most}", f"1 to {most}")
        yield Fault(
            pointer=location,
            code="xml.count",
            zh=f"须{zh} 个 {name}，现有 {count} 个",
            en=f"there must be {en} {name}, there are {count}",
        )


def unknown(element: etree._Element, location: str) -> Fault:
    """The fault of an element that does not belong there; a namespace that is not ours is named."""
    name = etree.QName(element)
    shown = name.localname if name.namespace == NAMESPACE else f"{{{name.namespace or ''}}}{name.localname}"
    return Fault(
        pointer=f"{location}/{name.localname}",
        code="xml.unknown",
        zh=f"此处没有元素 {shown}",
        en=f"there is no element {shown} here",
    )


def stray_text(element: etree._Element, location: str) -> Iterator[Fault]:
    """A fault where text stands beside the elements, instead of in one."""
    for text in (element.text, *(child.tail for child in element)):
        if text and text.strip(BLANKS):
            shown = text.strip(BLANKS)[:20]
            yield Fault(
                pointer=location,
                code="xml.text",
                zh=f"文字 {shown} 不在任何元素之内",
                en=f"the text {shown} stands in no element",
            )
            return


def _each(model: type[P], elements: dict[str, etree._Element], faults: list[Fault]) -> list[P]:
    """Read the parts at their places; what is wrong with them is added to the faults."""
    parts = []
    for location, element in elements.items():
        try:
            parts.append(read_part(model, element, location))
        except BadInput as error:
            faults.extend(error.faults)
    return parts


@cache
def _elements_of(model: type[Part]) -> dict[str, bool]:
    """The elements of a part, and whether each may be left out."""
    return {str(field.alias): not field.is_required() for field in model.model_fields.values()}
