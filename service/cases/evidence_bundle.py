"""The evidence pack of a return: everything about it in one zip, which verifies offline."""

import io
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from rules.digests import canonical
from service.cases import notes
from service.context import Context
from service.evidence import receipts
from service.evidence.rulebook_archive import RulebookFolder
from service.returns import lookup
from service.store import returns as store

_READ_ME = """通退 Tongtui · 证据包 evidence pack

退货 return: {number} ({identity})

核验 · to verify, offline:

{commands}
各文件 · the files:
  return.json            退货现状 · the return as it stands
  decisions/N.json       第 N 次判定 · the decisions, the oldest first
  decisions/N.jws        其签名回执 · their signed receipts
  decisions/N.dossier.json  其所据案卷 · what they were made from
  rulebook-DIGEST.json   判定时的规则 · the law as it was then
  jwks.json              验签公钥 · the keys that signed
  timeline.json          经过 · what happened
  notes.json             备注与问答 · notes, questions, answers
"""


def build(context: Context, return_id: str) -> bytes:
    """The zip; the chain notes who took it.

    Raises:
        NotFound: there is no such return, or it is not the asking firm's.
        Forbidden: an original list in it is another firm's.
    """
    record = lookup.one(context, return_id)
    files: dict[str, bytes] = {
        "return.json": canonical(record),
        "jwks.json": canonical(context.signer.public),
        "timeline.json": canonical([each.model_dump(mode="json") for each in notes.timeline(context, return_id)]),
        "notes.json": canonical([each.model_dump(mode="json") for each in notes.of_return(context, return_id)]),
    }
    commands = ""
    kept = RulebookFolder(context.settings.data_dir / "rulebooks")
    with context.store.read() as session:
        for number, row in enumerate(store.decision_rows_of(session, return_id), start=1):
            lookup.refuse_others_list(context, row.dossier)
            text = store.decision_text(session, row.id)
            name = f"decisions/{number}"
            files |= {f"{name}.json": text.encode(), f"{name}.dossier.json": canonical(row.dossier)}
            digest = str(row.decision.rulebook)
            law = context.rulebook if digest == context.rulebook.digest else kept.load(digest)
            if law is not None:
                files[f"rulebook-{digest}.json"] = canonical(law.snapshot)
            if row.signature is not None:
                files[f"{name}.jws"] = receipts.receipt_of(row, record.declaration.exporter.code, text).encode()
                commands += (
                    f"  tongtui verify {name}.jws --dossier {name}.dossier.json"
                    f" --keys jwks.json --rulebook rulebook-{digest}.json\n"
                )
    readme = _READ_ME.format(number=record.application_no, identity=record.id, commands=f"{commands}\n")
    files["README.txt"] = readme.encode()
    return _zipped(files)


def _zipped(files: dict[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with ZipFile(whole, "w", ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(ZipInfo(name, (1980, 1, 1, 0, 0, 0)), files[name], ZIP_DEFLATED)
    return whole.getvalue()
