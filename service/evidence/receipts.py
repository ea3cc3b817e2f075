"""Signed receipts of decisions: what they sign, and how one is verified offline, with the decision made again."""

from datetime import datetime
from pathlib import Path

from rules import Rulebook, load_rulebook
from rules.digests import canonical, canonical_object, digest_of
from schemas.base import Document
from schemas.decision import Decision
from schemas.dossier import Dossier
from schemas.faults import Fault, parse_json
from schemas.tables import DecisionRow
from schemas.tables.types import instant_text
from schemas.work.receipt import Receipt
from service.evidence.rulebook_archive import RulebookFolder, rulebook_from
from service.files.documents import bytes_of, document_of, load_json
from service.problems import Problem, bad_input, fault
from service.signing import Signer, assembled, verified


def receipt_payload(
    text: bytes, decision: Decision, firm: str, issued_at: datetime, texts: str, previous: str | None
) -> bytes:
    """What a receipt signs (schemas.receipt.Receipt), from the decision in canonical JSON."""
    return canonical_object(
        {
            "decision": text,
            "dossier": canonical(decision.dossier),
            "firm": canonical(firm),
            "issued_at": canonical(instant_text(issued_at)),
            "law": canonical(texts),
            "previous": canonical(previous),
            "rulebook": canonical(decision.rulebook),
        }
    )


def receipt_of(row: DecisionRow, firm: str, text: str) -> str:
    """The receipt of a decision: a compact JWS, put together again from what was kept; `text` is the decision's own."""
    protected, _, signature = str(row.signature).split(".")
    payload = receipt_payload(text.encode(), row.decision, firm, row.decided_at, str(row.texts), row.previous)
    return assembled(protected, payload, signature)


class ReceiptCheck(Document):
    """What a receipt says and what was found wrong with it; `decided_again` tells whether it was."""

    receipt: Receipt | None
    decided_again: bool
    faults: tuple[Fault, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.faults


def keys_of(path: Path | None, signing_key: Path) -> dict[str, object]:
    """The public keys of a JWKS file; without one, those of this machine.

    Raises:
        BadInput: the file holds no JWK set, or there is neither a file nor a key here.
    """
    if path is not None:
        keys = load_json(path.name, bytes_of(path))
        if not isinstance(keys, dict) or not isinstance(keys.get("keys"), list):
            raise bad_input(path.name, "key.unreadable", variant="public")
        return keys
    if not signing_key.exists():
        raise bad_input("--keys", "key.missing")
    return Signer.from_file(signing_key).public


def verify(
    token: str, keys: dict[str, object], dossier: Path | None, rulebook: Path | None, kept: Path
) -> ReceiptCheck:
    """Check a receipt; with the dossier file, decide again by the rulebook that the receipt names.

    Raises:
        BadInput: a file cannot be read.
    """
    try:
        receipt = parse_json(Receipt, verified(token, keys))
    except Problem as problem:
        return ReceiptCheck(receipt=None, decided_again=False, faults=(problem.fault,))
    decision = receipt.decision
    faults = [
        fault(f"/{name}", "receipt.digest", signed=_short(mine), again=_short(theirs))
        for name, mine, theirs in (
            ("dossier", receipt.dossier, decision.dossier),
            ("rulebook", receipt.rulebook, decision.rulebook),
        )
        if mine != theirs
    ]
    if dossier is None:
        return ReceiptCheck(receipt=receipt, decided_again=False, faults=tuple(faults))
    given = document_of(Dossier, dossier)
    if (digest := digest_of(given)) != receipt.dossier:
        faults.append(fault("/dossier", "receipt.dossier", signed=_short(receipt.dossier), again=_short(digest)))
    law = _rulebook(receipt.rulebook, rulebook, kept)
    if law is None:
        faults.append(fault("/rulebook", "receipt.rulebook", digest=receipt.rulebook))
        return ReceiptCheck(receipt=receipt, decided_again=False, faults=tuple(faults))
    if law.texts_digest != receipt.law:
        faults.append(fault("/law", "receipt.law", signed=_short(receipt.law), again=_short(law.texts_digest)))
    again = law.decide(given)
    faults.extend(_differences(decision, again))
    return ReceiptCheck(receipt=receipt, decided_again=True, faults=tuple(faults))


def _rulebook(digest: str, path: Path | None, kept: Path) -> Rulebook | None:
    if path is not None:
        return rulebook_from(path, digest)
    present = load_rulebook()
    return present if present.digest == digest else RulebookFolder(kept).load(digest)


def _differences(signed: Decision, again: Decision) -> list[Fault]:
    """Where a decision made again differs from the one that was signed, pointer by pointer."""
    left_out = {"decision_id", "rulebook", "dossier"}
    pairs = (each.model_dump(mode="json", exclude=left_out) for each in (signed, again))
    return list(_compared("/decision", *pairs))


def _compared(pointer: str, signed: object, again: object) -> list[Fault]:
    if isinstance(signed, dict) and isinstance(again, dict):
        names = sorted(signed.keys() | again.keys())
        return [fault for name in names for fault in _compared(f"{pointer}/{name}", signed.get(name), again.get(name))]
    if isinstance(signed, list) and isinstance(again, list) and len(signed) == len(again):
        pairs = enumerate(zip(signed, again, strict=True))
        return [fault for index, pair in pairs for fault in _compared(f"{pointer}/{index}", *pair)]
    if signed == again:
        return []
    return [fault(pointer, "receipt.decision", signed=_short(signed), again=_short(again))]


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 80 else f"{text[:77]}…"
