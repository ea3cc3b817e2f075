"""The audit chain and the keys that receipts verify with."""

import re
from datetime import timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Response

from rules.digests import canonical
from schemas.base import Document
from schemas.paging import Page
from schemas.work.audit import Entry
from service.api.auth import AnyonesContext, ReadsAudit
from service.api.bodies import answer, problems, refusals
from service.evidence import audit
from service.evidence.checkpoints import Head
from service.evidence.rulebook_archive import RulebookFolder
from service.problems import NotFound

router = APIRouter(tags=["evidence 证据"])
_DIGEST: Final = re.compile("[0-9a-f]{64}")
_JOSE: Final = "application/jose"
_JWKS: Final = "application/jwk-set+json"


class EntryPage(Page[Entry, int]):
    """Entries of a chain from the newest on; `next` begins the following page."""


class Chains(Document):
    """Where every chain ends."""

    items: tuple[Head, ...]


@router.get("/v1/audit", summary="审计链 · the audit chains", response_model=Chains, responses=refusals())
def chains(context: ReadsAudit) -> Response:
    """Every chain and where it ends; `-` is the authority's."""
    return answer(Chains(items=audit.chains(context)))


@router.get(
    "/v1/audit/heads",
    summary="签名链头 · signed heads",
    response_class=Response,
    responses={
        200: {"description": "a compact JWS (Ed25519)", "content": {_JOSE: {"schema": {"type": "string"}}}},
        **refusals(),
    },
)
def heads(context: ReadsAudit) -> Response:
    """The ends of all chains, signed: keep it elsewhere, and no entry up to now can be removed unseen."""
    return Response(audit.signed_checkpoint(context), media_type=_JOSE)


@router.get(
    "/v1/audit/{chain}", summary="审计记录 · entries of a chain", response_model=EntryPage, responses=refusals(422)
)
def entries(
    context: ReadsAudit,
    chain: Annotated[str, Path(max_length=18)],
    subject: str | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    cursor: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
) -> Response:
    """Entries of a chain from the newest on; of one subject, if it is given."""
    return answer(EntryPage.of(audit.entries(context, chain, limit=limit, subject=subject, before=cursor)))


@router.get(
    "/.well-known/jwks.json",
    summary="验签公钥 · keys to verify with",
    response_class=Response,
    responses={200: {"description": "JWKS", "content": {_JWKS: {"schema": {"type": "object"}}}}},
)
async def jwks(context: AnyonesContext) -> Response:
    """The public keys of receipts and heads, the present one first, former ones after it (RFC 7517)."""
    headers = {"Cache-Control": f"public, max-age={int(timedelta(hours=1).total_seconds())}"}
    return Response(canonical(context.signer.public), headers=headers, media_type=_JWKS)


@router.get(
    "/v1/rulebooks/{digest}",
    summary="规则快照 · a rulebook as it was",
    responses={200: {"description": "a snapshot of the law, as `tongtui verify --rulebook` reads it"}, **problems(404)},
)
def rulebook(context: AnyonesContext, digest: str) -> Response:
    """The law as the rulebook of that digest held it: what `tongtui verify` needs to decide an old receipt again."""
    if digest == context.rulebook.digest:
        return Response(canonical(context.rulebook.snapshot), media_type="application/json")
    kept = RulebookFolder(context.settings.data_dir / "rulebooks").load(digest) if _DIGEST.fullmatch(digest) else None
    if kept is None:
        raise NotFound("rulebook.not_found", digest=digest)
    return Response(canonical(kept.snapshot), media_type="application/json")
