"""Signed receipts: verified by anyone with the public keys, chained, decided again offline, and told where they lie."""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from joserfc import jws
from joserfc.jwk import KeySet

from rules import Rulebook
from rules.digests import canonical, digest_of
from schemas.faults import BadInput
from service.context import Context
from service.evidence.receipts import ReceiptCheck, keys_of, verify
from service.evidence.rulebook_archive import RulebookFolder
from service.signing import Signer, rotate
from tests import builders
from tests.harness import ServiceHarness

Json = dict[str, Any]
offline = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""What is checked without the service is checked alike, whichever database it had."""


class Filed:
    """A decision as a firm keeps it: the receipt, the dossier file and the public keys."""

    def __init__(self, client: TestClient, folder: Path, number: str = "R-1", **changes: Any) -> None:
        record = client.post("/v1/returns", json=builders.declaration_json(application_no=number, **changes)).json()
        self.decision: Json = record["decision"]
        path = f"/v1/decisions/{self.decision['decision_id']}"
        self.answer = client.get(f"{path}/receipt")
        self.token = self.answer.text
        self.dossier = folder / f"{number}.json"
        self.dossier.write_bytes(client.get(f"{path}/dossier").content)
        self.keys: Json = client.get("/.well-known/jwks.json").json()
        self.folder = folder

    def verify(
        self, token: str | None = None, dossier: Path | None = None, rulebook: Path | None = None
    ) -> ReceiptCheck:
        """Check a receipt, or this one, offline; with the dossier, decide again."""
        return verify(token or self.token, self.keys, dossier, rulebook, self.folder / "rulebooks")


def _payload(token: str) -> Json:
    part = token.split(".")[1]
    payload: Json = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return payload


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _found(attested: ReceiptCheck) -> list[tuple[str, str]]:
    return [(fault.code, fault.pointer) for fault in attested.faults]


@pytest.fixture
def filed(registered: TestClient, tmp_path: Path) -> Filed:
    return Filed(registered, tmp_path)


def test_anyone_with_the_public_keys_verifies_a_receipt(filed: Filed) -> None:
    assert filed.answer.headers["content-type"] == "application/jose"
    found = jws.deserialize_compact(filed.token, KeySet.import_key_set(filed.keys), algorithms=["Ed25519"])  # type: ignore[arg-type]
    assert found.protected["alg"] == "Ed25519"
    assert found.protected["kid"] == filed.keys["keys"][0]["kid"]
    assert "d" not in filed.keys["keys"][0]


def test_a_receipt_names_the_decision_and_every_digest_it_rests_on(filed: Filed, rulebook: Rulebook) -> None:
    payload = _payload(filed.token)
    assert payload["decision"] == filed.decision
    assert payload["dossier"] == digest_of(json.loads(filed.dossier.read_bytes())) == filed.decision["dossier"]
    assert (payload["rulebook"], payload["law"]) == (rulebook.digest, rulebook.texts_digest)
    assert payload["firm"] == builders.EXPORTER["code"]
    part = filed.token.split(".")[1]
    assert base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) == canonical(payload)


def test_each_receipt_names_the_firms_receipt_before_it(registered: TestClient, tmp_path: Path) -> None:
    other = {"code": "4403960002", "name": "别家"}
    first = Filed(registered, tmp_path)
    stranger = Filed(registered, tmp_path, exporter=other, agent=other)
    others = [Filed(registered, tmp_path, f"R-{number}", direction="E") for number in (2, 3)]
    before = [_payload(each.token)["previous"] for each in (first, stranger, *others)]
    assert before == [None, None, _digest(first.token), _digest(others[0].token)]


def test_the_same_receipt_is_given_each_time(registered: TestClient, filed: Filed) -> None:
    path = f"/v1/decisions/{filed.decision['decision_id']}/receipt"
    assert registered.get(path).text == filed.token
    assert registered.get("/v1/decisions/none/receipt").status_code == 404


def test_a_receipt_holds_and_with_its_dossier_is_decided_again(filed: Filed) -> None:
    alone = filed.verify()
    assert (alone.holds, alone.decided_again) == (True, False)
    again = filed.verify(dossier=filed.dossier)
    assert (again.holds, again.decided_again) == (True, True)
    assert again.receipt is not None
    assert str(again.receipt.decision.decision_id) == filed.decision["decision_id"]


@offline
def test_a_receipt_that_was_tampered_with_does_not_verify(filed: Filed) -> None:
    for number in range(3):
        parts = filed.token.split(".")
        part, middle = parts[number], len(parts[number]) // 2
        parts[number] = f"{part[:middle]}{'B' if part[middle] == 'A' else 'A'}{part[middle + 1 :]}"
        attested = filed.verify(".".join(parts), filed.dossier)
        assert _found(attested) == [("receipt.signature", "")]
        assert attested.receipt is None


@offline
def test_what_is_no_receipt_is_told_to_be_none(filed: Filed) -> None:
    for token in ("x", "a.b.c", "..", '{"payload":"x"}', "eyJhbGciOiJub25lIn0.e30."):
        assert _found(filed.verify(token)) == [("receipt.signature", "")], token


@offline
def test_a_key_that_is_unknown_is_told(filed: Filed) -> None:
    attested = verify(filed.token, Signer.fresh().public, None, None, filed.folder)
    assert _found(attested) == [("receipt.signature", "")]


@offline
def test_a_dossier_that_was_changed_is_told_and_where_the_decision_differs(filed: Filed) -> None:
    dossier = json.loads(filed.dossier.read_bytes())
    dossier["site"]["businesses"] = ["retail_import"]
    filed.dossier.write_text(json.dumps(dossier), encoding="utf-8")
    attested = filed.verify(dossier=filed.dossier)
    first, *others = _found(attested)
    assert first == ("receipt.dossier", "/dossier")
    assert (attested.decided_again, attested.holds) == (True, False)
    assert ("receipt.decision", "/decision/outcome") in others
    assert {code for code, _ in others} == {"receipt.decision"}


@offline
def test_a_dossier_that_was_changed_is_told_though_the_decision_would_be_the_same(filed: Filed) -> None:
    dossier = json.loads(filed.dossier.read_bytes())
    dossier["declaration"]["waybill_no"] = "RT00099999CN"
    filed.dossier.write_text(json.dumps(dossier), encoding="utf-8")
    assert _found(filed.verify(dossier=filed.dossier)) == [("receipt.dossier", "/dossier")]


@offline
def test_a_dossier_written_otherwise_is_the_same_dossier(filed: Filed) -> None:
    dossier = json.loads(filed.dossier.read_bytes())
    filed.dossier.write_text(json.dumps(dict(reversed(dossier.items())), indent=4), encoding="utf-8")
    assert filed.verify(dossier=filed.dossier).holds


@offline
def test_a_decision_that_our_own_key_signed_falsely_is_told_place_by_place(context: Context, filed: Filed) -> None:
    payload = _payload(filed.token)
    payload["decision"]["outcome"] = "ineligible"
    payload["decision"]["findings"][0]["status"] = "unmet"
    token = context.signer.sign(canonical(payload))
    assert filed.verify(token).holds
    found = _found(filed.verify(token, filed.dossier))
    assert found == [("receipt.decision", "/decision/findings/0/status"), ("receipt.decision", "/decision/outcome")]


@offline
def test_a_digest_that_our_own_key_signed_falsely_is_told(context: Context, filed: Filed) -> None:
    for name, code in (("dossier", "receipt.digest"), ("rulebook", "receipt.digest"), ("law", "receipt.law")):
        payload = _payload(filed.token) | {name: "0" * 64}
        found = _found(filed.verify(context.signer.sign(canonical(payload)), filed.dossier))
        assert found[0] == (code, f"/{name}")


@offline
def test_what_is_signed_but_no_receipt_is_refused(context: Context, filed: Filed) -> None:
    with pytest.raises(BadInput):
        filed.verify(context.signer.sign(b"{}"))


# ---- the law as it was


def _older(rulebook: Rulebook) -> Rulebook:
    """A rulebook that lacks one policy, as one of former days would."""
    kept = tuple(policy for policy in rulebook.snapshot.policies if policy.id != "gacc_2026_024")
    assert len(kept) == len(rulebook.snapshot.policies) - 1
    return Rulebook.of_snapshot(rulebook.snapshot.model_copy(update={"policies": kept}))


@pytest.fixture
def old(harness: ServiceHarness, rulebook: Rulebook, registers: None, tmp_path: Path) -> Filed:
    """A return that was decided by an older rulebook."""
    return Filed(harness.over(rulebook=_older(rulebook)).operator, tmp_path)


def test_a_receipt_of_older_law_is_decided_again_by_the_law_as_it_was(old: Filed, rulebook: Rulebook) -> None:
    older = _older(rulebook)
    assert _payload(old.token)["rulebook"] == older.digest != rulebook.digest
    missing = old.verify(dossier=old.dossier)
    assert (_found(missing), missing.decided_again) == ([("receipt.rulebook", "/rulebook")], False)
    assert older.digest in missing.faults[0].en
    RulebookFolder(old.folder / "rulebooks").keep(older)
    again = old.verify(dossier=old.dossier)
    assert (again.holds, again.decided_again) == (True, True)


def test_the_law_as_it_was_comes_over_http_and_from_a_file(
    old: Filed, rulebook: Rulebook, registered: TestClient, tmp_path: Path
) -> None:
    older = _older(rulebook)
    for unknown in (older.digest, "a" * 300, "é"):
        assert registered.get(f"/v1/rulebooks/{unknown}").status_code == 404
    RulebookFolder(tmp_path / "rulebooks").keep(older)
    file = tmp_path / "old.json"
    file.write_bytes(registered.get(f"/v1/rulebooks/{older.digest}").content)
    (tmp_path / "rulebooks" / f"{older.digest}.json").unlink()
    assert old.verify(dossier=old.dossier, rulebook=file).holds


@offline
def test_a_snapshot_that_was_changed_is_refused(old: Filed, rulebook: Rulebook, tmp_path: Path) -> None:
    file = tmp_path / "old.json"
    file.write_bytes(canonical(rulebook.snapshot))
    with pytest.raises(BadInput) as refused:
        old.verify(dossier=old.dossier, rulebook=file)
    assert refused.value.faults[0].code == "rulebook.digest"


# ---- keys


@offline
def test_what_a_former_key_signed_verifies_on(harness: ServiceHarness, registers: None, tmp_path: Path) -> None:
    key = tmp_path / "signing.jwk"
    signed = []
    for number in (1, 2, 3):
        signed.append(Filed(harness.over(signer=Signer.from_file(key)).operator, tmp_path, f"R-{number}"))
        rotate(key)
    kids = {json.loads(base64.urlsafe_b64decode(each.token.split(".")[0] + "=="))["kid"] for each in signed}
    newest = signed[-1].keys
    assert len(kids) == 3
    assert kids == {each["kid"] for each in newest["keys"]}
    assert all("d" not in each for each in newest["keys"])
    for each in signed:
        assert verify(each.token, newest, each.dossier, None, tmp_path).holds
    assert _found(verify(signed[-1].token, signed[0].keys, None, None, tmp_path)) == [("receipt.signature", "")]
    assert len(keys_of(None, key)["keys"]) == 4  # type: ignore[arg-type]
    assert key.stat().st_mode & 0o077 == 0


@offline
def test_keys_come_from_a_file_or_from_this_machine_or_are_missed(tmp_path: Path, filed: Filed) -> None:
    file = tmp_path / "jwks.json"
    file.write_text(json.dumps(filed.keys))
    assert keys_of(file, tmp_path / "none.jwk") == filed.keys
    for path, content in ((None, ""), (file, "[]"), (file, '{"keys": 1}')):
        file.write_text(content)
        with pytest.raises(BadInput):
            keys_of(path, tmp_path / "none.jwk")
