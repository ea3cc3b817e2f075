"""The house of all scenarios at the screen: a serving process on PostgreSQL, its registers, people and firms."""

from itertools import count
from pathlib import Path
from typing import Any, Final

from schemas.declaration import ReturnDeclaration
from schemas.work.accounts import NewKey, NewUser, SignIn, StaffRole
from service.access import USUAL_SCOPES
from service.accounts import api_keys, sessions, users
from service.registers import entries, export_lists
from service.returns import filing
from tests import builders
from tests.identity import PASSWORD, open_by_password
from tests.stress.service import Service
from tests.web.identity_provider import CLIENT, SECRET

FIRM: Final = "企业"
STAFF: Final[dict[str, tuple[str, StaffRole]]] = {
    "审核员": ("zhang", "officer"),
    "另一名审核员": ("wang", "officer"),
    "复核员": ("li", "supervisor"),
    "备案员": ("zhao", "registrar"),
    "审计员": ("zhou", "auditor"),
    "管理员": ("chen", "admin"),
}
"""The names that users sign in by, and their roles."""
BY_PASSWORD: Final = "审核员"
_RESTRICTED: Final[builders.Json] = {"code": "31089619XY", "name": "上海外滩贸易有限公司"}
_RESTRICTED_LIST: Final = "22002026E000000002"
KINDS: Final[dict[str, dict[str, Any]]] = {
    "准予的": {},
    "场所没有备案的": {"site_code": "NOWHERE1"},
    "企业经营受限的": {"exporter": _RESTRICTED, "agent": _RESTRICTED, "list_no": _RESTRICTED_LIST},
}
"""What makes a return of each kind."""


def a_return(**changes: Any) -> ReturnDeclaration:
    """A return of one piece of the house's lists, which count pieces only."""
    return builders.a_declaration(**({"lines": [builders.pieces("1")]} | changes))


def _client(issuer: str) -> dict[str, str]:
    return {"ISSUER": issuer, "CLIENT_ID": CLIENT, "CLIENT_SECRET": SECRET} if issuer else {}


class House:
    """The service, and what its people have in their hands."""

    def __init__(self, folder: Path, database_url: str, issuer: str = "") -> None:
        """With an issuer, the house signs staff on by that identity provider, too."""
        self.service = Service(folder, database_url, workers=1)
        self.service.environment |= {f"TONGTUI_OIDC_{name}": value for name, value in _client(issuer).items()}
        self.address = f"http://127.0.0.1:{self.service.port}"
        self.context = self.service.context
        self.numbers = count(1)
        self.service.fill("100000")
        self._export(_RESTRICTED_LIST, _RESTRICTED)
        entries.put(self.context, [builders.an_enterprise(**_RESTRICTED, standing="restricted")])
        self.key = api_keys.make(
            self.context, NewKey(firm=builders.EXPORTER["code"], scopes=(*USUAL_SCOPES, "keys"))
        ).secret
        for who, (name, role) in STAFF.items():
            if who != BY_PASSWORD:
                users.add(self.context, NewUser(name=name, role=role, subject=name))
        name, role = STAFF[BY_PASSWORD]
        open_by_password(self.context, role, name)

    def _export(self, list_no: str, exporter: builders.Json) -> None:
        made = builders.an_export_list(
            list_no=list_no, cop_no=list_no, exporter=exporter, lines=[builders.pieces("1000")]
        )
        export_lists.put(self.context, [made])

    def add_with_password_once(self, name: str) -> str:
        """An officer is added: the password that is good for one sign-in."""
        return users.add(self.context, NewUser(name=name, role="officer")).password or ""

    def begin_session(self, who: str) -> str:
        """The cookie of someone who has just signed in."""
        if who == FIRM:
            return api_keys.sign_in(self.context, self.key)[0]
        name, _ = STAFF[who]
        if who == BY_PASSWORD:
            return users.sign_in(self.context, SignIn(name=name, password=PASSWORD))[0]
        return users.sign_in_by_subject(self.context, name)[0]

    def end_session(self, cookie: str) -> None:
        """A session ends at the service, and its holder does not know it yet."""
        sessions.close(self.context, cookie)

    def declare(self, kind: str) -> tuple[str, str]:
        """A return of that kind is filed: its number and its id."""
        number = f"R-{next(self.numbers):04d}"
        filed = filing.submit(self.context, a_return(application_no=number, **KINDS[kind]))
        return number, filed.record.id
