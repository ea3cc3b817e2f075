"""Answers in the customs message: what a decision or an error says in a CEB214 or CEB216 receipt."""

from datetime import datetime
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from rules.days import SHANGHAI
from schemas.ceb import ReturnReceipt, Tally, TallyReceipt, Unreadable
from schemas.decision import RELIEF_WORDS, Decision, Finding
from schemas.declaration import ReturnDeclaration
from schemas.faults import BadInput, Fault
from schemas.work.returns import RETURN_STATUS, STATE_OF, STATE_WORDS, ReturnRecord
from service.problems import Conflict, NotFound, Problem

_MOST: Final = 1000
_UNREADABLE, _CONFLICT, _MISSING, _FAILED = "-1", "-2", "-3", "-9"


def of_record(record: ReturnRecord) -> ReturnReceipt:
    """The receipt of a return as it stands, of when it came to stand so; the same return gives the same receipt."""
    status = record.return_status or "120"
    decided = record.decision is not None and STATE_OF[record.decision.outcome] == record.state
    info = reasons(record.decision) if record.decision is not None and decided else STATE_WORDS[record.state].zh
    decision_id = record.decision.decision_id if record.decision else "draft"
    name = f"{record.id}/{record.revision}/{decision_id}/{record.state}/{record.changed_at.isoformat()}"
    return _receipt(record.declaration, status, info, record.changed_at, name)


def of_draft(declaration: ReturnDeclaration, now: datetime) -> ReturnReceipt:
    """The receipt of a draft that changes nothing yet."""
    name = f"draft/{declaration.exporter.code}/{declaration.application_no}/{now}"
    return _receipt(declaration, "1", STATE_WORDS["draft"].zh, now, name)


def of_check(declaration: ReturnDeclaration, decision: Decision, now: datetime) -> ReturnReceipt:
    """The receipt that a decision would give, nothing being recorded."""
    status = RETURN_STATUS[STATE_OF[decision.outcome]] or ""
    name = f"check/{decision.dossier}/{declaration.guid}"
    return _receipt(declaration, status, reasons(decision, "试算："), now, name)


def of_problem(declaration: ReturnDeclaration, problem: Problem | BadInput, now: datetime) -> ReturnReceipt:
    """The negative receipt of an application that could not be taken."""
    status = _MISSING if isinstance(problem, NotFound) else _CONFLICT if isinstance(problem, Conflict) else _FAILED
    faults = problem.faults if isinstance(problem, BadInput) else (problem.fault,)
    name = f"{declaration.exporter.code}/{declaration.application_no}/{faults[0].code}/{now}"
    return _receipt(declaration, status, _join([fault.zh for fault in faults]), now, name)


def of_unreadable(entry: Unreadable, now: datetime) -> ReturnReceipt:
    """The negative receipt of an application that could not be read."""
    return ReturnReceipt(
        guid=_guid(f"{entry.index}/{entry.application_no}/{now}"),
        ebp_code=entry.platform_code,
        ebc_code=entry.exporter_code,
        agent_code=entry.agent_code or "",
        co_el_no=(entry.application_no or "")[:30],
        pre_no=None,
        invt_no=(entry.list_no or "")[:20],
        return_status=_UNREADABLE,
        return_time=stamp(now),
        return_info=_join([_told(fault) for fault in entry.faults]),
    )


def of_unreadable_tally(entry: Unreadable, now: datetime) -> TallyReceipt:
    """The negative receipt of a tally that could not be read."""
    return TallyReceipt(
        guid=_guid(f"tally/{entry.index}/{entry.application_no}/{now}"),
        operator_code="",
        logistics_code="",
        logistics_no="",
        co_el_no=entry.application_no or "",
        return_status=_UNREADABLE,
        return_time=stamp(now),
        return_info=_join([_told(fault) for fault in entry.faults]),
    )


def of_tally(tally: Tally, problem: Problem | None, now: datetime) -> TallyReceipt:
    """The CEB216 receipt of a tally: 399 entered, 1 kept as a draft, 100 refused, with the reason."""
    return TallyReceipt(
        guid=_guid(f"{tally.guid}/{now}"),
        operator_code=tally.operator_code,
        logistics_code=tally.logistics_code,
        logistics_no=tally.logistics_no,
        co_el_no=tally.co_el_no,
        pre_no=tally.pre_no,
        return_status="100" if problem else "1" if tally.app_status == "1" else "399",
        return_time=stamp(now),
        return_info=problem.fault.zh if problem else "已暂存" if tally.app_status == "1" else "理货已登记",
    )


def reasons(decision: Decision, opening: str = "") -> str:
    """The outcome and every reason in Chinese, with provision ids, within 1,000 characters, cut between reasons."""
    reasons: list[Finding] = [
        finding
        for finding in decision.findings
        if finding.question == "return" and finding.status in ("unmet", "undetermined")
    ]
    if decision.outcome == "ineligible":
        reasons.sort(key=lambda finding: finding.status != "unmet")
    parts = [f"[{finding.provision}]{_word(finding)}{finding.statement.zh}" for finding in reasons]
    state, relief = STATE_WORDS[STATE_OF[decision.outcome]].zh, RELIEF_WORDS[decision.tax_relief].zh
    return _join([f"{opening}{state}，退运税收优惠：{relief}。", *parts])


def stamp(now: datetime) -> str:
    """The moment as receipts write it: Shanghai time to the millisecond, 17 digits."""
    return now.astimezone(SHANGHAI).strftime("%Y%m%d%H%M%S%f")[:17]


def _word(finding: Finding) -> str:
    if finding.otherwise == "advise":
        return "提示："
    return "不符合：" if finding.status == "unmet" else "待核实："


def _told(fault: Fault) -> str:
    return f"{fault.pointer} {fault.zh}；"


def _join(parts: list[str]) -> str:
    whole = ""
    for part in parts:
        if len(whole) + len(part) > _MOST:
            break
        whole += part
    return whole or parts[0][:_MOST]


def _guid(name: str) -> str:
    return str(uuid5(UUID(str(NAMESPACE_URL)), name)).upper()


def _receipt(declaration: ReturnDeclaration, status: str, info: str, at: datetime, name: str) -> ReturnReceipt:
    return ReturnReceipt(
        guid=_guid(name),
        ebp_code=declaration.platform.code,
        ebc_code=declaration.exporter.code,
        agent_code=declaration.agent.code,
        co_el_no=declaration.application_no,
        pre_no=declaration.pre_no,
        invt_no=declaration.list_no[:20],
        return_status=status,
        return_time=stamp(at),
        return_info=info,
    )
