"""What stands in a letter: plain words in one language, taken from decision and advice."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from rules import Rulebook
from rules.weighing import weighs
from schemas.base import Document, Language, LocalizedText, Period
from schemas.decision import CROSS_WORDS, OPEN, OUTCOME_WORDS, RELIEF_WORDS, STATUS_WORDS, Decision, Finding, Outcome
from schemas.dossier import Dossier
from schemas.law.advice import EFFORT_WORDS, Advice, Mending, Suggestion

_MOST_SUGGESTIONS: Final = 6
_MOST_SITES: Final = 8
_WORDS: Final[dict[str, LocalizedText]] = {
    "title": LocalizedText(zh="出口商品退货判定通知书", en="Notice of decision on returned exports"),
    "to": LocalizedText(zh="致", en="To"),
    "number": LocalizedText(zh="申请编号", en="Application"),
    "list": LocalizedText(zh="原出口清单", en="Original list"),
    "customs": LocalizedText(zh="申报地海关", en="Customs of application"),
    "site": LocalizedText(zh="监管作业场所", en="Supervision site"),
    "agent": LocalizedText(zh="申报单位", en="Agent"),
    "day": LocalizedText(zh="判定日", en="Decided as of"),
    "way": LocalizedText(zh="退货方式", en="Way of return"),
    "relief": LocalizedText(zh="税收优惠", en="Tax relief"),
    "reasons": LocalizedText(zh="理由", en="Reasons"),
    "hints": LocalizedText(zh="税收优惠与提示", en="Tax relief and advice"),
    "change": LocalizedText(zh="可以怎样补正", en="What to change"),
    "elsewhere": LocalizedText(zh="可以退往的场所", en="Where the goods may go"),
    "beyond": LocalizedText(zh="不能补正的", en="What cannot be mended"),
    "missing": LocalizedText(zh="尚缺的信息", en="What is not yet known"),
    "remedy": LocalizedText(zh="补正", en="Remedy"),
    "basis": LocalizedText(zh="依据", en="Basis"),
    "either": LocalizedText(zh="以下任选其一，即可准予退货：", en="Any one of these makes the return eligible:"),
    "one": LocalizedText(zh="作如下更改，即可准予退货：", en="The return is eligible once this is done:"),
    "met": LocalizedText(zh="各项要求均符合。", en="Every requirement that applies is met."),
}
_FOOT: Final = LocalizedText(
    zh="本通知由通退系统依据公开公告自动生成，供申报和审核参考，以海关决定为准。",
    en="Made by Tongtui from published announcements, to help declare and review; the decision of customs prevails.",
)
_PERMITTED: Final = LocalizedText(zh="许可", en="permitted")


class Field(Document):
    """A name and a value."""

    name: str
    value: str


class Reason(Document):
    """A provision on which the answer turned, where it stands, and its remedy if it is not met."""

    status: str
    severe: bool
    statement: str
    clause: str
    remedy: str


class Way(Document):
    """One way to mend: how hard it is and its steps."""

    effort: str
    steps: tuple[str, ...]


class Letter(Document):
    """Everything a letter says."""

    lang: Language
    words: dict[str, str]
    outcome: str
    kind: Outcome
    dated: tuple[int, int, int]
    addressee: str
    fields: tuple[Field, ...]
    reasons: tuple[Reason, ...]
    hints: tuple[Reason, ...]
    ways_lead: str
    ways: tuple[Way, ...]
    beyond: tuple[Field, ...]
    missing: tuple[str, ...]
    sites: tuple[tuple[str, str, str, str], ...]
    site_heads: tuple[str, str, str, str]
    foot: str
    digests: str


def letter(rulebook: Rulebook, dossier: Dossier, decision: Decision, advice: Advice, lang: Language) -> Letter:
    """The letter about a decision that this rulebook made."""
    open_ = [each for each in decision.findings if each.status in OPEN]
    if decision.outcome == "eligible":
        open_ += [each for each in decision.findings if each.status == "met" and _permits(each)]
    mending = advice.admission
    lead = _WORDS["one" if len(mending.suggestions) == 1 else "either"]
    return Letter(
        lang=lang,
        words={name: getattr(text, lang) for name, text in _WORDS.items()},
        outcome=_outcome(decision.outcome, lang),
        kind=decision.outcome,
        dated=(decision.as_of.year, decision.as_of.month, decision.as_of.day),
        addressee=f"{dossier.declaration.exporter.name} {dossier.declaration.exporter.code}",
        fields=tuple(_fields(rulebook, dossier, decision, lang)),
        reasons=tuple(_reason(rulebook, each, lang) for each in open_ if weighs(each)),
        hints=tuple(_reason(rulebook, each, lang) for each in open_ if not weighs(each)),
        ways_lead=getattr(lead, lang),
        ways=tuple(_way(each, lang) for each in mending.suggestions[:_MOST_SUGGESTIONS]),
        beyond=tuple(_beyond(mending, lang)),
        missing=tuple(_missing(mending, lang)),
        sites=tuple(_sites(rulebook, advice, lang)),
        site_heads=("代码", "名称", "海关", "关区") if lang == "zh" else ("Code", "Name", "Customs", "District"),
        foot=getattr(_FOOT, lang),
        digests=_digests(decision, lang),
    )


def _outcome(outcome: Outcome, lang: Language) -> str:
    words = OUTCOME_WORDS[outcome]
    return words.zh if lang == "zh" else f"Return {words.en}"


def _permits(finding: Finding) -> bool:
    return finding.question == "return" and finding.otherwise is None


def _digests(decision: Decision, lang: Language) -> str:
    """The beginnings of the digests that the decision can be checked by."""
    names = {"zh": ("规则", "案卷"), "en": ("rulebook", "dossier")}[lang]
    digests = zip(names, (decision.rulebook, decision.dossier), strict=True)
    return " · ".join(f"{name} {digest[:16]}" for name, digest in digests if digest is not None)


def _fields(rulebook: Rulebook, dossier: Dossier, decision: Decision, lang: Language) -> Iterator[Field]:
    declaration = dossier.declaration
    district = _district(rulebook, declaration.customs_code, lang)
    values = {
        "number": declaration.application_no,
        "list": declaration.list_no,
        "customs": f"{declaration.customs_code} {district}",
        "site": " ".join((declaration.site_code, dossier.site.name if dossier.site else "")).strip()
        if declaration.site_code
        else "—",
        "agent": f"{declaration.agent.name} {declaration.agent.code}",
        "day": _day(decision.as_of, lang),
        "way": getattr(CROSS_WORDS[decision.cross_district], lang),
        "relief": getattr(RELIEF_WORDS[decision.tax_relief], lang),
    }
    for name, value in values.items():
        yield Field(name=getattr(_WORDS[name], lang), value=value)


def _reason(rulebook: Rulebook, finding: Finding, lang: Language) -> Reason:
    lines = {
        "zh": f"（第 {'、'.join(map(str, finding.lines))} 项）",
        "en": f" (line {', '.join(map(str, finding.lines))})",
    }
    cited = finding.citation
    number = next((getattr(policy.number, lang) for policy in rulebook.policies if policy.id == cited.instrument), "")
    quoted = f"「{cited.phrase}」" if cited.phrase else ""
    return Reason(
        status=getattr(_PERMITTED if finding.status == "met" else STATUS_WORDS[finding.status], lang),
        severe=finding.status == "unmet" and weighs(finding),
        statement=getattr(finding.statement, lang) + (lines[lang] if finding.lines else ""),
        clause=f"{number} {cited.clause}{quoted} · {finding.provision}".lstrip(" ·"),
        remedy=getattr(finding.remedy, lang) if finding.status != "met" else "",
    )


def _way(suggestion: Suggestion, lang: Language) -> Way:
    steps = tuple(getattr(change.words, lang) for change in suggestion.changes)
    return Way(effort=getattr(EFFORT_WORDS[suggestion.effort], lang), steps=steps)


def _beyond(mending: Mending, lang: Language) -> Iterator[Field]:
    for each in mending.unmendable:
        when = "；".join(span_told(span, lang) for span in each.days)
        why = getattr(each.why, lang)
        joint = "。" if lang == "zh" else ". "
        sentence = joint.join(part for part in (why[:1].upper() + why[1:], when) if part)
        yield Field(name=getattr(each.statement, lang), value=sentence)


def _missing(mending: Mending, lang: Language) -> Iterator[str]:
    for each in mending.missing:
        good = [
            choice.value if isinstance(choice.value, str) else getattr(choice.words, lang)
            for choice in each.choices
            if choice.favourable
        ]
        label = getattr(each.label, lang)
        if good in ([], [label]):
            yield label
        elif lang == "zh":
            yield f"{label}——有利的情形：{'；'.join(good)}"
        else:
            yield f"{label} – favourable: {'; '.join(good)}"


def _sites(rulebook: Rulebook, advice: Advice, lang: Language) -> Iterator[tuple[str, str, str, str]]:
    """Where the goods may go: nowhere else where they are welcome already, or where nothing mends the return."""
    settled = advice.outcome == "eligible" or advice.admission.unmendable
    accepting = [] if settled else [site for site in advice.sites if site.accepts]
    for site in accepting[:_MOST_SITES]:
        yield site.site_code, site.name, site.customs_code, _district(rulebook, site.customs_code, lang)


def _district(rulebook: Rulebook, code: str, lang: Language) -> str:
    districts = rulebook.districts
    name = districts.names.get(districts.of(code) or "")
    return getattr(name, lang) if name else "?"


def span_told(span: Period, lang: Language) -> str:
    """A span of days on which it would do, in words; both days lie in it."""
    since = _day(span.since, lang) if span.since else ""
    last = _day(span.until - timedelta(days=1), lang) if span.until else ""
    if since and last:
        return f"{since}至{last}（含）可以符合" if lang == "zh" else f"Met from {since} to {last}, both included"
    if last:
        return f"截至{last}（含）可以符合" if lang == "zh" else f"Met until {last}, included"
    if since:
        return f"自{since}起可以符合" if lang == "zh" else f"Met from {since} on"
    return "任何一天都可以符合" if lang == "zh" else "Met on any day"


def _day(day: date, lang: Language) -> str:
    if lang == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    months = ("January", "February", "March", "April", "May", "June", "July", "August", "September")
    return f"{day.day} {(*months, 'October', 'November', 'December')[day.month - 1]} {day.year}"
