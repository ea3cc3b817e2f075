"""The certificate as a page; without the time it took, so that the same law gives the same page."""

from collections.abc import Iterator

from rules.readings.prose import tell
from schemas.decision import OPEN
from schemas.law.certificate import Certificate, CounterExample, Coverage, Theorem


def page(certificate: Certificate) -> str:
    """The page in Markdown."""
    return "".join(_page(certificate))


def _page(certificate: Certificate) -> Iterator[str]:
    examples = [example for theorem in certificate.theorems for example in theorem.counter_examples]
    accepted = sum(example.accepted is not None for example in examples)
    answer = f"全部成立，已认可的差异 {accepted} 项 · everything holds, with {accepted} differences accepted"
    if not certificate.holds:
        answer = "有不成立的 · something does not hold"
    yield "# What is proved of the law · 证明书\n\n"
    yield f"**{answer}**. Proved for every return there could be, by the solver z3; made again by `tongtui prove`.\n"
    yield "对任何可能的退货都成立，由求解器 z3 证明；用 `tongtui prove` 可以重新证明。\n\n"
    yield f"rulebook 规则库: `{certificate.rulebook}` (version 版本 {certificate.version})\n\n"
    intervals = " · ".join("…" if day is None else str(day) for day in certificate.intervals)
    yield f"Intervals of law, each from its first day · 各时期首日: {intervals}\n\n"
    yield "## What the permissions cover · 许可的期间\n\n| case 情形 | days 期间 |\n|---|---|\n"
    yield from map(_coverage, certificate.coverage)
    yield "\n## Theorems · 定理\n\n| theorem 定理 | | counter-examples 反例 |\n|---|:-:|---|\n"
    yield from map(_row, certificate.theorems)
    for theorem in certificate.theorems:
        if theorem.counter_examples:
            yield f"\n## {theorem.id}\n\n{theorem.words.zh}  \n{theorem.words.en}\n"
        for number, each in enumerate(theorem.counter_examples, start=1):
            yield from _counter_example(f"{theorem.id}-{number}", each)


def _coverage(coverage: Coverage) -> str:
    spans = ", ".join(f"{since or '…'} → {until or ''}".strip() for since, until in coverage.spans) or "–"
    return f"| {coverage.kind.zh}<br>{coverage.kind.en} | {spans} |\n"


def _row(theorem: Theorem) -> str:
    examples = theorem.counter_examples
    accepted = sum(example.accepted is not None for example in examples)
    counted = f"{len(examples)}，已认可 accepted {accepted}" if examples else ""
    return (
        f"| `{theorem.id}` {theorem.words.zh}<br>{theorem.words.en} | {'✓' if theorem.holds else '✗'} | {counted} |\n"
    )


def _counter_example(name: str, shown: CounterExample) -> Iterator[str]:
    yield f"\n### {name}\n\n{shown.words.zh} {shown.words.en}"
    yield f" ({', '.join(f'`{name}`' for name in shown.provisions)})\n\n" if shown.provisions else "\n\n"
    for fact, value in shown.facts.items():
        words = tell(fact, value)
        yield f"- {words.zh} · {words.en}\n"
    if shown.witnesses:
        yield "\n| day 申请日 | outcome 结论 | relief 优惠 | reasons 理由 | decided again 重新判定 |\n"
        yield "|---|---|---|---|:-:|\n"
    for witness in shown.witnesses:
        reasons = [name for name, status in witness.findings.items() if status in OPEN]
        shown_reasons = "<br>".join(f"`{reason}`" for reason in reasons)
        again = "✓" if witness.redecided else "✗"
        yield f"| {witness.as_of} | {witness.outcome} | {witness.tax_relief} | {shown_reasons} | {again} |\n"
    if shown.accepted:
        yield f"\n> 已认可 accepted: {shown.accepted.zh} {shown.accepted.en}\n"
