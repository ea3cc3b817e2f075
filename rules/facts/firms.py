"""Facts about the firms: the exporter and the agent that declares for it, as the register knows them."""

from rules.dated_dossier import DatedDossier
from rules.facts.fact import fact


@fact(
    ("申报单位即出口企业", "the agent is the exporter"),
    ("申报单位不是出口企业", "the agent is not the exporter"),
    reads=("/declaration/agent/code", "/declaration/exporter/code"),
    changed_by=("agent", "exporter"),
)
def agent_is_exporter(dated: DatedDossier) -> bool:
    """Whether the exporter declares for itself: both codes are equal."""
    return dated.declaration.agent.code == dated.declaration.exporter.code


@fact(
    ("备案载明出口企业委托该申报单位", "the register names the agent as entrusted by the exporter"),
    ("备案未载明出口企业委托该申报单位", "the register does not name the agent as entrusted by the exporter"),
    reads=("/agent/entrusted_by", "/declaration/exporter/code"),
    changed_by=("entrustment", "agent", "exporter"),
)
def agent_entrusted_by_exporter(dated: DatedDossier) -> bool | None:
    """Whether the agent's register row names the exporter in `entrusted_by`."""
    agent = dated.dossier.agent
    if agent is None or agent.entrusted_by is None:
        return None
    return dated.declaration.exporter.code in agent.entrusted_by


@fact(
    ("出口企业建有退货商品流程监控体系", "the exporter monitors the flow of returned goods"),
    ("出口企业未建退货商品流程监控体系", "the exporter does not monitor the flow of returned goods"),
    reads=("/exporter/monitors_returns",),
    changed_by=("return_flow", "exporter"),
)
def exporter_monitors_returns(dated: DatedDossier) -> bool | None:
    """The register's `monitors_returns` of the exporter."""
    return dated.dossier.exporter.monitors_returns if dated.dossier.exporter else None


@fact(
    ("出口企业的经营状况", "the exporter's standing"),
    reads=("/exporter/standing",),
    changed_by=("standing", "exporter"),
)
def exporter_standing(dated: DatedDossier) -> str | None:
    """The register's `standing` of the exporter: normal or restricted."""
    return dated.dossier.exporter.standing if dated.dossier.exporter else None


@fact(
    ("出口企业有独立的作业功能区", "the exporter has a separate work area"),
    ("出口企业没有独立的作业功能区", "the exporter has no separate work area"),
    reads=("/exporter/separate_work_area",),
    changed_by=("work_area", "exporter"),
)
def exporter_separate_work_area(dated: DatedDossier) -> bool | None:
    """The register's `separate_work_area` of the exporter."""
    return dated.dossier.exporter.separate_work_area if dated.dossier.exporter else None


@fact(
    ("出口企业的数据开放方式", "the exporter's data access"),
    reads=("/exporter/data_access",),
    changed_by=("data_access", "exporter"),
)
def exporter_data_access(dated: DatedDossier) -> str | None:
    """The register's `data_access` of the exporter: open, interfaced or none."""
    return dated.dossier.exporter.data_access if dated.dossier.exporter else None
