"""The callers of one scenario: firms with their keys and staff with their sessions, each calling over HTTP."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from fastapi.testclient import TestClient
from httpx2 import Response

from features.world import World
from schemas.work.accounts import StaffRole
from service.signing import Signer
from tests import builders
from tests.harness import EVERY_SCOPE

ROLES: Final[dict[str, StaffRole]] = {
    "审核员": "officer",
    "另一名审核员": "officer",
    "复核员": "supervisor",
    "备案员": "registrar",
    "另一名备案员": "registrar",
    "审计员": "auditor",
    "管理员": "admin",
}
FIRMS: Final = {
    "企业": builders.EXPORTER,
    "申报单位": builders.AGENT,
    "别家企业": {"code": "4403960002", "name": "别家"},
    "场站": {"code": "33109800JK", "name": "湖滨场站"},
}
STATES: Final = {
    "准予退货": "accepted",
    "退单": "rejected",
    "人工审核": "review",
    "查验": "inspection",
    "移交": "handed_over",
    "挂起": "suspended",
    "放行": "released",
    "撤回": "withdrawn",
}


class Callers:
    """Who calls in one scenario, and what they were answered last."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.folder = world, folder
        self.signing_key = folder / "signing.jwk"
        self.clients: dict[str, TestClient] = {}
        self.filed: dict[str, Any] = {}
        self.answer: Response
        self.reopen()

    def reopen(self) -> None:
        """The service starts, or starts anew, over what is kept."""
        self.harness = self.world.harness.over(signer=Signer.from_file(self.signing_key))
        self.clients.clear()

    def give_key(self, firm: str, *scopes: str) -> None:
        """A firm comes by a key: one with the usual scopes, or with those that are named."""
        assert set(scopes) <= set(EVERY_SCOPE)
        self.clients[firm] = self.harness.firm(FIRMS[firm]["code"], scopes or None)  # type: ignore[arg-type]

    def client(self, name: str) -> TestClient:
        """A firm by its key, staff by a session; whoever was not here yet comes in."""
        if name not in self.clients and name in FIRMS:
            self.give_key(name)
        elif name not in self.clients:
            role = ROLES[name]
            taken = sum(ROLES.get(each) == role for each in self.clients)
            self.clients[name] = self.harness.staff(role, f"{role}-{taken + 1}" if taken else role)
        return self.clients[name]

    def call(
        self, name: str, method: str, path: str, headers: Mapping[str, str] | None = None, **body: Any
    ) -> Response:
        """One call in someone's name."""
        self.answer = self.client(name).request(method, path, headers=headers, **body)
        return self.answer

    def file(self, firm: str, **changes: Any) -> None:
        """A firm files the scenario's declaration."""
        self.world.enter_registers()
        self.call(firm, "POST", "/v1/returns", json=self.world.declaration | changes)
        if self.answer.status_code in (200, 201):
            self.filed = self.answer.json()

    @property
    def case(self) -> str:
        return f"/v1/returns/{self.filed['id']}"
