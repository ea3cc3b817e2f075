"""Advice in words of both languages."""

from collections.abc import Iterable, Sequence
from typing import Final

from rules.advice.changes import CandidateChange
from rules.advice.places import export_office
from rules.dated_dossier import DatedDossier
from schemas.base import LocalizedText
from schemas.declaration import PROOF_WORDS
from schemas.dossier import Dossier
from schemas.law.advice import Edit, Kind
from schemas.registers import SupervisionSite

_NO_WAY: Final = LocalizedText(
    zh="企业能作的更改中没有一项可以补正", en="none of the changes that a firm can make would mend it"
)
_NOT_TOGETHER: Final = LocalizedText(
    zh="单独可以补正，但与其他各条不能同时补正", en="it could be mended by itself, but not together with the others"
)
_ENTRIES: Final[dict[str, LocalizedText]] = {
    "exporter": LocalizedText(zh="电商企业代码", en="the exporter's code"),
    "agent": LocalizedText(zh="申报单位代码", en="the agent's code"),
    "platform": LocalizedText(zh="电商平台代码", en="the platform's code"),
    "direction": LocalizedText(zh="进出口标记", en="the direction"),
    "return_mode": LocalizedText(zh="退货监管方式", en="the return mode"),
    "line_no": LocalizedText(zh="项号", en="line number"),
    "hs_code": LocalizedText(zh="商品编码", en="commodity code"),
    "name": LocalizedText(zh="名称", en="name"),
    "model": LocalizedText(zh="规格型号", en="model"),
    "unit": LocalizedText(zh="计量单位", en="unit"),
    "legal_unit": LocalizedText(zh="法定计量单位", en="legal unit"),
    "second_unit": LocalizedText(zh="第二计量单位", en="second unit"),
    "quantity": LocalizedText(zh="数量", en="quantity"),
    "legal_quantity": LocalizedText(zh="法定数量", en="legal quantity"),
    "second_quantity": LocalizedText(zh="第二数量", en="second quantity"),
}
_REGISTERED: Final[dict[Kind, LocalizedText]] = {
    "return_flow": LocalizedText(
        zh="建立退货商品流程监控体系，并在企业备案中登记",
        en="set up the monitoring of returned goods and have it registered",
    ),
    "work_area": LocalizedText(
        zh="设立独立的作业功能区，并在企业备案中登记", en="set up a separate work area and have it registered"
    ),
    "data_access": LocalizedText(
        zh="向海关开放生产作业数据（或与海关系统对接），并在企业备案中登记",
        en="open the production data to customs (or connect to its system) and have it registered",
    ),
    "standing": LocalizedText(
        zh="经海关核实，在企业备案中登记经营状况为正常",
        en="have customs confirm and register the firm's standing as normal",
    ),
}
_COUNTRY: Final = LocalizedText(
    zh="填写货物实际启运的国家（地区），不能为中国",
    en="give the country or region from which the goods truly set out, other than China",
)
_CERTIFICATE: Final = LocalizedText(
    zh="补缴已退税款，填写税务机关的补税证明编号",
    en="repay the rebate and give the number of the tax office's certificate",
)


def change_words(
    candidate: CandidateChange, edits: Sequence[Edit], after: Dossier, dated: DatedDossier
) -> LocalizedText:
    """A change in words; `after` is the dossier with every change made."""
    match candidate.kind:
        case "goods" | "quantity":
            return _lines_words(edits)
        case "departure_country":
            return _COUNTRY
        case "tax_certificate":
            return _CERTIFICATE
        case "customs":
            return _customs_words(candidate, after, dated)
        case "site":
            return _site_change_words(candidate, after)
        case "proof":
            proofs = (after.declaration.proof, *candidate.others)
            fitting = [words for proof, words in PROOF_WORDS.items() if proof in proofs]
            return LocalizedText(
                zh=f"补交{'或'.join(words.zh for words in fitting)}",
                en=f"supply {' or '.join(words.en for words in fitting)}",
            )
        case "agent":
            exporter = after.declaration.exporter
            return LocalizedText(
                zh=f"由出口企业（{exporter.code}）自行申报", en=f"let the exporter ({exporter.code}) apply itself"
            )
        case "entrustment":
            agent, exporter = after.declaration.agent, after.declaration.exporter
            return LocalizedText(
                zh=f"在企业备案中登记：{exporter.code} 委托申报单位 {agent.code}",
                en=f"have it registered that {exporter.code} entrusts the agent {agent.code}",
            )
        case "exporter" | "platform" | "direction" | "return_mode":
            (edit,) = edits
            label = _ENTRIES[candidate.kind]
            return LocalizedText(zh=f"将{label.zh}{_turned_zh(edit)}", en=f"change {label.en} {_turned_en(edit)}")
    return _REGISTERED[candidate.kind]


def _turned_zh(edit: Edit) -> str:
    return f"由 {edit.before} 改为 {edit.after}" if edit.before is not None else f"填为 {edit.after}"


def _turned_en(edit: Edit) -> str:
    return f"from {edit.before} to {edit.after}" if edit.before is not None else f"to {edit.after}"


def _lines_words(edits: Sequence[Edit]) -> LocalizedText:
    zh, en = [], []
    by_line: dict[int, list[Edit]] = {}
    for edit in edits:
        by_line.setdefault(int(edit.pointer.split("/")[3]), []).append(edit)
    for position, several in by_line.items():
        if several[0].after is None and several[0].pointer.count("/") == 3:
            zh.append(f"删去第 {position + 1} 行（项号与名称：{several[0].before}）")
            en.append(f"drop row {position + 1} (number and name: {several[0].before})")
            continue
        entries = [(_ENTRIES[edit.pointer.rpartition("/")[2]], edit) for edit in several]
        zh.append(f"第 {position + 1} 行：" + "，".join(f"{label.zh}{_turned_zh(edit)}" for label, edit in entries))
        en.append(f"row {position + 1}: " + ", ".join(f"{label.en} {_turned_en(edit)}" for label, edit in entries))
    return LocalizedText(zh="；".join(zh), en="; ".join(en))


def _customs_words(candidate: CandidateChange, after: Dossier, dated: DatedDossier) -> LocalizedText:
    code = after.declaration.customs_code
    district = dated.districts.names[dated.districts.of(code) or ""]
    if code == export_office(dated):
        return LocalizedText(
            zh=f"改向出口地海关 {code}（{district.zh}关区）申报，原路退回",
            en=f"apply to the customs of export, {code} ({district.en} district), and return the way the goods left",
        )
    many = bool(candidate.others)
    return LocalizedText(
        zh=f"改向海关 {code}（{district.zh}关区）申报{'，或其他有合适场所的海关' if many else ''}",
        en=f"apply to customs {code} ({district.en} district){' or another with a fitting site' if many else ''}",
    )


def _site_change_words(candidate: CandidateChange, after: Dossier) -> LocalizedText:
    site = after.site
    if site is None:
        return LocalizedText(zh="删去场所代码", en="leave the site code out")
    more = f"（或 {'、'.join(candidate.others[:4])}）" if candidate.others else ""
    more_en = f" (or {', '.join(candidate.others[:4])})" if candidate.others else ""
    return LocalizedText(
        zh=f"改退至场所 {site.site_code} {site.name}{more}",
        en=f"return to the site {site.site_code} {site.name}{more_en}",
    )


def no_way(reasons: Iterable[LocalizedText], alone: bool) -> LocalizedText:
    """Why something cannot be mended."""
    why = list(reasons) or [_NOT_TOGETHER if alone else _NO_WAY]
    return LocalizedText(zh="；".join(reason.zh for reason in why), en="; ".join(reason.en for reason in why))


def site_words(site: SupervisionSite, dated: DatedDossier, against: Sequence[LocalizedText]) -> LocalizedText:
    """Whether a site would take the goods, and why not."""
    district = dated.districts.names.get(dated.districts.of(site.customs_code) or "")
    where = LocalizedText(zh=district.zh, en=district.en) if district else LocalizedText(zh="?", en="?")
    if against:
        return LocalizedText(
            zh=f"不接受：{'；'.join(reason.zh.rstrip('。') for reason in against)}",
            en=f"would not take them: {'; '.join(reason.en.rstrip('.') for reason in against)}",
        )
    return LocalizedText(
        zh=f"可以接受（{where.zh}关区，海关 {site.customs_code}）",
        en=f"would take them ({where.en} district, customs {site.customs_code})",
    )
