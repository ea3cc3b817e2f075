"""Facts about what the declaration states, and whether it names whom the original list names."""

from rules.dated_dossier import DatedDossier
from rules.facts.fact import fact


@fact(("进出口标记", "the direction"), reads=("/declaration/direction",), changed_by=("direction",))
def direction(dated: DatedDossier) -> str:
    """The declaration's `direction`; I is import."""
    return dated.declaration.direction


@fact(
    ("自中国启运", "the goods set out from China"),
    ("非自中国启运", "the goods set out from outside China"),
    reads=("/declaration/departure_country",),
    changed_by=("departure_country",),
)
def departs_from_china(dated: DatedDossier) -> bool:
    """Whether the country of departure is China: 142 or CHN."""
    return dated.declaration.departure_country in ("142", "CHN")


@fact(
    ("电商平台与原清单一致", "the platform is that of the original list"),
    ("电商平台与原清单不一致", "the platform is not that of the original list"),
    reads=("/declaration/platform/code", "/export_list/platform/code"),
    changed_by=("platform",),
)
def same_platform(dated: DatedDossier) -> bool | None:
    """Whether the platform's code equals that of the original list."""
    return dated.declaration.platform.code == dated.export_list.platform.code if dated.export_list else None


@fact(
    ("电商企业与原清单一致", "the exporter is that of the original list"),
    ("电商企业与原清单不一致", "the exporter is not that of the original list"),
    reads=("/declaration/exporter/code", "/export_list/exporter/code"),
    changed_by=("exporter",),
)
def same_exporter(dated: DatedDossier) -> bool | None:
    """Whether the exporter's code equals that of the original list."""
    return dated.declaration.exporter.code == dated.export_list.exporter.code if dated.export_list else None


@fact(
    ("填写了退货监管方式", "a return mode is given"),
    ("未填写退货监管方式", "no return mode is given"),
    reads=("/declaration/return_mode",),
    changed_by=("return_mode",),
)
def return_mode_given(dated: DatedDossier) -> bool:
    """Whether the declaration states a return mode."""
    return dated.declaration.return_mode is not None


@fact(("退货监管方式", "the return mode"), reads=("/declaration/return_mode",), changed_by=("return_mode",))
def return_mode(dated: DatedDossier) -> str | None:
    """The declaration's `return_mode`: 9661, 1261 …"""
    return dated.declaration.return_mode
