"""The layout of a history: the tables of declarations and of what was known about them, column by column."""

from dataclasses import dataclass, replace
from typing import Final, Literal, get_args

from schemas.declaration import Proof, ReasonKind
from schemas.registers import DataAccess, Standing

ColumnType = Literal[
    "string", "int64", "boolean", "date", "instant", "decimal(19, 5)", "decimal(25, 5)", "array<string>"
]


@dataclass(frozen=True)
class Column:
    """A column, what it holds and what its values must be like."""

    name: str
    type: ColumnType
    zh: str
    en: str
    optional: bool = False
    pattern: str = ""
    """A regular expression that a text matches as a whole."""
    choices: tuple[str, ...] = ()
    least: int | None = None
    """The smallest whole number, or for quantities the number they exceed."""


@dataclass(frozen=True)
class Layout:
    """A table of the history, and the columns that tell its rows apart."""

    name: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    optional: bool = True
    """Whether the table may be left out: then nothing of its kind is known."""


_LIST_NO: Final = Column("list_no", "string", "原出口清单号", "number of the original list")
_CUSTOMS: Final = Column("customs_code", "string", "关区代码", "customs code of 4 digits", pattern="[0-9]{4}")
_MODE: Final = "[0-9]{4}"
_GOODS: Final = (
    Column("line_no", "int64", "原清单商品项号", "number of the line on the original list", least=1),
    Column("hs_code", "string", "商品编码", "commodity code"),
    Column("name", "string", "商品名称", "name"),
    Column("model", "string", "规格型号", "model"),
    Column("quantity", "decimal(19, 5)", "数量", "quantity", least=0),
    Column("unit", "string", "计量单位", "unit"),
    Column("legal_quantity", "decimal(19, 5)", "法定数量", "legal quantity", least=0),
    Column("legal_unit", "string", "法定计量单位", "legal unit"),
    Column("second_quantity", "decimal(19, 5)", "第二数量", "second quantity", optional=True, least=0),
    Column("second_unit", "string", "第二计量单位", "second unit", optional=True),
)
_DECLARATION: Final = Column("declaration", "int64", "所属申请（declarations.id）", "the declaration's `id`")
_VERSION: Final = (
    Column("valid_from", "date", "自何日起有效", "first day on which the row is valid", optional=True),
    Column("valid_until", "date", "至何日止（不含）", "first day on which it no longer is", optional=True),
    Column("sequence", "int64", "登记次序", "order of recording; of rows that begin on one day the last counts"),
)
LAYOUTS: Final[dict[str, Layout]] = {
    layout.name: layout
    for layout in (
        Layout(
            "declarations",
            "退货申请，每件一行",
            "return applications, one row each",
            (
                Column("id", "int64", "本历史中的序号", "number within this history"),
                Column("application_no", "string", "退货申请编号", "number of the application"),
                _LIST_NO,
                _CUSTOMS,
                Column("site_code", "string", "监管场所代码", "code of the site", optional=True),
                Column("return_mode", "string", "退货监管方式", "return mode", optional=True, pattern=_MODE),
                Column("direction", "string", "进出口标记", "direction; I is import"),
                Column("departure_country", "string", "启运国（地区）", "country of departure"),
                Column("platform", "string", "电商平台代码", "code of the platform"),
                Column("exporter", "string", "电商企业代码", "code of the exporter"),
                Column("agent", "string", "申报单位代码", "code of the agent"),
                Column("declared_at", "instant", "申报时间", "moment of the application, with its zone (UTC)"),
                Column("arrived_on", "date", "进境日期", "day of arrival", optional=True),
                Column(
                    "reason_kind", "string", "退运原因", "kind of reason", optional=True, choices=get_args(ReasonKind)
                ),
                Column("original_state", "boolean", "是否原状", "in original state", optional=True),
                Column("food", "boolean", "是否食品", "is food", optional=True),
                Column("rebate_taken", "boolean", "是否办理出口退税", "export rebate taken", optional=True),
                Column("tax_certificate_no", "string", "补税证明编号", "tax certificate", optional=True),
                Column("proof", "string", "退运证明", "proof", optional=True, choices=get_args(Proof)),
            ),
            key=("id",),
            optional=False,
        ),
        Layout("lines", "申请的商品，每项一行", "goods of the applications", (_DECLARATION, *_GOODS), optional=False),
        Layout(
            "export_lists",
            "原出口清单，每份一行",
            "original export lists, one row each",
            (
                _LIST_NO,
                Column("supervision_mode", "string", "监管方式", "supervision mode", pattern=_MODE),
                Column("platform", "string", "电商平台代码", "code of the platform"),
                Column("exporter", "string", "电商企业代码", "code of the exporter"),
                Column("declared_on", "date", "申报日期", "day of declaration", optional=True),
                Column("released_on", "date", "放行日期", "day of release", optional=True),
                Column("exported_on", "date", "出口日期", "day of export", optional=True),
            ),
            key=("list_no",),
        ),
        Layout(
            "export_lines",
            "原出口清单的商品，每项一行",
            "goods of the original lists",
            (_LIST_NO, *_GOODS),
            key=("list_no", "line_no"),
        ),
        Layout(
            "returned",
            "申请之时同一清单已被其他退货占用的数量",
            "what other returns had taken of the list when the application was decided",
            (
                _DECLARATION,
                _GOODS[0],
                Column("quantity", "decimal(25, 5)", "数量", "quantity", optional=True),
                Column("legal_quantity", "decimal(25, 5)", "法定数量", "legal quantity", optional=True),
                Column("second_quantity", "decimal(25, 5)", "第二数量", "second quantity", optional=True),
            ),
        ),
        Layout(
            "sites",
            "监管场所备案的各版本",
            "versions of the register of sites",
            (
                Column("site_code", "string", "场所代码", "code of the site"),
                _CUSTOMS,
                Column("businesses", "array<string>", "开展的业务", "businesses; `retail_export` is asked for"),
                *_VERSION,
            ),
            key=("site_code", "sequence"),
        ),
        Layout(
            "enterprises",
            "企业备案的各版本",
            "versions of the register of firms",
            (
                Column("code", "string", "企业代码", "code of the firm"),
                Column("monitors_returns", "boolean", "退货流程监控", "monitors returned goods", optional=True),
                Column("separate_work_area", "boolean", "独立作业区", "separate work area", optional=True),
                Column(
                    "data_access", "string", "数据开放方式", "data access", optional=True, choices=get_args(DataAccess)
                ),
                Column("standing", "string", "经营状况", "standing", optional=True, choices=get_args(Standing)),
                Column("entrusted_by", "array<string>", "委托企业", "firms that entrust it", optional=True),
                *_VERSION,
            ),
            key=("code", "sequence"),
        ),
    )
}
BESIDE: Final = (
    ("export_lists", "list", ("supervision_mode", "platform", "exporter", "declared_on", "released_on", "exported_on")),
    ("sites", "site", ("customs_code", "valid_from", "valid_until")),
    ("enterprises", "exporter", ("monitors_returns", "separate_work_area", "data_access", "standing")),
)
"""The columns of other tables that stand beside a declaration's, and under which prefix."""
DOSSIERS: Final = (
    *LAYOUTS["declarations"].columns,
    Column("list_key", "string", "清单标识", "what names the list among `export_lines`", optional=True),
    *(
        replace(column, name=f"{prefix}_{column.name}", optional=True)
        for table, prefix, names in BESIDE
        for column in LAYOUTS[table].columns
        if column.name in names
    ),
    Column("site_retail_export", "boolean", "开展零售出口业务", "whether the site does retail export", optional=True),
    Column("agent_entrusts", "boolean", "备案载明委托", "whether the agent's row names the exporter", optional=True),
)
"""A declaration with what its dossier says of list, site and firms: what the facts are derived from."""
