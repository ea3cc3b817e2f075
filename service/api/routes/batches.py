"""Batches: send a file, watch it being worked, take the results."""

import tempfile
from collections.abc import Iterator
from typing import IO, Annotated, Final, Literal

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from schemas.paging import Page
from schemas.work.batches import Batch, BatchResult
from service.api.auth import AnyonesContext, FilesBatches, ReadsBatches, requires
from service.api.bodies import TAKES_FILE, answer, problems, refusals
from service.api.idempotency import OnceOnly, OnceStreamed
from service.batches import lifecycle
from service.batches.results import WRITERS
from service.batches.templates import TEMPLATES
from service.context import Context
from service.problems import NotFound, Unprocessable

router = APIRouter(prefix="/v1", tags=["batches 批量"])
_PIECE: Final = 1024 * 1024
CancelsBatches = Annotated[Context, requires("batches.cancel")]
Format = Literal["json", "csv", "xlsx", "ceb214", "jsonl"]


class BatchPage(Page[Batch, int]):
    """Batches from the newest on; `next` begins the following page."""


class ResultPage(Page[BatchResult, int]):
    """Results in the order of the rows; `next` begins the following page."""


@router.post(
    "/batches",
    summary="提交批量申报 · send a batch",
    status_code=202,
    response_model=Batch,
    responses=problems(400, 401, 403, 409, 413, 422, 429, 503),
    openapi_extra=TAKES_FILE,
)
async def send(
    context: FilesBatches,
    request: Request,
    once: OnceStreamed,
    name: Annotated[str, Query(max_length=255, description="the file's name, which faults are told with")] = "",
) -> Response:
    """Send a file of returns: CSV (UTF-8, GB18030), XLSX, JSON Lines, a CEB213 message or a ZIP of these.

    The body is the file itself. It is kept as it comes and worked in the background, row by row.
    """
    firm = context.actor.firm
    if firm is None:
        raise Unprocessable("batch.firm")
    name = name.replace("/", "_") or "batch"
    with await run_in_threadpool(lifecycle.upload, context, name) as coming:
        async for piece in request.stream():
            if piece:
                await run_in_threadpool(coming.write, piece)
        if coming.size == 0:
            raise Unprocessable("file.empty", variant="file")
        return await run_in_threadpool(
            once.streamed,
            context,
            coming.digest,
            lambda: answer(lifecycle.create(context, coming, firm), 202),
            coming.drop,
        )


@router.get("/batches", summary="批量申报 · batches", response_model=BatchPage, responses=refusals(422))
def list_batches(
    context: ReadsBatches,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    cursor: Annotated[int | None, Query(ge=1, le=2**62)] = None,
) -> Response:
    """Batches from the newest on."""
    return answer(BatchPage.of(lifecycle.page(context, limit=limit, before=cursor)))


@router.get(
    "/batches/template.{kind}",
    summary="批量模板 · a template to fill in",
    response_class=Response,
    responses={
        200: {
            "description": "the template",
            "content": {WRITERS[kind][0].split(";")[0]: {"schema": {"type": "string"}} for kind in TEMPLATES},
        },
        **problems(404),
    },
)
def template(context: AnyonesContext, kind: str) -> Response:
    """A template with every column named and explained, its codes as text cells: `csv` or `xlsx`."""
    if kind not in TEMPLATES:
        raise NotFound("batch.template", kind=kind)
    return Response(
        TEMPLATES[kind](),
        headers={"Content-Disposition": f'attachment; filename="tongtui-returns.{kind}"'},
        media_type=WRITERS[kind][0],
    )


@router.get("/batches/{batch_id}", summary="批量进度 · one batch", response_model=Batch, responses=refusals(404))
def one(context: ReadsBatches, batch_id: str) -> Response:
    """A batch and how far it has come."""
    return answer(lifecycle.one(context, batch_id))


@router.post(
    "/batches/{batch_id}/cancel", summary="取消批量 · cancel", response_model=Batch, responses=refusals(404, 409, 422)
)
def cancel(context: CancelsBatches, batch_id: str, once: OnceOnly) -> Response:
    """Stop a batch; rows that are done stay done. A supervisor may stop any, which it then tells."""
    return once(context, lambda: answer(lifecycle.cancel(context, batch_id)))


@router.get(
    "/batches/{batch_id}/results",
    summary="批量结果 · its results",
    response_model=ResultPage,
    responses={
        200: {
            "description": "a page in JSON, or every result as a file",
            "content": {media.split(";")[0]: {"schema": {"type": "string"}} for media, _, _ in WRITERS.values()},
        },
        **refusals(404, 422),
    },
)
def results(
    context: ReadsBatches,
    batch_id: str,
    form: Annotated[Format, Query(alias="format")] = "json",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    cursor: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
) -> Response:
    """What became of each row: a page of JSON, or all of them as CSV, XLSX, JSON Lines or CEB214 (a ZIP)."""
    if form == "json":
        items = tuple(lifecycle.results(context, batch_id, after=cursor, limit=limit))
        return answer(ResultPage(items=items, next=items[-1].row if len(items) == limit else None))
    media, ending, write = WRITERS[form]
    found = lifecycle.results(context, batch_id)
    kept = tempfile.TemporaryFile()  # noqa: SIM115  # closed when the answer is sent
    write(found, kept)
    headers = {"Content-Disposition": f'attachment; filename="{batch_id}.{ending}"'}
    return StreamingResponse(_pieces(kept), headers=headers, media_type=media)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece
