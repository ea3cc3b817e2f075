"""The office of one scenario: firms with their keys and staff with their sessions, each calling over HTTP."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, get_args

from fastapi.testclient import TestClient
from httpx2 import Response

from features.world import World
from schemas.work.accounts import Scope, StaffRole
from service.app import create_app
from service.settings import Settings
from service.signing import Signer
from tests import builders
from tests.identity import key_of, let_in

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


class Office:
    """Who calls in one scenario, and what they were answered last."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.folder = world, folder
        self.signing_key = folder / "signing.jwk"
        self.callers: dict[str, tuple[TestClient, Mapping[str, str]]] = {}
        self.filed: dict[str, Any] = {}
        self.answer: Response
        self.reopen()

    def reopen(self) -> None:
        """The service starts, or starts anew, over what is kept."""
        settings = Settings(data_dir=self.folder)
        self.context = replace(self.world.context, signer=Signer.from_file(self.signing_key), settings=settings)
        self.app = create_app(settings, self.context)
        self.callers.clear()

    def client(self) -> TestClient:
        return TestClient(self.app, base_url="https://testserver")

    def give_key(self, firm: str, *scopes: str) -> None:
        """A firm comes by a key: one with the usual scopes, or with those that are named."""
        assert set(scopes) <= set(get_args(Scope))
        self.callers[firm] = self.client(), key_of(self.context, FIRMS[firm]["code"], scopes or None)  # type: ignore[arg-type]

    def caller(self, name: str) -> tuple[TestClient, Mapping[str, str]]:
        """A firm by its key, staff by a session; whoever was not here yet comes in."""
        if name not in self.callers and name in FIRMS:
            self.give_key(name)
        elif name not in self.callers:
            client = self.client()
            role = ROLES[name]
            taken = sum(ROLES.get(each) == role for each in self.callers)
            let_in(client, self.context, role, f"{role}-{taken + 1}" if taken else role)
            self.callers[name] = client, {}
        return self.callers[name]

    def call(
        self, name: str, method: str, path: str, headers: Mapping[str, str] | None = None, **body: Any
    ) -> Response:
        """One call in someone's name."""
        client, credentials = self.caller(name)
        self.answer = client.request(method, path, headers={**credentials, **(headers or {})}, **body)
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
