"""Facts that tax relief asks about besides, as the declaration states them."""

from rules.dated_dossier import DatedDossier
from rules.facts.fact import fact
from rules.facts.unchangeable import TRUTH


@fact(("退运原因", "the kind of reason"), reads=("/declaration/reason_kind",), changed_by=TRUTH)
def reason_kind(dated: DatedDossier) -> str | None:
    """The declaration's `reason_kind`: unsold, returned or other."""
    return dated.declaration.reason_kind


@fact(
    ("商品为原状", "the goods are in their original state"),
    ("商品不是原状", "the goods are not in their original state"),
    reads=("/declaration/original_state",),
    changed_by=TRUTH,
)
def original_state(dated: DatedDossier) -> bool | None:
    """The declaration's `original_state`."""
    return dated.declaration.original_state


@fact(
    ("商品为食品", "the goods are food"),
    ("商品不是食品", "the goods are not food"),
    reads=("/declaration/food",),
    changed_by=TRUTH,
)
def food(dated: DatedDossier) -> bool | None:
    """The declaration's `food`."""
    return dated.declaration.food


@fact(("退运证明", "the proof"), reads=("/declaration/proof",), changed_by=("proof",))
def proof(dated: DatedDossier) -> str | None:
    """The declaration's `proof`: self_declaration, return_record, refusal_record or return_agreement."""
    return dated.declaration.proof


@fact(
    ("已办理出口退税", "an export rebate was taken"),
    ("未办理出口退税", "no export rebate was taken"),
    reads=("/declaration/rebate_taken",),
    changed_by=TRUTH,
)
def rebate_taken(dated: DatedDossier) -> bool | None:
    """The declaration's `rebate_taken`."""
    return dated.declaration.rebate_taken


@fact(
    ("填写了补税证明编号", "a tax certificate is given"),
    ("未填写补税证明编号", "no tax certificate is given"),
    reads=("/declaration/tax_certificate_no",),
    changed_by=("tax_certificate",),
)
def tax_certificate_given(dated: DatedDossier) -> bool:
    """Whether the declaration states a `tax_certificate_no`."""
    return dated.declaration.tax_certificate_no is not None
