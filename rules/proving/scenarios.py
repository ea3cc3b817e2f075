"""Counter-examples as scenarios of the acceptance book: Chinese that officers read and `features/` runs."""

from collections.abc import Iterator, Mapping
from typing import Final

from rules.days import day_in_shanghai
from rules.readings.prose import tell
from rules.reference import Districts
from schemas.certificate import Certificate, CounterExample, Theorem, Witness
from schemas.decision import Outcome, Relief, Status
from schemas.declaration import ReturnDeclaration
from schemas.dossier import Dossier
from schemas.export_list import ExportList
from schemas.registers import Enterprise, SupervisionSite

_OUTCOMES: Final[Mapping[Outcome, str]] = {"eligible": "准予退货", "ineligible": "不予退货", "refer": "转人工审核"}
_RELIEFS: Final[Mapping[Relief, str]] = {"available": "可享受", "unavailable": "不享受", "refer": "待人工审核"}
_STATUSES: Final[Mapping[Status, str]] = {"unmet": "不符合", "undetermined": "未知"}
_FLAGS: Final[Mapping[bool | None, str]] = {True: "有", False: "没有", None: "未知"}
_ACCESS: Final = {"open": "已开放", "interfaced": "已对接", "none": "未开放也未对接", None: "未知"}
_STANDING: Final = {"normal": "正常", "restricted": "受限", None: "未知"}
_REASONS: Final = {"unsold": "滞销", "returned": "退货", "other": "其他", None: "未填写"}
_PROOFS: Final = {
    "self_declaration": "自我声明",
    "return_record": "退货记录",
    "refusal_record": "拒收记录",
    "return_agreement": "返货协议",
    None: "未填写",
}
_USUAL_LENGTH: Final = 18


def feature(certificate: Certificate, districts: Districts) -> str:
    """A feature file of every counter-example that has a case."""
    return "".join(_feature(certificate, districts))


def _feature(certificate: Certificate, districts: Districts) -> Iterator[str]:
    yield "# language: zh-CN\n功能: 证明的反例\n"
    yield "  由 tongtui prove 写出，不手改：每个反例都由规则引擎重新判定。\n"
    for theorem in certificate.theorems:
        shown = [each for each in theorem.counter_examples if each.witnesses]
        if shown:
            yield f"\n  规则: {theorem.words.zh.removesuffix('。').replace(':', '：')}\n"
        for number, each in enumerate(shown, start=1):
            for witness in each.witnesses:
                yield _scenario(theorem, number, each, witness, districts)


def _scenario(theorem: Theorem, number: int, shown: CounterExample, witness: Witness, districts: Districts) -> str:
    told = "，".join(tell(fact, value).zh for fact, value in shown.facts.items()) or shown.words.zh.removesuffix("。")
    given = "\n      而且 ".join(_given(witness.dossier, districts))
    expected = "\n      而且 ".join(_expected(witness))
    return (
        f"\n    场景: {theorem.id}-{number}（{witness.as_of}）{told}\n"
        f"      假如 {given}\n      当 提交退货申请\n      那么 {expected}\n"
    )


def _expected(witness: Witness) -> Iterator[str]:
    yield f"结论为{_OUTCOMES[witness.outcome]}"
    yield f"税收优惠为{_RELIEFS[witness.tax_relief]}"
    for provision, status in witness.findings.items():
        if status in _STATUSES:
            yield f"认定{provision}为{_STATUSES[status]}"


def _given(dossier: Dossier, districts: Districts) -> Iterator[str]:
    declaration = dossier.declaration
    yield from _listed(declaration, dossier.export_list, districts)
    day = day_in_shanghai(declaration.declared_at)
    yield f"于{day}向{_customs(declaration.customs_code, districts)}申请退货"
    if declaration.arrived_on not in (None, day):
        yield f"货物于{declaration.arrived_on}进境"
    yield from _declared(declaration)
    yield from _firms(dossier)
    yield from _site(dossier.site, declaration)


def _listed(declaration: ReturnDeclaration, listed: ExportList | None, districts: Districts) -> Iterator[str]:
    if listed is None:
        yield f"原出口清单号填为{declaration.list_no}"
        yield "没有导入原出口清单"
        return
    days = {"放行日期": listed.released_on, "申报日期": listed.declared_on, "出口日期": listed.exported_on}
    day = next((each for each in days.values() if each), day_in_shanghai(declaration.declared_at))
    yield f"{listed.supervision_mode}商品于{day}自{_customs(listed.customs_code, districts)}出口放行"
    if len(declaration.list_no) != _USUAL_LENGTH:
        yield f"原清单与退货申请的清单号同为{declaration.list_no}"
    for name, value in days.items():
        if value is None:
            yield f"原清单没有{name}"
        elif value != day:
            yield f"原清单载明{name}为{value}"
    if listed.platform != declaration.platform:
        yield f"原清单的平台代码为{listed.platform.code}"
    if listed.exporter != declaration.exporter:
        yield f"原清单的收发货人代码为{listed.exporter.code}"
    (line, *_), (twin, *_) = declaration.lines, listed.lines
    if line.quantity > twin.quantity:
        yield f"退货第1项{line.quantity}件"
    if line.name != twin.name:
        yield f"退货商品的名称改为{line.name}"


def _declared(declaration: ReturnDeclaration) -> Iterator[str]:
    fields = {
        "退货监管方式": (declaration.return_mode or "未填写", "9661"),
        "进出口标记": (declaration.direction, "I"),
        "启运国": (declaration.departure_country, "502"),
        "退运原因": (_REASONS[declaration.reason_kind], "退货"),
        "退运证明": (_PROOFS[declaration.proof], "退货记录"),
        "原状": (_FLAGS[declaration.original_state], "有"),
        "食品": (_FLAGS[declaration.food], "没有"),
        "出口退税": (_FLAGS[declaration.rebate_taken], "没有"),
        "补税证明编号": (declaration.tax_certificate_no or "未填写", "未填写"),
    }
    for name, (value, usual) in fields.items():
        if value != usual:
            yield f"申报的{name}为{value}"


def _firms(dossier: Dossier) -> Iterator[str]:
    exporter, agent = dossier.exporter or Enterprise(code="0", name=""), dossier.agent
    claims = {
        "退货监控体系": (_FLAGS[exporter.monitors_returns], "有"),
        "作业功能区": (_FLAGS[exporter.separate_work_area], "有"),
        "数据": (_ACCESS[exporter.data_access], "已开放"),
        "经营状况": (_STANDING[exporter.standing], "正常"),
    }
    for name, (value, usual) in claims.items():
        if value != usual:
            yield f"企业备案的{name}为{value}"
    if dossier.declaration.agent == dossier.declaration.exporter:
        yield "申报单位即出口企业"
    elif agent is None:
        yield "报关企业的委托关系没有备案"
    elif dossier.declaration.exporter.code not in (agent.entrusted_by or ()):
        yield "报关企业的委托关系登记的是别家"


def _site(site: SupervisionSite | None, declaration: ReturnDeclaration) -> Iterator[str]:
    if site is None:
        yield "场所没有备案"
        return
    if site.valid_until is not None:
        yield f"场所备案于{site.valid_until}失效"
    if "retail_export" not in site.businesses:
        yield "场所只办理零售进口业务"
    if site.customs_code != declaration.customs_code:
        yield f"场所属{site.customs_code}"


def _customs(code: str, districts: Districts) -> str:
    district = districts.of(code)
    return code if district is None else districts.names[district].zh
