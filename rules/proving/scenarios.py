"""Counter-examples as scenarios of the acceptance book."""

from collections.abc import Iterator

from rules.gherkin import outcome, scenario
from rules.readings.prose import tell
from rules.reference import Districts
from schemas.law.certificate import Certificate, CounterExample, Theorem, Witness


def feature(certificate: Certificate, districts: Districts) -> str:
    """A feature file of every counter-example that has a case."""
    return "".join(_feature(certificate, districts))


def _feature(certificate: Certificate, districts: Districts) -> Iterator[str]:
    yield "# language: zh-CN\n功能: 证明的反例\n"
    yield "  由 tongtui prove 写出，不手改：每个反例都由规则引擎重新判定。\n"
    for theorem in certificate.theorems:
        shown = [example for example in theorem.counter_examples if example.witnesses]
        if shown:
            yield f"\n  规则: {theorem.words.zh.removesuffix('。').replace(':', '：')}\n"
        for number, each in enumerate(shown, start=1):
            for witness in each.witnesses:
                yield _scenario(theorem, number, each, witness, districts)


def _scenario(theorem: Theorem, number: int, shown: CounterExample, witness: Witness, districts: Districts) -> str:
    unusual = "，".join(tell(fact, value).zh for fact, value in shown.facts.items()) or shown.words.zh.removesuffix(
        "。"
    )
    expected = outcome(witness.outcome, witness.tax_relief, witness.findings)
    title = f"{theorem.id}-{number}（{witness.as_of}）{unusual}"
    return scenario(title, witness.dossier, "提交退货申请", expected, districts)
