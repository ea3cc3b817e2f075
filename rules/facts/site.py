"""Facts about the supervision site to which the goods come back, as the register knows it."""

from rules.dated_dossier import DatedDossier
from rules.facts.fact import CUSTOMS_DISTRICT, RETURN_DAY, fact


@fact(
    ("填写了场所且已登记", "a site is given and registered"),
    ("未填写场所或场所未登记", "no registered site is given"),
    reads=("/declaration/site_code", "/site/site_code"),
    changed_by=("site",),
)
def site_registered(dated: DatedDossier) -> bool:
    """Whether the declaration names a site and the register has a row for it."""
    return dated.site is not None


@fact(
    ("场所在退货之日有效", "the site is valid on the day of return"),
    ("场所在退货之日无效", "the site is not valid on the day of return"),
    reads=("/declaration/site_code", "/site/valid_from", "/site/valid_until", *RETURN_DAY),
    changed_by=("site",),
)
def site_valid_on_return_day(dated: DatedDossier) -> bool | None:
    """Whether the day of return lies in `[valid_from, valid_until)` of the site's row."""
    return dated.site.holds_on(dated.return_day) if dated.site else None


@fact(
    ("场所开展跨境电商零售出口业务", "the site does retail-export business"),
    ("场所未开展跨境电商零售出口业务", "the site does no retail-export business"),
    reads=("/declaration/site_code", "/site/businesses"),
    changed_by=("site",),
)
def site_does_retail_export(dated: DatedDossier) -> bool | None:
    """Whether `retail_export` is among the businesses of the site's row."""
    return "retail_export" in dated.site.businesses if dated.site else None


@fact(
    ("场所在退货海关所在关区", "the site lies in the district of return"),
    ("场所不在退货海关所在关区", "the site lies in another district than that of return"),
    reads=("/declaration/site_code", "/site/customs_code", *CUSTOMS_DISTRICT, "/declaration/list_no"),
    changed_by=("customs", "site"),
)
def site_in_return_district(dated: DatedDossier) -> bool | None:
    """Whether the site's district is the return district; unknown where that, the site's or the export district is."""
    if dated.site is None or dated.export_district is None or dated.return_district is None:
        return None
    district = dated.districts.of(dated.site.customs_code)
    return None if district is None else district == dated.return_district
