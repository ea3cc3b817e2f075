"""The world of one scenario: registers, a list and a declaration that its steps change, and the real service."""

from typing import Any, Final

from rules.reference import load_districts
from tests import builders
from tests.harness import Clock, ServiceHarness

Json = dict[str, Any]

OUTCOMES: Final = {"准予退货": "eligible", "不予退货": "ineligible", "转人工审核": "refer"}
RELIEFS: Final = {"可享受": "available", "不享受": "unavailable", "待人工审核": "refer"}
STATUSES: Final = {"符合": "met", "不符合": "unmet", "未知": "undetermined", "不适用": "not_applicable"}
FLAGS: Final[dict[str, bool | None]] = {"是": True, "有": True, "否": False, "没有": False, "未知": None}
CLAIMS: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "退货监控体系": ("monitors_returns", FLAGS),
    "作业功能区": ("separate_work_area", FLAGS),
    "数据": ("data_access", {"已开放": "open", "已对接": "interfaced", "未开放也未对接": "none", "未知": None}),
    "经营状况": ("standing", {"正常": "normal", "受限": "restricted", "未知": None}),
}
REASONS: Final = {"滞销": "unsold", "退货": "returned", "其他": "other", "未填写": None}
PROOFS: Final = {
    "自我声明": "self_declaration",
    "退货记录": "return_record",
    "拒收记录": "refusal_record",
    "返货协议": "return_agreement",
    "未填写": None,
}


def customs(name: str) -> str:
    """A customs code from `上海海关` (its district's first callers) or from the code itself."""
    if name.isdigit():
        return name
    codes = {text.zh: code for code, text in load_districts().names.items()}
    return f"{codes[name][:2]}01"


class World:
    """What the registers hold, what is declared, and what the service answered."""

    def __init__(self, harness: ServiceHarness, clock: Clock) -> None:
        self.harness, self.clock = harness, clock
        self.client = harness.operator
        since = {"valid_from": "1980-01-01"}
        self.export_list: Json | None = builders.export_list_json()
        self.declaration: Json = builders.declaration_json()
        self.site: Json | None = builders.site_json(**since)
        self.exporter: Json | None = builders.enterprise_json(**since)
        self.agent: Json | None = builders.agent_json(**since)
        self.answer: Json = {}
        self.status = 0
        self.answers: list[Json] = []
        self.text = b""

    def exported(self, at: str, released_on: str, mode: str = "9610") -> None:
        """The goods left through that customs and were released on that day."""
        code = customs(at)
        number = f"{code}{released_on[:4]}E000000001"
        self.export_list = builders.export_list_json(
            list_no=number,
            customs_code=code,
            port_code=code,
            supervision_mode=mode,
            declared_on=released_on,
            released_on=released_on,
            exported_on=released_on,
        )
        self.declaration["list_no"] = number

    def returned(self, to: str, declared_at: str) -> None:
        """The return is declared to that customs at that time; a site given lies in its district."""
        self.declaration["customs_code"] = customs(to)
        self.declaration["declared_at"] = declared_at if "T" in declared_at else f"{declared_at}T10:00:00+08:00"
        if self.site is not None:
            self.site["customs_code"] = customs(to)

    def enter_registers(self) -> None:
        """Put what is known into the registers, over HTTP."""
        rows = [("exports", self.export_list), ("sites", self.site)]
        rows += [("enterprises", self.exporter), ("enterprises", self.agent)]
        for register, row in rows:
            if row is not None:
                answer = self.client.put(f"/v1/{register}", json=row)
                assert answer.status_code == 200, answer.text

    def submit(self) -> None:
        """Enter the registers and file the declaration, over HTTP."""
        self.enter_registers()
        self.file()

    def file(self) -> None:
        """File the declaration, over HTTP."""
        response = self.client.post("/v1/returns", json=self.declaration)
        self.status, self.answer = response.status_code, response.json()
        self.answers.append(self.answer)

    @property
    def decision(self) -> Json:
        """The newest decision."""
        assert "decision" in self.answer, self.answer
        decision: Json = self.answer["decision"]
        return decision

    def status_of(self, provision: str) -> str:
        """How a provision stands in the newest decision."""
        found = [each["status"] for each in self.decision["findings"] if each["provision"] == provision]
        assert found, f"no finding of {provision}"
        status: str = found[0]
        return status
