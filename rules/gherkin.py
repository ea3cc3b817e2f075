"""A dossier as a scenario of the acceptance book: Chinese that officers read and `features/` runs.

It tells what the law asks about; firms and numbers of documents are those of the book's own world.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final, TypeVar

from rules.days import day_in_shanghai
from rules.reference import Districts
from schemas.base import LocalizedText
from schemas.decision import OPEN, OUTCOME_WORDS, RELIEF_WORDS, STATUS_WORDS, Decision, Outcome, Relief, Status
from schemas.declaration import PROOF_WORDS, REASON_WORDS, ReturnDeclaration
from schemas.dossier import Dossier
from schemas.export_list import ExportList
from schemas.goods import GoodsLine
from schemas.registers import DATA_ACCESS_WORDS, STANDING_WORDS, Enterprise, SupervisionSite

W = TypeVar("W", bound=str)
_FLAGS: Final[Mapping[bool | None, str]] = {True: "有", False: "没有", None: "未知"}
_NOT_GIVEN: Final = "未填写"
_UNKNOWN: Final = "未知"
_HEAD: Final = """# language: zh-CN
功能: 试算的退货
  由试算保存：商品、日期、关区和备案情形照旧，企业和单证号码以示例代替。
"""
_CROSSING: Final[Mapping[bool | None, str]] = {True: "属", False: "不属", None: "未知是否"}
_USUAL_LENGTH: Final = 18
_USUAL_GOODS: Final = ("6109100021", "棉制针织T恤", "男式|白色|L码", "011", "011")
_GOODS: Final = (
    *("项号", "商品编码", "名称", "规格型号", "数量", "单位"),
    *("法定数量", "法定单位", "第二数量", "第二单位"),
)
_RETURNED: Final = ("项号", "数量", "法定数量", "第二数量")
_SPACES: Final = {"\n": "␊", "\r": "␍", "\t": "␉"}
"""How white space is shown that a line of a feature file cannot hold."""


def checked(dossier: Dossier, decision: Decision, districts: Districts) -> str:
    """A feature file of one declaration, as it was decided in trying it."""
    title = f"{_shown(dossier.declaration.application_no)}（{decision.as_of}）{OUTCOME_WORDS[decision.outcome].zh}"
    findings = {finding.provision: finding.status for finding in decision.findings}
    expected = (
        f"判定日为{decision.as_of}",
        *outcome(decision.outcome, decision.tax_relief, findings),
        f"不符合或未知的条款共{sum(status in OPEN for status in findings.values())}条",
        f"退货{_CROSSING[decision.cross_district]}跨关区",
    )
    return _HEAD + scenario(title, dossier, "试算退货申请", expected, districts)


def scenario(title: str, dossier: Dossier, act: str, expected: Iterable[str], districts: Districts) -> str:
    """One scenario: what is known of a declaration, what is done with it, what must come of it."""
    given = "\n      而且 ".join(_given(dossier, districts))
    then = "\n      而且 ".join(expected)
    return f"\n    场景: {title}\n      假如 {given}\n      当 {act}\n      那么 {then}\n"


def outcome(answer: Outcome, relief: Relief, findings: Mapping[str, Status]) -> Iterator[str]:
    """What a decision says, and each provision that does not hold or of which it is not known."""
    yield f"结论为{OUTCOME_WORDS[answer].zh}"
    yield f"税收优惠为{RELIEF_WORDS[relief].zh}"
    for provision, status in findings.items():
        if status in OPEN:
            yield f"认定{provision}为{STATUS_WORDS[status].zh}"


def _given(dossier: Dossier, districts: Districts) -> Iterator[str]:
    declaration = dossier.declaration
    yield from _listed(declaration, dossier.export_list, districts)
    day = day_in_shanghai(declaration.declared_at)
    yield f"于{day}向{_customs(declaration.customs_code, districts)}申请退货"
    if declaration.arrived_on not in (None, day):
        yield f"货物于{declaration.arrived_on}进境"
    yield from _goods(dossier)
    yield from _declared(declaration)
    yield from _firms(dossier)
    yield from _site(dossier.site, declaration)


def _listed(declaration: ReturnDeclaration, listed: ExportList | None, districts: Districts) -> Iterator[str]:
    number = _shown(declaration.list_no)
    if listed is None:
        yield f"原出口清单号填为{number}"
        yield "没有导入原出口清单"
        return
    days = {"放行日期": listed.released_on, "申报日期": listed.declared_on, "出口日期": listed.exported_on}
    day = next((value for value in days.values() if value), day_in_shanghai(declaration.declared_at))
    yield f"{listed.supervision_mode}商品于{day}自{_customs(listed.customs_code, districts)}出口放行"
    if len(number) != _USUAL_LENGTH or districts.of(number) != districts.of(listed.customs_code):
        yield f"原清单与退货申请的清单号同为{number}"
    for name, value in days.items():
        if value is None:
            yield f"原清单没有{name}"
        elif value != day:
            yield f"原清单载明{name}为{value}"
    if listed.platform.code != declaration.platform.code:
        yield "原清单的平台为另一企业"
    if listed.exporter.code != declaration.exporter.code:
        yield "原清单的收发货人为另一企业"


def _goods(dossier: Dossier) -> Iterator[str]:
    """The goods, where they are others than the book's: two T-shirts of ten."""
    lines, listed = dossier.declaration.lines, dossier.export_list
    if not _is_usual(lines, 2) or (listed and not _is_usual(listed.lines, 10)):
        yield _table("退货商品为：", _GOODS, map(_cells, lines))
        if listed:
            yield _table("原清单商品为：", _GOODS, map(_cells, listed.lines))
    if listed and dossier.already_returned:
        rows = [
            (str(taken.line_no), *map(_amount, (taken.quantity, taken.legal_quantity, taken.second_quantity)))
            for taken in dossier.already_returned
        ]
        yield _table("此前已退：", _RETURNED, rows)


def _is_usual(lines: Sequence[GoodsLine], count: int) -> bool:
    (line, *others) = lines
    amounts = (line.line_no, line.quantity, line.legal_quantity, line.second_quantity, line.second_unit)
    goods = (line.hs_code, line.name, line.model, line.unit, line.legal_unit)
    return not others and (amounts, goods) == ((1, Decimal(count), Decimal(count), None, None), _USUAL_GOODS)


def _cells(line: GoodsLine) -> tuple[str, ...]:
    return (
        *(str(line.line_no), line.hs_code, line.name, line.model, _amount(line.quantity), line.unit),
        *(_amount(line.legal_quantity), line.legal_unit, _amount(line.second_quantity), line.second_unit or ""),
    )


def _amount(quantity: Decimal | None) -> str:
    return format(quantity.normalize(), "f") if quantity else ""


def _table(step: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A step and its table; Gherkin wants strokes and backslashes in a cell escaped."""
    lines = [header, *([_shown(cell).replace("\\", "\\\\").replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join((step, *(f"        | {' | '.join(line)} |" for line in lines)))


def _shown(text: str) -> str:
    """A text in as many characters that a line and a cell can hold: white space at its ends or that breaks it shows."""
    inner = text.strip()
    begins = text.index(inner)
    return "".join(
        _SPACES.get(sign, "␣")
        if sign.isspace() and (sign != " " or not begins <= position < begins + len(inner))
        else sign
        for position, sign in enumerate(text)
    )


def _declared(declaration: ReturnDeclaration) -> Iterator[str]:
    fields = {
        "退货监管方式": (declaration.return_mode or _NOT_GIVEN, "9661"),
        "进出口标记": (declaration.direction, "I"),
        "启运国": (declaration.departure_country, "502"),
        "退运原因": (_word(REASON_WORDS, declaration.reason_kind, _NOT_GIVEN), "退货"),
        "退运证明": (_word(PROOF_WORDS, declaration.proof, _NOT_GIVEN), "退货记录"),
        "原状": (_FLAGS[declaration.original_state], "有"),
        "食品": (_FLAGS[declaration.food], "没有"),
        "出口退税": (_FLAGS[declaration.rebate_taken], "没有"),
        "补税证明编号": (_shown(declaration.tax_certificate_no or _NOT_GIVEN), _NOT_GIVEN),
    }
    for name, (value, usual) in fields.items():
        if value != usual:
            yield f"申报的{name}为{value}"


def _word(words: Mapping[W, LocalizedText], value: W | None, absent: str) -> str:
    return absent if value is None else words[value].zh


def _firms(dossier: Dossier) -> Iterator[str]:
    declaration, agent = dossier.declaration, dossier.agent
    if dossier.exporter is None:
        yield "企业没有备案"
    else:
        yield from _claims(dossier.exporter)
    if declaration.agent.code == declaration.exporter.code:
        yield "申报单位即出口企业"
    elif agent is None:
        yield "报关企业的委托关系没有备案"
    elif agent.entrusted_by is None:
        yield "报关企业的委托关系未知"
    elif declaration.exporter.code not in agent.entrusted_by:
        yield "报关企业的委托关系登记的是别家"


def _claims(exporter: Enterprise) -> Iterator[str]:
    claims = {
        "退货监控体系": (_FLAGS[exporter.monitors_returns], "有"),
        "作业功能区": (_FLAGS[exporter.separate_work_area], "有"),
        "数据": (_word(DATA_ACCESS_WORDS, exporter.data_access, _UNKNOWN), "已开放"),
        "经营状况": (_word(STANDING_WORDS, exporter.standing, _UNKNOWN), "正常"),
    }
    for name, (value, usual) in claims.items():
        if value != usual:
            yield f"企业备案的{name}为{value}"


def _site(site: SupervisionSite | None, declaration: ReturnDeclaration) -> Iterator[str]:
    if declaration.site_code is None:
        yield "场所未填写"
        return
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
