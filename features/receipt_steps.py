"""The steps about signed receipts: taken by a firm, checked without the service, decided again."""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from pytest_bdd import given, parsers, then, when

from features.callers import Callers
from rules.digests import canonical
from service.evidence.receipts import ReceiptCheck, verify
from service.signing import rotate


class Safe:
    """What a firm keeps of its decisions: receipts, the dossier of the newest, and the public keys."""

    def __init__(self, callers: Callers) -> None:
        self.callers = callers
        self.receipts: list[str] = []
        self.dossier = Path(callers.folder) / "dossier.json"
        self.keys: dict[str, object] = {}

    def take(self) -> None:
        path = f"/v1/decisions/{self.callers.filed['decision']['decision_id']}"
        self.receipts.append(self.callers.call("企业", "GET", f"{path}/receipt").text)
        self.dossier.write_bytes(self.callers.call("企业", "GET", f"{path}/dossier").content)
        self.keys = self.callers.harness.client().get("/.well-known/jwks.json").json()

    def payload(self, number: int = -1) -> dict[str, Any]:
        part = self.receipts[number].split(".")[1]
        told: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        return told

    def check(self) -> ReceiptCheck:
        """Check the newest receipt with nothing but what the firm keeps."""
        return verify(self.receipts[-1], self.keys, self.dossier, None, self.callers.folder / "none")


@pytest.fixture
def safe(callers: Callers) -> Safe:
    return Safe(callers)


@given("企业取回签名回执和案卷")
@when("企业取回签名回执和案卷")
def taken(safe: Safe) -> None:
    safe.take()


@when("有人改动回执中的一个字")
def token_changed(safe: Safe) -> None:
    head, payload, signature = safe.receipts[-1].split(".")
    changed = "A" if payload[40] != "A" else "B"
    safe.receipts[-1] = f"{head}.{payload[:40]}{changed}{payload[41:]}.{signature}"


@when(parsers.parse("有人把案卷中的{field}改为{value}"))
def dossier_changed(safe: Safe, field: str, value: str) -> None:
    dossier = json.loads(safe.dossier.read_bytes())
    if field == "放行日":
        dossier["export_list"]["released_on"] = value
    else:
        dossier["declaration"][{"运单号": "waybill_no", "进出口标记": "direction"}[field]] = value
    safe.dossier.write_text(json.dumps(dossier), encoding="utf-8")


@when(parsers.parse("有人把结论改为不予退货，并用海关的密钥重新签名"))
def signed_falsely(safe: Safe) -> None:
    payload = safe.payload()
    payload["decision"]["outcome"] = "ineligible"
    safe.receipts[-1] = safe.callers.harness.context.signer.sign(canonical(payload))


@when("海关更换签名密钥并重启服务")
def key_changed(safe: Safe) -> None:
    rotate(safe.callers.signing_key)
    safe.callers.reopen()
    safe.keys = safe.callers.harness.client().get("/.well-known/jwks.json").json()


@then("离线核验：签名有效，重新判定结果相同")
def holds(safe: Safe) -> None:
    attested = safe.check()
    assert attested.faults == ()
    assert attested.decided_again


@then(parsers.parse("离线核验指出{place}有误"))
def told(safe: Safe, place: str) -> None:
    attested = safe.check()
    if place == "签名":
        assert [fault.code for fault in attested.faults] == ["receipt.signature"]
    else:
        pointer = {"案卷": "/dossier", "结论": "/decision/outcome"}[place]
        assert pointer in [fault.pointer for fault in attested.faults]


@then(parsers.parse("离线核验没有指出{place}有误"))
def not_told(safe: Safe, place: str) -> None:
    pointer = {"案卷": "/dossier", "结论": "/decision/outcome"}[place]
    assert pointer not in [fault.pointer for fault in safe.check().faults]


@then("回执载明企业、结论、案卷摘要、规则摘要和法规原文摘要")
def contents(safe: Safe) -> None:
    payload, decision = safe.payload(), safe.callers.filed["decision"]
    assert payload["decision"] == decision
    assert payload["firm"] == safe.callers.filed["declaration"]["exporter"]["code"]
    law = safe.callers.harness.context.rulebook
    assert (payload["dossier"], payload["rulebook"], payload["law"]) == (
        decision["dossier"],
        law.digest,
        law.texts_digest,
    )


@then("后一份回执载明前一份的摘要")
def chained(safe: Safe) -> None:
    first = hashlib.sha256(safe.receipts[-2].encode()).hexdigest()
    assert safe.payload(-1)["previous"] == first
    assert safe.payload(-2)["previous"] is None
