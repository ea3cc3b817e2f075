"""Where goods could go instead: the district of export, and a site for each kind of place the law tells apart."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

from rules.dated_dossier import DatedDossier
from schemas.law.advice import Nearness
from schemas.registers import SupervisionSite

RETAIL_EXPORT = "retail_export"


@dataclass(frozen=True)
class Destination:
    """A customs to apply to, a site to return to, or both; null keeps what is declared. Others would do as well."""

    customs_code: str | None = None
    site: SupervisionSite | None = None
    other_customs: tuple[str, ...] = ()
    other_sites: tuple[str, ...] = ()


def nearness(dated: DatedDossier, site: SupervisionSite) -> Nearness:
    """How near a site is to the customs of the application."""
    if site.customs_code == dated.declaration.customs_code:
        return "office"
    district = dated.districts.of(site.customs_code)
    return "district" if district is not None and district == dated.return_district else "elsewhere"


def rank(dated: DatedDossier, site: SupervisionSite) -> tuple[int, str, str]:
    """The key by which sites are sorted: the nearest first, then by customs and site code."""
    order: tuple[Nearness, ...] = ("office", "district", "elsewhere")
    return order.index(nearness(dated, site)), site.customs_code, site.site_code


def export_office(dated: DatedDossier) -> str | None:
    """The customs that took the export declaration; None where the list number names no district."""
    if dated.export_district is None:
        return None
    listed = dated.export_list.customs_code if dated.export_list is not None else ""
    return listed if dated.districts.of(listed) == dated.export_district else dated.declaration.list_no[:4]


def destinations_for(
    dated: DatedDossier, sites: Sequence[SupervisionSite], kind_of: Callable[[SupervisionSite], Hashable]
) -> list[Destination]:
    """The places worth trying; of districts that `kind_of` finds alike in law, the nearest site stands for all.

    Only sites that are valid on the day of return and do retail-export business are advised.
    """
    fit = sorted(
        (site for site in sites if site.holds_on(dated.return_day) and RETAIL_EXPORT in site.businesses),
        key=lambda site: rank(dated, site),
    )
    destinations = []
    office = export_office(dated)
    if office is not None and dated.export_district != dated.return_district:
        destinations.append(Destination(customs_code=office))
    for district in dict.fromkeys((dated.return_district, dated.export_district)):
        if district is not None and (
            here := [site for site in fit if dated.districts.of(site.customs_code) == district]
        ):
            destinations.append(Destination(site=here[0], other_sites=_codes(here)))
    abroad: dict[str, list[SupervisionSite]] = {}
    for site in fit:
        district = dated.districts.of(site.customs_code)
        if district is not None and district not in (dated.return_district, dated.export_district):
            abroad.setdefault(district, []).append(site)
    alike: dict[Hashable, list[SupervisionSite]] = {}
    for here in abroad.values():
        alike.setdefault(kind_of(here[0]), []).extend(here)
    for several in alike.values():
        here = sorted(several, key=lambda site: rank(dated, site))
        customs = tuple(dict.fromkeys(site.customs_code for site in here))[1:]
        same = [site for site in here if site.customs_code == here[0].customs_code]
        destinations.append(Destination(here[0].customs_code, here[0], customs, _codes(same)))
    return destinations


def _codes(sites: Iterable[SupervisionSite]) -> tuple[str, ...]:
    return tuple(site.site_code for site in sites)[1:]
