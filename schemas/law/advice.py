"""What to change so that a return is eligible, where else it may go, and what cannot be mended."""

from typing import Final, Literal

from schemas.base import Document, LocalizedText, Period
from schemas.codes import Day
from schemas.decision import Outcome, Relief
from schemas.law.condition import FactValue
from schemas.law.policy import Citation

Kind = Literal[
    "exporter",
    "agent",
    "platform",
    "direction",
    "departure_country",
    "return_mode",
    "proof",
    "tax_certificate",
    "goods",
    "quantity",
    "site",
    "customs",
    "entrustment",
    "return_flow",
    "work_area",
    "data_access",
    "standing",
]
"""What a firm can change: entries of the declaration, where the goods go, and facts in the registers."""
Effort = Literal["correct", "supply", "reduce", "reroute", "register"]
"""How hard a change is, the easiest first."""
EFFORT_WORDS: Final[dict[Effort, LocalizedText]] = {
    "correct": LocalizedText(zh="改正填报", en="correct an entry"),
    "supply": LocalizedText(zh="补交材料", en="supply a paper"),
    "reduce": LocalizedText(zh="减少数量", en="return less"),
    "reroute": LocalizedText(zh="改退他处", en="return elsewhere"),
    "register": LocalizedText(zh="办理备案", en="have it registered"),
}
Nearness = Literal["office", "district", "elsewhere"]
"""How near a site is to the customs of the application: the same office, the same district, another."""
NEARNESS_WORDS: Final[dict[Nearness, LocalizedText]] = {
    "office": LocalizedText(zh="同一海关", en="same customs"),
    "district": LocalizedText(zh="同一关区", en="same district"),
    "elsewhere": LocalizedText(zh="其他关区", en="elsewhere"),
}
Value = str | bool | tuple[str, ...] | None


class Edit(Document):
    """One value that changes: its JSON pointer in the dossier, what stands there and what should."""

    pointer: str
    before: Value
    after: Value


class Change(Document):
    """One step: its edits belong together; `others` would do as well.

    `open` says that the value is the firm's to tell: `after` is empty, the words say what it must be. `mends` names the
    provisions that would still stand against the return without this change.
    """

    kind: Kind
    effort: Effort
    edits: tuple[Edit, ...]
    open: bool
    others: tuple[str, ...]
    mends: tuple[str, ...]
    words: LocalizedText


class Suggestion(Document):
    """Changes that together answer the question well, none of them needless, and both answers once they are made."""

    effort: Effort
    changes: tuple[Change, ...]
    outcome: Outcome
    tax_relief: Relief


class Unmendable(Document):
    """A provision that no change of the firm's mends, why, and over which days it would be met."""

    provision: str
    citation: Citation
    statement: LocalizedText
    why: LocalizedText
    remedy: LocalizedText
    days: tuple[Period, ...]


class Choice(Document):
    """A value that an unknown fact may turn out to have, and whether the provisions that read it are content then."""

    value: FactValue
    words: LocalizedText
    favourable: bool


class Missing(Document):
    """A fact that is not known, what of the dossier would tell it, and what each value would mean.

    A value that is null stands for any other than those named.
    """

    fact: str
    label: LocalizedText
    supply: tuple[str, ...]
    provisions: tuple[str, ...]
    choices: tuple[Choice, ...]


class Mending(Document):
    """How one question would be answered well.

    `suggestions` are all smallest sets of changes, the easiest first; `complete` is false where the search was cut off.
    `days` are those on which the same application, nothing changed, would be answered well. `if_known` tells whether it
    would be answered well if every missing fact came out favourably.
    """

    suggestions: tuple[Suggestion, ...] = ()
    complete: bool = True
    unmendable: tuple[Unmendable, ...] = ()
    missing: tuple[Missing, ...] = ()
    if_known: bool = False
    days: tuple[Period, ...] = ()


class SiteAdvice(Document):
    """Whether a registered site would take the goods that day; `against` names the provisions that bar it there.

    Only what depends on the place is weighed: faults of other kinds stand wherever the goods go.
    """

    site_code: str
    name: str
    customs_code: str
    nearness: Nearness
    accepts: bool
    against: tuple[str, ...]
    words: LocalizedText


class Advice(Document):
    """What can be done about a return: for its admission, for its tax relief, and every site."""

    application_no: str
    as_of: Day
    outcome: Outcome
    tax_relief: Relief
    admission: Mending
    relief: Mending
    sites: tuple[SiteAdvice, ...]
