"""What codes mean."""

from fastapi import APIRouter, Response

from rules.reference import load_districts
from schemas.base import Document, LocalizedText
from service.api.bodies import answer

router = APIRouter(prefix="/v1", tags=["law 法规"])


class District(Document):
    """A customs district: its four digits, and what it is called."""

    code: str
    name: LocalizedText


class DistrictList(Document):
    """Every customs district, by code."""

    items: tuple[District, ...]


@router.get("/districts", summary="直属海关 · the customs districts", response_model=DistrictList)
async def districts() -> Response:
    """The customs districts (直属海关), which the first two digits of a customs code name."""
    named = load_districts().names
    return answer(DistrictList(items=tuple(District(code=code, name=name) for code, name in sorted(named.items()))))
