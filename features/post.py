"""The post of one scenario: messages that are made from its declaration, sent over HTTP, and answered."""

from collections.abc import Callable
from typing import Any, Final

from httpx2 import Response
from lxml import etree

from features.world import World
from schemas.ceb import ReturnReceipt, read_message, refund_of, write_returns
from schemas.declaration import ReturnDeclaration
from schemas.export_list import ExportList
from schemas.faults import parse_value
from tests import messages

Cells = list[list[str]]
NAMESPACE: Final = "http://www.chinaport.gov.cn/ceb"
TYPES: Final = {"新增": "1", "变更": "2", "删除": "3"}
STATUSES: Final = {"暂存": "1", "申报": "2"}


def tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


class Post:
    """Messages that are made, sent and answered in one scenario."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.root = self._empty()
        self.mangle: Callable[[bytes], bytes] = bytes
        self.answers: list[Response] = []
        self.unsent_list: ExportList | None = None
        self.registered = False

    @property
    def answer(self) -> Response:
        return self.answers[-1]

    @property
    def heads(self) -> list[etree._Element]:
        return list(self.root.iter(tag("InvtRefundHead")))

    def _empty(self) -> etree._Element:
        """A message that holds its sender only."""
        root = etree.fromstring(messages.returns_message())
        root.remove(root[0])
        return root

    def add(self, number: str, kind: str = "新增", status: str = "申报") -> etree._Element:
        """Put the scenario's declaration into the message under that number."""
        content = self.world.declaration | {"application_no": number, "guid": messages.GUID}
        declaration = parse_value(ReturnDeclaration, content)
        refund = refund_of(declaration, messages.GUID, TYPES[kind], STATUSES[status])  # type: ignore[arg-type]
        written = etree.fromstring(write_returns([refund], messages.SENDER, messages.GUID))[0]
        self.root.insert(len(self.root) - 1, written)
        return written

    def send(self) -> None:
        """Send the message; the next one begins empty."""
        self.post("/v1/returns", self.mangle(etree.tostring(self.root, encoding="UTF-8", xml_declaration=True)))
        self.root, self.mangle = self._empty(), bytes

    def post(self, path: str, data: bytes, method: str = "POST") -> None:
        if not self.registered:
            self.world.enter_registers()
            self.registered = True
        headers = {"content-type": "application/xml"}
        self.answers.append(self.world.client.request(method, path, content=data, headers=headers))

    @property
    def receipts(self) -> list[ReturnReceipt]:
        assert self.answer.headers["content-type"] == "application/xml", self.answer.text
        entries = read_message(self.answer.content).entries
        receipts = [entry for entry in entries if isinstance(entry, ReturnReceipt)]
        assert len(receipts) == len(entries)
        return receipts

    def kept(self, number: str) -> dict[str, Any]:
        (item,) = self.world.client.get("/v1/returns", params={"application_no": number}).json()["items"]
        found: dict[str, Any] = item
        return found
