"""A dossier seen on one day: what the facts are derived from."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from rules.days import day_in_shanghai
from rules.reference import Districts
from schemas.declaration import ReturnDeclaration
from schemas.dossier import Dossier
from schemas.export_list import ExportList
from schemas.goods import GoodsLine
from schemas.registers import SupervisionSite


@dataclass(frozen=True)
class DatedDossier:
    """One dossier, the day whose law governs, the day of return and the districts of both ends (null: unknown)."""

    dossier: Dossier
    declaration: ReturnDeclaration
    export_list: ExportList | None
    site: SupervisionSite | None
    as_of: date
    return_day: date
    export_district: str | None
    return_district: str | None
    districts: Districts

    @classmethod
    def of(cls, dossier: Dossier, districts: Districts, as_of: date | None = None) -> "DatedDossier":
        """Look at a dossier on the day of its application, or on another day."""
        declaration = dossier.declaration
        day = as_of or day_in_shanghai(declaration.declared_at)
        return cls(
            dossier=dossier,
            declaration=declaration,
            export_list=dossier.export_list,
            site=dossier.site if declaration.site_code is not None else None,
            as_of=day,
            return_day=declaration.arrived_on or day,
            export_district=districts.of(declaration.list_no),
            return_district=districts.of(declaration.customs_code),
            districts=districts,
        )

    @property
    def cross_district(self) -> bool | None:
        """Whether export and return district differ; unknown where either is (I4)."""
        if self.export_district is None or self.return_district is None:
            return None
        return self.export_district != self.return_district

    @cached_property
    def original_lines(self) -> dict[int, GoodsLine]:
        """The lines of the original list by number; empty where there is no list."""
        return {line.line_no: line for line in self.export_list.lines} if self.export_list else {}
