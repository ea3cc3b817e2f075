"""Registers: original lists, sites and firms, put and looked up; and the tallies of a site."""

from typing import Annotated, Final, TypeVar

from fastapi import APIRouter, Query, Response
from pydantic import TypeAdapter

from schemas.base import Document
from schemas.ceb import write_tally_receipts
from schemas.export_list import ExportList
from schemas.faults import parse_json, parse_json_with
from schemas.paging import Page
from schemas.registers import Enterprise, Office, SupervisionSite
from service.api.auth import EntersTallies, PutsExports, PutsRegisters, ReadsExports, ReadsRegisters
from service.api.bodies import (
    READS_BODY,
    XML,
    AnyBody,
    JsonBody,
    XmlBody,
    answer,
    problems,
    refusals,
    retriable,
    takes,
    xml_answer,
)
from service.api.idempotency import OnceOnly
from service.registers import entries, export_lists, importing
from service.registers.importing import Imported
from service.returns import messages

router = APIRouter(prefix="/v1", tags=["registers 备案"])
D = TypeVar("D", bound=Document)
_LISTS: Final = TypeAdapter(tuple[ExportList, ...])
_SITES: Final = TypeAdapter(tuple[SupervisionSite, ...])
_ENTERPRISES: Final = TypeAdapter(tuple[Enterprise, ...])
Limit = Annotated[int, Query(ge=1, le=500)]
Cursor = Annotated[int | None, Query(ge=1, le=2**62)]
Search = Annotated[str | None, Query(min_length=1, max_length=100, description="a part of the code or the name")]


class ExportPage(Page[ExportList, int]):
    """Original lists from the newest on; `next` begins the following page."""


class SitePage(Page[SupervisionSite, int]):
    """Rows of the sites' register, the oldest first; `next` begins the following page."""


class EnterprisePage(Page[Enterprise, int]):
    """Rows of the firms' register, the oldest first; `next` begins the following page."""


class OfficePage(Page[Office, int]):
    """Rows of the offices' register, the oldest first; `next` begins the following page."""


def _one_or_many(model: type[D], many: TypeAdapter[tuple[D, ...]], data: bytes) -> tuple[D, ...]:
    if data.lstrip()[:1] == b"[":
        return parse_json_with(many, data)
    return (parse_json(model, data),)


@router.put(
    "/exports",
    summary="导入原出口清单或其回执 · take original lists or their receipts",
    response_model=Imported,
    responses=problems(*READS_BODY),
    openapi_extra=takes(ExportList, "CEB603, CEB604", many=True),
)
def put_exports(context: PutsExports, body: AnyBody) -> Response:
    """Take original lists (JSON, one or an array; CEB603) or their customs receipts (CEB604)."""
    if body.media == "xml":
        return answer(importing.exports_message(context, body.data))
    lists = _one_or_many(ExportList, _LISTS, body.data)
    return answer(Imported(read=len(lists), changed=export_lists.put(context, lists)))


@router.get(
    "/exports",
    summary="查询原出口清单 · list original lists",
    response_model=ExportPage,
    responses=refusals(422),
)
def list_exports(
    context: ReadsExports,
    list_no: str | None = None,
    cop_no: str | None = None,
    exporter: str | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """Original lists as they stand, from the newest on."""
    return answer(
        ExportPage.of(
            export_lists.page(
                context, limit=limit, before=cursor, list_no=list_no, cop_no=cop_no, exporter_code=exporter
            )
        )
    )


@router.put(
    "/sites",
    summary="登记场所 · enter sites",
    response_model=Imported,
    responses=problems(*READS_BODY, 409),
    openapi_extra=takes(SupervisionSite, many=True),
)
def put_sites(context: PutsRegisters, body: JsonBody) -> Response:
    """Enter rows of the sites' register (one or an array), where the operator lets one person do so."""
    rows = _one_or_many(SupervisionSite, _SITES, body)
    return answer(Imported(read=len(rows), changed=entries.put(context, rows)))


@router.get("/sites", summary="查询场所 · list sites", response_model=SitePage, responses=refusals(422))
def list_sites(
    context: ReadsRegisters,
    site_code: str | None = None,
    search: Search = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """Rows of the sites' register, every version, the oldest first."""
    return answer(
        SitePage.of(
            entries.page(context, SupervisionSite, limit=limit, after=cursor or 0, code=site_code, search=search)
        )
    )


@router.put(
    "/enterprises",
    summary="登记企业 · enter firms",
    response_model=Imported,
    responses=problems(*READS_BODY, 409),
    openapi_extra=takes(Enterprise, many=True),
)
def put_enterprises(context: PutsRegisters, body: JsonBody) -> Response:
    """Enter rows of the firms' register (one or an array), where the operator lets one person do so."""
    rows = _one_or_many(Enterprise, _ENTERPRISES, body)
    return answer(Imported(read=len(rows), changed=entries.put(context, rows)))


@router.get("/enterprises", summary="查询企业 · list firms", response_model=EnterprisePage, responses=refusals(422))
def list_enterprises(
    context: ReadsRegisters,
    code: str | None = None,
    search: Search = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """Rows of the firms' register, every version, the oldest first; a firm sees its own."""
    if context.actor.firm is not None:
        code = context.actor.firm
    return answer(
        EnterprisePage.of(entries.page(context, Enterprise, limit=limit, after=cursor or 0, code=code, search=search))
    )


@router.get("/offices", summary="查询隶属海关 · list offices", response_model=OfficePage, responses=refusals(422))
def list_offices(
    context: ReadsRegisters,
    code: str | None = None,
    search: Search = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """Customs offices and their names, every version, the oldest first."""
    return answer(
        OfficePage.of(entries.page(context, Office, limit=limit, after=cursor or 0, code=code, search=search))
    )


@router.post(
    "/tallies",
    summary="理货 · enter tallies",
    response_class=Response,
    responses={
        200: {"description": "a receipt for each tally", "content": {XML: {"schema": {"type": "string"}}}},
        **problems(*READS_BODY),
    },
    openapi_extra=takes(None, "CEB215"),
)
def tallies(context: EntersTallies, once: OnceOnly, body: XmlBody) -> Response:
    """Enter the tallies of a CEB215 message; answers CEB216: 399 entered, 100 not."""

    def taken() -> Response:
        receipts = messages.take_tallies(context, body.data)
        return retriable(xml_answer(write_tally_receipts(receipts)), messages.failed(receipts))

    return once(context, taken)
