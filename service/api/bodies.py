"""Bodies in JSON or XML, answers in either, and the OpenAPI words for both."""

import gzip
from typing import Annotated, Any, Final, Literal

from fastapi import Depends, Request, Response
from pydantic import BaseModel

from service.problems import ProblemDocument, WrongMedia

Media = Literal["json", "xml"]
_MEDIA: Final[dict[str, Media]] = {"application/json": "json", "application/xml": "xml", "text/xml": "xml"}
XML: Final = "application/xml"


class Body:
    """A request's bytes, what they are in, and what the answer should be in."""

    def __init__(self, data: bytes, media: Media, wants: Media) -> None:
        self.data = data
        self.media = media
        self.wants = wants


def _named(header: str) -> Media | None:
    for part in header.split(","):
        if media := _MEDIA.get(part.split(";")[0].strip().lower()):
            return media
    return None


def wants_xml(request: Request) -> bool:
    """Whether the caller asks for a customs message."""
    return _named(request.headers.get("accept", "")) == "xml"


def at_browser(request: Request) -> bool:
    """Whether someone at a browser goes to this address, rather than a program."""
    return "text/html" in request.headers.get("accept", "")


async def _body(request: Request) -> Body:
    stated = request.headers.get("content-type", "")
    media = _named(stated)
    if media is None:
        if not stated:
            raise WrongMedia("media.unsupported", variant="unstated")
        raise WrongMedia("media.unsupported", variant="other", kind=stated)
    return Body(await request.body(), media, _named(request.headers.get("accept", "")) or media)


async def _json_body(request: Request) -> bytes:
    body = await _body(request)
    if body.media != "json":
        raise WrongMedia("media.unsupported", variant="only", kind="application/json")
    return body.data


async def _xml_body(request: Request) -> Body:
    body = await _body(request)
    if body.media != "xml":
        raise WrongMedia("media.unsupported", variant="only", kind="application/xml")
    return body


AnyBody = Annotated[Body, Depends(_body)]
JsonBody = Annotated[bytes, Depends(_json_body)]
XmlBody = Annotated[Body, Depends(_xml_body)]


def answer(value: BaseModel, status: int = 200) -> Response:
    """A document as the JSON answer, written once."""
    return Response(value.model_dump_json(by_alias=True), status, media_type="application/json")


def packed(request: Request, response: Response) -> Response:
    """The answer compressed for whoever takes it so: for large ones that are the same for everyone."""
    response.headers["Vary"] = "Accept-Encoding"
    if "gzip" in request.headers.get("accept-encoding", ""):
        response.body = gzip.compress(response.body, mtime=0)
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Length"] = str(len(response.body))
    return response


def retriable(response: Response, failed: bool) -> Response:
    """The answer, which says to come again where a part of the call failed by an error of ours."""
    if failed:
        response.headers["Retry-After"] = "5"
    return response


def xml_answer(data: bytes, status: int = 200) -> Response:
    """A customs message as the answer."""
    return Response(data, status, media_type=XML)


def takes(model: type[BaseModel] | None, xml: str | None = None, many: bool = False) -> dict[str, Any]:
    """The OpenAPI request body of a call that reads its own bytes."""
    content: dict[str, Any] = {}
    if model is not None:
        reference = {"$ref": f"#/components/schemas/{model.__name__}"}
        one_or_many = {"oneOf": [reference, {"type": "array", "items": reference}]}
        content["application/json"] = {"schema": one_or_many if many else reference}
    if xml is not None:
        content[XML] = {"schema": {"type": "string", "description": f"{xml}, 202205"}}
    return {"requestBody": {"required": True, "content": content}}


TAKES_FILE: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
"""The OpenAPI request body of a call whose body is a file as it is."""


def _problem(description: str) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{ProblemDocument.__name__}"}
    return {"description": description, "content": {"application/problem+json": {"schema": schema}}}


_PROBLEMS: Final = {
    400: "the body cannot be read at all",
    401: "nobody is signed in, or the key is not good",
    403: "the role, the key's scopes or its firm do not allow it",
    404: "there is no such thing",
    409: "it stands otherwise than the call supposes",
    413: "the body is too large",
    415: "the content type is not taken",
    422: "a field is wrong; every fault names its place",
    429: "more calls than the key may make",
    503: "not now; the same call may succeed later",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI words for the errors a call can answer."""
    return {status: _problem(_PROBLEMS[status]) for status in statuses}


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI words for the errors of a call that only some may make."""
    return problems(401, 403, *statuses, 429, 503)


READS_BODY: Final = (400, 401, 403, 413, 415, 422, 429, 503)
