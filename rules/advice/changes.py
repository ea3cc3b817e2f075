"""What a firm can change, one small function per kind. Never the past, never the original list."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, starmap
from typing import Final

from rules.advice.lines import dropped, goods_corrected, quantities_reduced
from rules.advice.places import Destination
from rules.dated_dossier import DatedDossier
from schemas.codes import EnterpriseCode
from schemas.dossier import Dossier
from schemas.goods import GoodsLine, Party
from schemas.law.advice import Edit, Effort, Kind, Value
from schemas.registers import Enterprise, SupervisionSite


@dataclass(frozen=True)
class Draft:
    """A dossier on its way to a better one; `positions` are where its lines stood in the original declaration."""

    dossier: Dossier
    positions: tuple[int, ...]
    edits: tuple[Edit, ...] = ()

    @classmethod
    def of(cls, dossier: Dossier) -> "Draft":
        """The dossier as it is, with no edits."""
        return cls(dossier, tuple(range(len(dossier.declaration.lines))))

    def with_entry(self, name: str, value: Value | Party, edit: Edit) -> "Draft":
        """The draft with another value in a field of its declaration, and the edit that says so."""
        declaration = self.dossier.declaration.model_copy(update={name: value})
        return replace(
            self, dossier=self.dossier.model_copy(update={"declaration": declaration}), edits=(*self.edits, edit)
        )

    def with_row(self, name: str, row: Enterprise | None, *edits: Edit) -> "Draft":
        """The draft with another row of a register, and the edits that say so."""
        return replace(self, dossier=self.dossier.model_copy(update={name: row}), edits=(*self.edits, *edits))


@dataclass(frozen=True)
class CandidateChange:
    """A change that may be made: what it does to a draft, in the order of `ORDER`, and what else would do as well."""

    kind: Kind
    effort: Effort
    make: Callable[[Draft], Draft]
    others: tuple[str, ...] = ()
    open: bool = False


ORDER: Final[tuple[Kind, ...]] = (
    *("exporter", "agent", "platform", "direction", "departure_country", "return_mode", "proof", "tax_certificate"),
    *("goods", "quantity", "customs", "site", "entrustment", "return_flow", "work_area", "data_access", "standing"),
)
"""In which order changes are made: goods before quantities, who applies before what the register says of them."""


def apply(dossier: Dossier, candidates: Sequence[CandidateChange]) -> tuple[Draft, dict[Kind, tuple[Edit, ...]]]:
    """The dossier with the changes made, and what each of them edited; nothing, where another made it needless."""
    draft = Draft.of(dossier)
    edits: dict[Kind, tuple[Edit, ...]] = {}
    for candidate in sorted(candidates, key=lambda each: ORDER.index(each.kind)):
        after = candidate.make(draft)
        edits[candidate.kind] = after.edits[len(draft.edits) :]
        draft = after
    if edits.get("goods") and edits.get("quantity"):
        _settle(dossier, edits)
        draft = replace(draft, edits=tuple(chain.from_iterable(edits.values())))
    return draft, edits


def _settle(dossier: Dossier, edits: dict[Kind, tuple[Edit, ...]]) -> None:
    """Take the corrections of lines that are dropped out of the edits, in place: the goods then need fewer, or none."""
    drops = {drop.pointer: drop for drop in starmap(dropped, enumerate(dossier.declaration.lines))}
    edits["quantity"] = tuple(drops.get(edit.pointer, edit) for edit in edits["quantity"])
    gone = drops.keys() & {edit.pointer for edit in edits["quantity"]}
    edits["goods"] = tuple(edit for edit in edits["goods"] if edit.pointer.rpartition("/")[0] not in gone)


def candidate_changes(
    dated: DatedDossier, destinations: Sequence[Destination], firms: Sequence[Enterprise]
) -> list[CandidateChange]:
    """Every change that can be made to a dossier, those left out that would change nothing."""
    every = [
        *_of_the_list(dated, firms),
        CandidateChange("agent", "correct", lambda draft: _agent(draft, firms)),
        CandidateChange("direction", "correct", _entry("direction", "I")),
        CandidateChange("departure_country", "correct", _departure, open=True),
        CandidateChange("return_mode", "correct", _entry("return_mode", _mode(dated))),
        CandidateChange("goods", "correct", _goods),
        CandidateChange("quantity", "reduce", _quantity),
        *_papers(dated),
        *_of_destinations(dated, destinations),
        CandidateChange("entrustment", "register", _entrustment),
        CandidateChange("return_flow", "register", _claim("monitors_returns", True)),
        CandidateChange("work_area", "register", _claim("separate_work_area", True)),
        CandidateChange("data_access", "register", _claim("data_access", "open"), others=("interfaced",)),
        CandidateChange("standing", "register", _claim("standing", "normal")),
    ]
    draft = Draft.of(dated.dossier)
    return [candidate for candidate in every if candidate.kind in _LATER or candidate.make(draft) != draft]


_LATER: Final[frozenset[Kind]] = frozenset(
    {"agent", "quantity", "entrustment", "return_flow", "work_area", "data_access", "standing"}
)
"""Kinds that may come to matter only after another change: another exporter has other rows, other lines other sums."""


# ---- entries of the declaration


def _entry(name: str, value: str | None) -> Callable[[Draft], Draft]:
    def make(draft: Draft) -> Draft:
        before: Value = getattr(draft.dossier.declaration, name)
        if before == value:
            return draft
        return draft.with_entry(name, value, Edit(pointer=f"/declaration/{name}", before=before, after=value))

    return make


STAND_IN_COUNTRY: Final = "ZZZ"
STAND_IN_CERTIFICATE: Final = "?"
"""What stands for an entry that only the firm knows, while its effect is tried; advice never shows it."""


def _departure(draft: Draft) -> Draft:
    before = draft.dossier.declaration.departure_country
    if before not in ("142", "CHN"):
        return draft
    edit = Edit(pointer="/declaration/departure_country", before=before, after=None)
    return draft.with_entry("departure_country", STAND_IN_COUNTRY, edit)


def _certificate(draft: Draft) -> Draft:
    edit = Edit(pointer="/declaration/tax_certificate_no", before=None, after=None)
    return draft.with_entry("tax_certificate_no", STAND_IN_CERTIFICATE, edit)


def _mode(dated: DatedDossier) -> str:
    listed = dated.export_list
    return "1261" if listed is not None and listed.supervision_mode in ("1210", "1239") else "9661"


def _party(draft: Draft, name: str, party: Party) -> Draft:
    before = getattr(draft.dossier.declaration, name).code
    if before == party.code:
        return draft
    return draft.with_entry(name, party, Edit(pointer=f"/declaration/{name}/code", before=before, after=party.code))


def _of_the_list(dated: DatedDossier, firms: Sequence[Enterprise]) -> Iterator[CandidateChange]:
    if dated.export_list is not None:
        platform, exporter = dated.export_list.platform, dated.export_list.exporter
        yield CandidateChange("platform", "correct", lambda draft: _party(draft, "platform", platform))
        yield CandidateChange("exporter", "correct", lambda draft: _exporter(draft, exporter, firms))


def _exporter(draft: Draft, party: Party, firms: Sequence[Enterprise]) -> Draft:
    """Another exporter has another row in the register, where one is known."""
    after = _party(draft, "exporter", party)
    if after is draft:
        return draft
    return after.with_row("exporter", _row_of(party.code, draft.dossier, firms))


def _agent(draft: Draft, firms: Sequence[Enterprise]) -> Draft:
    """The exporter applies itself."""
    exporter = draft.dossier.declaration.exporter
    after = _party(draft, "agent", exporter)
    if after is draft:
        return draft
    return after.with_row("agent", _row_of(exporter.code, draft.dossier, firms))


def _row_of(code: EnterpriseCode, dossier: Dossier, firms: Sequence[Enterprise]) -> Enterprise | None:
    known = (dossier.exporter, dossier.agent, *firms)
    return next((row for row in known if row is not None and row.code == code), None)


def _papers(dated: DatedDossier) -> Iterator[CandidateChange]:
    proofs: dict[str | None, tuple[str, ...]] = {
        "unsold": ("self_declaration",),
        "returned": ("return_record", "refusal_record", "return_agreement"),
    }
    if fitting := proofs.get(dated.declaration.reason_kind):
        yield CandidateChange("proof", "supply", _entry("proof", fitting[0]), others=fitting[1:])
    if dated.declaration.tax_certificate_no is None:
        yield CandidateChange("tax_certificate", "supply", _certificate, open=True)


# ---- lines


def _with_lines(draft: Draft, lines: dict[int, GoodsLine], edits: list[Edit]) -> Draft:
    if not edits:
        return draft
    declaration = draft.dossier.declaration.model_copy(update={"lines": tuple(lines.values())})
    dossier = draft.dossier.model_copy(update={"declaration": declaration})
    return Draft(dossier, tuple(lines), (*draft.edits, *edits))


def _standing(draft: Draft) -> dict[int, GoodsLine]:
    return dict(zip(draft.positions, draft.dossier.declaration.lines, strict=True))


def _goods(draft: Draft) -> Draft:
    listed = draft.dossier.export_list
    return _with_lines(draft, *goods_corrected(_standing(draft), listed)) if listed is not None else draft


def _quantity(draft: Draft) -> Draft:
    listed, taken = draft.dossier.export_list, draft.dossier.already_returned
    return _with_lines(draft, *quantities_reduced(_standing(draft), listed, taken)) if listed is not None else draft


# ---- where the goods go


def _of_destinations(dated: DatedDossier, destinations: Sequence[Destination]) -> Iterator[CandidateChange]:
    for there in destinations:
        if there.customs_code is not None:
            to_customs = _entry("customs_code", there.customs_code)
            yield CandidateChange("customs", "reroute", to_customs, others=there.other_customs)
        if there.site is not None:
            yield CandidateChange("site", "reroute", _to_site(there.site), others=there.other_sites)
    if dated.declaration.site_code is not None:
        yield CandidateChange("site", "correct", _without_site)


def _to_site(site: SupervisionSite) -> Callable[[Draft], Draft]:
    def make(draft: Draft) -> Draft:
        code = draft.dossier.declaration.site_code
        if code == site.site_code and draft.dossier.site == site:
            return draft
        edit = Edit(pointer="/declaration/site_code", before=code, after=site.site_code)
        after = draft.with_entry("site_code", site.site_code, edit)
        return replace(after, dossier=after.dossier.model_copy(update={"site": site}))

    return make


def _without_site(draft: Draft) -> Draft:
    after = _entry("site_code", None)(draft)
    return replace(after, dossier=after.dossier.model_copy(update={"site": None}))


# ---- what the registers say of the firms


def _claim(name: str, value: str | bool) -> Callable[[Draft], Draft]:
    def make(draft: Draft) -> Draft:
        party, row = draft.dossier.declaration.exporter, draft.dossier.exporter
        before: Value = getattr(row, name) if row is not None else None
        if before == value or (name == "data_access" and before == "interfaced"):
            return draft
        base = row or Enterprise.model_construct(code=party.code, name=party.name)
        edit = Edit(pointer=f"/exporter/{name}", before=before, after=value)
        return draft.with_row("exporter", base.model_copy(update={name: value}), edit)

    return make


def _entrustment(draft: Draft) -> Draft:
    exporter, party, row = draft.dossier.declaration.exporter.code, draft.dossier.declaration.agent, draft.dossier.agent
    before = row.entrusted_by if row is not None else None
    if exporter in (before or ()):
        return draft
    base = row or Enterprise.model_construct(code=party.code, name=party.name)
    after = (*(before or ()), exporter)
    edit = Edit(pointer="/agent/entrusted_by", before=before, after=after)
    return draft.with_row("agent", base.model_copy(update={"entrusted_by": after}), edit)
