"""Facts about the two ends of a return: where it was exported and where it comes back."""

from rules.dated_dossier import DatedDossier
from rules.facts.fact import CUSTOMS_DISTRICT, DISTRICTS, LIST_DISTRICT, fact
from rules.facts.unchangeable import LIST_NO


@fact(
    ("跨关区退货", "the return is cross-district"),
    ("非跨关区退货", "the return is not cross-district"),
    reads=("/declaration/list_no", "/declaration/customs_code", DISTRICTS),
    changed_by=("customs",),
)
def cross_district(dated: DatedDossier) -> bool | None:
    """Whether export and return district differ; unknown where either is (I4)."""
    return dated.cross_district


@fact(("退货海关", "the district of return"), reads=CUSTOMS_DISTRICT, changed_by=("customs",))
def return_district(dated: DatedDossier) -> str | None:
    """The district of the application's customs code, `2900` for Hangzhou; unknown where it is none of the 42."""
    return dated.return_district


@fact(("出口海关", "the district of export"), reads=LIST_DISTRICT, changed_by=LIST_NO)
def export_district(dated: DatedDossier) -> str | None:
    """The district of the first four characters of the list number; unknown where they name none of the 42."""
    return dated.export_district


@fact(
    ("申报地海关属于 42 个直属海关", "the customs code lies in one of the 42 districts"),
    ("申报地海关不属于 42 个直属海关", "the customs code lies in none of the 42 districts"),
    reads=CUSTOMS_DISTRICT,
    changed_by=("customs",),
)
def customs_code_in_known_district(dated: DatedDossier) -> bool:
    """Whether the district of `customs_code` is one of the 42."""
    return dated.return_district is not None


@fact(("原出口清单号的位数", "the length of the list number"), reads=("/declaration/list_no",), changed_by=LIST_NO)
def list_no_length(dated: DatedDossier) -> int:
    """How many characters the number of the original list has."""
    return len(dated.declaration.list_no)
