"""Who may do what: the one matrix of roles and actions, from which checks and documentation come."""

from dataclasses import dataclass
from typing import Final, Literal

from schemas.base import LocalizedText
from schemas.work.accounts import Scope
from service.problems import Forbidden

Role = Literal["firm", "officer", "supervisor", "registrar", "auditor", "admin", "monitor"]
Action = Literal[
    "returns.check",
    "returns.file",
    "returns.read",
    "returns.step",
    "cases.read",
    "cases.work",
    "cases.assign",
    "proposals.settle",
    "notes.write",
    "overview.read",
    "tallies.enter",
    "exports.put",
    "exports.read",
    "registers.put",
    "registers.read",
    "amendments.propose",
    "amendments.settle",
    "amendments.read",
    "batches.file",
    "batches.cancel",
    "batches.read",
    "webhooks.manage",
    "keys.manage",
    "keys.renew",
    "users.manage",
    "audit.read",
    "operations.read",
    "settings.read",
    "impact.read",
]

ROLES: Final[dict[Role, LocalizedText]] = {
    "firm": LocalizedText(zh="企业", en="firm (API key)"),
    "officer": LocalizedText(zh="审核员", en="officer"),
    "supervisor": LocalizedText(zh="复核员", en="supervisor"),
    "registrar": LocalizedText(zh="备案员", en="registrar"),
    "auditor": LocalizedText(zh="审计员（只读）", en="auditor (read only)"),
    "admin": LocalizedText(zh="管理员", en="administrator"),
    "monitor": LocalizedText(zh="监控系统（令牌）", en="monitoring system (token)"),
}
ACTIONS: Final[dict[Action, LocalizedText]] = {
    "returns.check": LocalizedText(zh="试算退货", en="check a return"),
    "returns.file": LocalizedText(zh="申报、变更、撤回退货", en="file, change and withdraw returns"),
    "returns.read": LocalizedText(zh="查看退货、判定和回执", en="read returns, decisions and receipts"),
    "returns.step": LocalizedText(zh="办理退货（查验、挂起、放行等）", en="work cases (inspect, suspend, release …)"),
    "cases.read": LocalizedText(zh="查看待办", en="see the queue of cases"),
    "cases.work": LocalizedText(zh="领取、退回、缓办待办", en="take, give back and put off cases"),
    "cases.assign": LocalizedText(zh="分派待办", en="put cases on desks"),
    "proposals.settle": LocalizedText(zh="复核与判定相反的处理", en="approve what goes against the rules"),
    "notes.write": LocalizedText(zh="备注、询问企业、答复询问", en="note, ask the firm, answer a question"),
    "overview.read": LocalizedText(zh="查看工作台", en="see the day's overview"),
    "tallies.enter": LocalizedText(zh="录入理货", en="enter tallies"),
    "exports.put": LocalizedText(zh="导入原出口清单", en="enter original lists"),
    "exports.read": LocalizedText(zh="查看原出口清单", en="read original lists"),
    "registers.put": LocalizedText(
        zh="直接登记场所和企业", en="enter sites and firms alone, where the operator lets one"
    ),
    "registers.read": LocalizedText(zh="查看场所、企业和海关备案", en="read the registers of sites, firms and offices"),
    "amendments.propose": LocalizedText(zh="提请备案变更", en="propose what is to be entered in the registers"),
    "amendments.settle": LocalizedText(zh="批准、退回备案变更", en="approve or decline amendments of the registers"),
    "amendments.read": LocalizedText(zh="查看备案变更", en="read amendments of the registers"),
    "batches.file": LocalizedText(zh="提交批量申报", en="file batches"),
    "batches.cancel": LocalizedText(zh="取消批量申报", en="cancel batches"),
    "batches.read": LocalizedText(zh="查看批量申报", en="read batches"),
    "webhooks.manage": LocalizedText(zh="管理事件推送", en="manage webhooks"),
    "keys.manage": LocalizedText(zh="新增接口密钥", en="make API keys"),
    "keys.renew": LocalizedText(zh="查看、轮换、撤销接口密钥", en="see, rotate and revoke API keys"),
    "users.manage": LocalizedText(zh="管理用户", en="manage users"),
    "audit.read": LocalizedText(zh="查看审计记录", en="read the audit chain"),
    "operations.read": LocalizedText(zh="查看运行指标", en="read the metrics"),
    "settings.read": LocalizedText(zh="查看设置", en="see the settings"),
    "impact.read": LocalizedText(zh="评估规定草案的影响", en="assess what a draft of the law would change"),
}
MATRIX: Final[dict[Action, frozenset[Role]]] = {
    "returns.check": frozenset({"firm", "officer", "supervisor"}),
    "returns.file": frozenset({"firm"}),
    "returns.read": frozenset({"firm", "officer", "supervisor", "auditor"}),
    "returns.step": frozenset({"officer", "supervisor"}),
    "cases.read": frozenset({"officer", "supervisor", "auditor"}),
    "cases.work": frozenset({"officer", "supervisor"}),
    "cases.assign": frozenset({"supervisor"}),
    "proposals.settle": frozenset({"supervisor"}),
    "notes.write": frozenset({"firm", "officer", "supervisor"}),
    "overview.read": frozenset({"officer", "supervisor", "auditor"}),
    "tallies.enter": frozenset({"firm", "officer"}),
    "exports.put": frozenset({"firm", "registrar"}),
    "exports.read": frozenset({"firm", "officer", "supervisor", "registrar", "auditor"}),
    "registers.put": frozenset({"registrar"}),
    "registers.read": frozenset({"firm", "officer", "supervisor", "registrar", "auditor"}),
    "amendments.propose": frozenset({"registrar"}),
    "amendments.settle": frozenset({"registrar", "supervisor"}),
    "amendments.read": frozenset({"registrar", "supervisor", "auditor"}),
    "batches.file": frozenset({"firm"}),
    "batches.cancel": frozenset({"firm", "supervisor"}),
    "batches.read": frozenset({"firm", "officer", "supervisor", "auditor"}),
    "webhooks.manage": frozenset({"firm"}),
    "keys.manage": frozenset({"admin"}),
    "keys.renew": frozenset({"firm", "admin"}),
    "users.manage": frozenset({"admin"}),
    "audit.read": frozenset({"auditor"}),
    "operations.read": frozenset({"admin", "auditor", "monitor"}),
    "settings.read": frozenset({"admin"}),
    "impact.read": frozenset({"officer", "supervisor"}),
}
SCOPES: Final[dict[Action, Scope]] = {
    "returns.check": "file",
    "returns.file": "file",
    "returns.read": "read",
    "notes.write": "file",
    "tallies.enter": "tallies",
    "exports.put": "exports",
    "exports.read": "read",
    "registers.read": "read",
    "batches.file": "file",
    "batches.cancel": "file",
    "batches.read": "read",
    "webhooks.manage": "webhooks",
    "keys.renew": "keys",
}
"""The scope a firm's key must have for an action; only what stands here can be done with a key."""
USUAL_SCOPES: Final[tuple[Scope, ...]] = ("read", "file", "exports", "webhooks")
"""What a new key may do unless said otherwise: tallies are the site's to enter, and keys renew no keys."""


@dataclass(frozen=True)
class Actor:
    """Who asks: a firm by its key, a member of staff by a session, or the operator at the command line.

    The operator has no role: whoever can run commands over the database is above the matrix, and the chain names him.
    """

    name: str
    role: Role | None = None
    firm: str | None = None
    scopes: tuple[Scope, ...] = ()

    def may(self, action: Action) -> bool:
        """Whether the matrix, and for a key its scopes, allow the action."""
        if self.role is None:
            return True
        return self.role in MATRIX[action] and (self.role != "firm" or SCOPES.get(action) in self.scopes)

    def require(self, action: Action) -> None:
        """Refuse what the actor may not do.

        Raises:
            Forbidden: the matrix or the key's scopes do not allow it.
        """
        if self.may(action):
            return
        if self.role == "firm" and self.role in MATRIX[action]:
            raise Forbidden("access.scope", scope=SCOPES[action], action=ACTIONS[action])
        role = ROLES[self.role] if self.role else ""
        raise Forbidden("access.role", role=role, action=ACTIONS[action])

    def require_scopes(self, scopes: tuple[Scope, ...]) -> None:
        """Refuse a firm's key that would hand on a scope which it lacks itself.

        Raises:
            Forbidden: it lacks one.
        """
        for scope in scopes:
            if self.role == "firm" and scope not in self.scopes:
                raise Forbidden("access.scope", scope=scope, action=ACTIONS["keys.renew"])

    def sees(self, *firms: str) -> bool:
        """Whether what belongs to these firms is the actor's to see."""
        return self.firm is None or self.firm in firms


OPERATOR: Final = Actor("operator")
"""The command line, and the service itself."""
MONITOR: Final = Actor("monitor", "monitor")
"""Whatever collects the metrics with the token that the operator set."""
