"""What the command line shows of advice and explanations."""

from collections.abc import Iterable
from typing import Final

from rich.text import Text

from schemas.base import Language, LocalizedText
from schemas.law.advice import EFFORT_WORDS, NEARNESS_WORDS, Advice, Mending, Missing, SiteAdvice, Suggestion
from schemas.law.explanation import (
    FORM_WORDS,
    RECORD_WORDS,
    ConditionNode,
    Explanation,
    FactNode,
    Origin,
    ProvisionNode,
)
from schemas.law.policy import Question
from service.cli.output import indented, out
from service.letters.content import span_told

_HEADS: Final[dict[Question, LocalizedText]] = {
    "return": LocalizedText(zh="怎样才能准予退货", en="what would make the return eligible"),
    "tax_relief": LocalizedText(zh="怎样才能享受税收优惠", en="what would make tax relief available"),
}
_HOLDS: Final = {True: ("green", "✓"), False: ("red", "✗"), None: ("yellow", "?")}
_STATUS: Final = {"met": True, "unmet": False, "undetermined": None}
_MOST: Final = 8


def show_advice(advice: Advice, lang: Language) -> None:
    """What to change, what cannot be mended, what is not known, and where the goods may go."""
    questions: tuple[tuple[Question, Mending], ...] = (("return", advice.admission), ("tax_relief", advice.relief))
    for question, mending in questions:
        if mending.suggestions or mending.unmendable or mending.missing:
            out.print(Text(f"  {getattr(_HEADS[question], lang)}", style="bold"))
            _show_mending(mending, lang)
    if advice.sites and advice.outcome != "eligible":
        out.print(Text({"zh": "  各场所", "en": "  sites"}[lang], style="bold"))
        for site in advice.sites:
            _show_site(site, lang)
    out.print()


def _show_mending(mending: Mending, lang: Language) -> None:
    for number, suggestion in enumerate(mending.suggestions[:_MOST], start=1):
        _show_suggestion(number, suggestion, lang)
    if (more := len(mending.suggestions) - _MOST) > 0:
        indented({"zh": f"另有 {more} 种办法，见 --json", "en": f"{more} more ways, see --json"}[lang], 4, "dim")
    if not mending.complete:
        words = {"zh": "办法太多，没有逐一试完", "en": "there are too many ways; not all were tried"}
        indented(words[lang], 4, "yellow")
    for each in mending.unmendable:
        when = "；".join(span_told(span, lang) for span in each.days)
        out.print(Text.assemble("    ", ("✗ ", "red"), (each.provision, "bold"), f"  {getattr(each.statement, lang)}"))
        indented(" · ".join(part for part in (getattr(each.why, lang), when) if part), 8, "dim")
    for unknown in mending.missing:
        _show_missing(unknown, lang)
    if mending.days:
        days = "；".join(span_told(span, lang) for span in mending.days)
        words = {"zh": f"同一申请，什么都不改：{days}", "en": f"the same application, nothing changed: {days}"}
        indented(words[lang], 4, "dim")


def _show_suggestion(number: int, suggestion: Suggestion, lang: Language) -> None:
    out.print(Text.assemble(f"    {number}. ", (getattr(EFFORT_WORDS[suggestion.effort], lang), "cyan")))
    for change in suggestion.changes:
        indented(f"→ {getattr(change.words, lang)}", 7)
        indented(" ".join(change.mends), 9, "dim")


def _show_missing(unknown: Missing, lang: Language) -> None:
    out.print(
        Text.assemble("    ", ("? ", "yellow"), getattr(unknown.label, lang), (f"  {' '.join(unknown.supply)}", "dim"))
    )
    for choice in unknown.choices:
        style, sign = _HOLDS[choice.favourable]
        out.print(Text.assemble("        ", (f"{sign} ", style), getattr(choice.words, lang)))


def _show_site(site: SiteAdvice, lang: Language) -> None:
    style, sign = _HOLDS[site.accepts]
    title = Text.assemble("    ", (f"{sign} ", style), (site.site_code, "bold"), f" {site.name}")
    title.append(f"  {getattr(NEARNESS_WORDS[site.nearness], lang)} {site.customs_code}", style="dim")
    out.print(title)
    if site.against:
        indented(f"{getattr(site.words, lang)} {' '.join(site.against)}", 8, "dim")


def show_explanation(explanation: Explanation, lang: Language) -> None:
    """The tree of a decision: what it turned on in full, the rest by name."""
    for question in explanation.questions:
        out.print(Text(f"  {getattr(question.words, lang)}", style="bold"))
        for provision in question.provisions:
            if provision.decisive:
                _show_provision(provision, lang)
        others = [each for each in question.provisions if not each.decisive]
        for status, sign in (("met", "✓"), ("unmet", "✗"), ("undetermined", "?"), ("not_applicable", "–")):
            if names := [each.provision for each in others if each.status == status]:
                indented(f"{sign} {' '.join(names)}", 4, "dim")
    out.print()


def _show_provision(node: ProvisionNode, lang: Language) -> None:
    style, sign = _HOLDS[_STATUS.get(node.status)]
    out.print(
        Text.assemble("    ", (f"{sign} ", style), (node.provision, "bold"), f"  {getattr(node.statement, lang)}")
    )
    heads = {"zh": ("适用：", "条件："), "en": ("applies: ", "needs: ")}[lang]
    for head, condition in zip(heads, (node.applies, node.needs), strict=True):
        if condition is not None:
            _show_condition(condition, lang, 6, head)


def _show_condition(node: ConditionNode, lang: Language, depth: int, head: str = "") -> None:
    style, sign = _HOLDS[node.holds]
    words = node.words if node.form == "test" else FORM_WORDS[node.form]
    out.print(Text.assemble(" " * depth, (f"{sign} ", style), (head, "dim"), getattr(words, lang)))
    for part in node.parts:
        _show_condition(part, lang, depth + 2)
    if node.fact is not None:
        _show_fact(node.fact, lang, depth + 4)


def _show_fact(fact: FactNode, lang: Language, depth: int) -> None:
    out.print(Text.assemble(" " * depth, (f"{fact.fact}  ", "cyan"), getattr(fact.words, lang)))
    for line in _origins(fact.origins, lang):
        indented(line, depth + 2, "dim")


def _origins(origins: Iterable[Origin], lang: Language) -> Iterable[str]:
    for origin in origins:
        value = origin.value or {"zh": "（无）", "en": "(nothing)"}[lang]
        if origin.record == "districts":
            value = value[:16]
        source_of = f"{getattr(RECORD_WORDS[origin.record], lang)} {origin.pointer}".strip()
        since = (
            f" {origin.valid_from or ''} → {origin.valid_until or ''}"
            if origin.valid_from or origin.valid_until
            else ""
        )
        source = f" · {origin.source}" if origin.source else ""
        yield f"{source_of} = {value}{source}{since}"
