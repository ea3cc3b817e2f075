"""Which changes touch which fact, and why nothing touches the others.

Never the past (release, arrival), never the original list: what rests on them alone is beyond mending.
"""

from dataclasses import dataclass
from typing import Final

from schemas.base import LocalizedText
from schemas.law.advice import Kind

_PAST: Final = LocalizedText(
    zh="这取决于已经过去的日期（放行、进境），不能更改",
    en="it rests on days that are past (release, arrival), which nothing changes",
)
_LIST: Final = LocalizedText(
    zh="这由原出口清单确定，退货时不能更改", en="the original list settles it, and a return cannot change that"
)
_LIST_NO: Final = LocalizedText(
    zh="清单号指明原出口清单；正确的号码须由企业按放行回执填写",
    en="the number says which original list it is; the firm alone has the right one, on the receipt of release",
)
_TRUTH: Final = LocalizedText(
    zh="这是须如实申报的事实，不是可以选择的", en="it is a fact to be told truly, not one to choose"
)
_PLACE: Final[tuple[Kind, ...]] = ("customs", "site")


@dataclass(frozen=True)
class Reach:
    """Which kinds of change touch a fact; where none does, why."""

    kinds: tuple[Kind, ...] = ()
    why: LocalizedText | None = None


REACHES: Final[dict[str, Reach]] = {
    "cross_district": Reach(("customs",)),
    "return_district": Reach(("customs",)),
    "customs_code_in_known_district": Reach(("customs",)),
    "site_registered": Reach(("site",)),
    "site_valid_on_return_day": Reach(("site",)),
    "site_does_retail_export": Reach(("site",)),
    "site_in_return_district": Reach(_PLACE),
    "agent_is_exporter": Reach(("agent", "exporter")),
    "agent_entrusted_by_exporter": Reach(("entrustment", "agent", "exporter")),
    "exporter_monitors_returns": Reach(("return_flow", "exporter")),
    "exporter_standing": Reach(("standing", "exporter")),
    "exporter_separate_work_area": Reach(("work_area", "exporter")),
    "exporter_data_access": Reach(("data_access", "exporter")),
    "direction": Reach(("direction",)),
    "departs_from_china": Reach(("departure_country",)),
    "same_platform": Reach(("platform",)),
    "same_exporter": Reach(("exporter",)),
    "return_mode_given": Reach(("return_mode",)),
    "return_mode": Reach(("return_mode",)),
    "lines_not_on_original_list": Reach(("goods",)),
    "lines_over_remaining_quantity": Reach(("goods", "quantity")),
    "proof": Reach(("proof",)),
    "tax_certificate_given": Reach(("tax_certificate",)),
    "export_district": Reach(why=_LIST_NO),
    "list_no_length": Reach(why=_LIST_NO),
    "supervision_mode": Reach(why=_LIST),
    "export_declared_on": Reach(why=_LIST),
    "days_since_release": Reach(why=_PAST),
    "days_left_of_one_year": Reach(why=_PAST),
    "days_left_of_six_months": Reach(why=_PAST),
    "reason_kind": Reach(why=_TRUTH),
    "original_state": Reach(why=_TRUTH),
    "food": Reach(why=_TRUTH),
    "rebate_taken": Reach(why=_TRUTH),
}
"""Every fact is here: a test sees to it."""
