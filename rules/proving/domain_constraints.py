"""Which facts are possible together: what the solver may assume of every declaration there is.

Assumed, and nothing else; a test holds random dossiers against it. It may admit facts that no declaration has (a
counter-example is decided again by the engine, so that none of these goes unnoticed), but never excludes any that
one has:

- What the declaration itself says is always known.
- The districts are the 42; each end is known or not; the return is cross-district where they differ, unknown where
  one end is.
- An original list is there or not: all that needs it is unknown together. Its days may be absent one by one; days are
  those of our calendar, and one year after release is 365 or 366 days after it.
- Codes of a closed list (standing, data access, reason, proof) are of that list; other codes are any.
- A site is registered or not: what its row says is known or unknown with it.
- 0 to 100 lines can be wrong in each way.
"""

from collections.abc import Iterator, Mapping
from typing import Final, get_args

from rules.facts import FACTS
from rules.readings.smt import Formula, World, equivalent, every, some
from schemas.codes import FIRST_DAY, LAST_DAY
from schemas.declaration import Proof, ReasonKind
from schemas.registers import DataAccess, Standing

ALWAYS_KNOWN: Final = (
    *("customs_code_in_known_district", "list_no_length", "agent_is_exporter", "site_registered", "direction"),
    *("departs_from_china", "return_mode_given", "tax_certificate_given"),
)
CLOSED: Final[Mapping[str, tuple[str, ...]]] = {
    "exporter_standing": get_args(Standing),
    "exporter_data_access": get_args(DataAccess),
    "reason_kind": get_args(ReasonKind),
    "proof": get_args(Proof),
}
_LINES: Final = tuple(name for name, fact in FACTS.items() if fact.type == "lines")
_OF_LIST: Final = ("supervision_mode", "same_platform", "same_exporter", *_LINES)
_CALENDAR: Final = (LAST_DAY - FIRST_DAY).days
_YEAR: Final = 366
_MOST_LINES: Final = 100
_LONGEST_LIST_NO: Final = 64


def possible(world: World, districts: tuple[str, ...]) -> Iterator[Formula]:
    """The constraints that every possible declaration satisfies, one formula each; the module says why."""
    yield from (world.known(fact) for fact in ALWAYS_KNOWN)
    for fact, values in {**CLOSED, "export_district": districts, "return_district": districts}.items():
        yield ~world.known(fact) | some(world.has(fact, value) for value in values)
    yield from _districts(world)
    yield from _original_list(world)
    yield from _site(world)
    yield equivalent(world.known("return_mode"), world.has("return_mode_given", True))


def _districts(world: World) -> Iterator[Formula]:
    back, out, cross = map(world.known, ("return_district", "export_district", "cross_district"))
    yield equivalent(back, world.has("customs_code_in_known_district", True))
    yield equivalent(cross, back & out)
    differ = ~world.equal("return_district", "export_district")
    yield ~cross | equivalent(world.has("cross_district", True), differ)
    yield world.between("list_no_length", 1, _LONGEST_LIST_NO)
    yield ~out | world.between("list_no_length", 4, _LONGEST_LIST_NO)


def _original_list(world: World) -> Iterator[Formula]:
    listed = world.known("supervision_mode")
    yield from (equivalent(world.known(fact), listed) for fact in _OF_LIST)
    yield from (world.between(fact, 0, _MOST_LINES) for fact in _LINES)
    released, relief = world.known("days_since_release"), world.known("days_left_of_six_months")
    yield equivalent(released, world.known("days_left_of_one_year"))
    yield every((~released | relief, ~relief | listed, ~world.known("export_declared_on") | listed))
    yield world.between("export_declared_on", FIRST_DAY.toordinal(), LAST_DAY.toordinal())
    yield world.between("days_since_release", -_CALENDAR, _CALENDAR)
    yield world.sum_between("days_since_release", "days_left_of_one_year", _YEAR - 1, _YEAR)
    yield world.between("days_left_of_six_months", -_CALENDAR, _CALENDAR + _YEAR)


def _site(world: World) -> Iterator[Formula]:
    registered = world.has("site_registered", True)
    yield equivalent(world.known("site_valid_on_return_day"), registered)
    yield equivalent(world.known("site_does_retail_export"), registered)
    yield ~world.known("site_in_return_district") | (registered & world.known("cross_district"))
