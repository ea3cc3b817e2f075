"""`tongtui audit`, `tongtui verify` and `tongtui signing`: whether what was kept is what was written."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from schemas.base import Language
from schemas.codes import SHANGHAI
from service.cli import output
from service.cli.common import operator_context
from service.cli.output import EXIT_BAD
from service.evidence import verification
from service.evidence.checkpoints import CheckpointFile
from service.evidence.verification import Verified
from service.files.documents import bytes_of
from service.settings import Settings

if TYPE_CHECKING:
    from service.evidence.receipts import ReceiptCheck

audit_app = typer.Typer(no_args_is_help=True, help="审计 · the audit chains and the ledger")
signing_app = typer.Typer(no_args_is_help=True, help="签名密钥 · the key that signs")


@audit_app.command("verify")
def verify_chains() -> None:
    """核对审计链、数据和库外链头 · check the chains, the rows they vouch for, and the heads kept outside."""
    context = operator_context()
    heads = CheckpointFile(Settings().data_dir / "heads", context.signer)
    _report(verification.audit_chains(context, heads), "条审计记录", "audit entries")


@audit_app.command("ledger")
def verify_ledger() -> None:
    """核对退货数量合计 · prove the sums of what was returned."""
    _report(verification.ledger(operator_context()), "项商品", "lines of goods")


@audit_app.command("heads")
def show_heads() -> None:
    """显示各链链头 · show where every chain ends."""
    from service.store import audit

    with operator_context().store.read() as session:
        rows = [(row.chain, str(row.number), row.digest) for row in audit.heads(session)]
    output.show_table(("链 chain", "条数 entries", "摘要 digest"), rows)


@signing_app.command("rotate")
def rotate() -> None:
    """更换签名密钥，旧公钥继续可验 · a new key; what the old one signed verifies on."""
    from service.evidence import audit
    from service.signing import rotate

    context, path = operator_context(), Settings().signing_key
    kid = rotate(path).kid
    with context.store.write() as session:
        audit.record(session, context, audit.AUTHORITY, "signing.rotated", kid, {"former": context.signer.kid})
    output.show_fields(("新密钥 new key", kid), ("旧密钥 former key", context.signer.kid), ("文件 file", str(path)))
    output.out.print("[dim]重启服务后启用 · in use once the service is restarted[/]")


@signing_app.command("show")
def show() -> None:
    """显示公钥（JWKS） · print the public keys."""
    from rules.digests import canonical
    from service.signing import Signer

    typer.echo(canonical(Signer.from_file(Settings().signing_key).public).decode())


def verify(
    receipt: Annotated[str, typer.Argument(metavar="RECEIPT", help="签名回执文件，或 - · a receipt (JWS), or -")],
    dossier: Annotated[Path | None, typer.Option(help="案卷 JSON，用于重新判定 · the dossier, to decide again")] = None,
    keys: Annotated[Path | None, typer.Option(help="公钥 JWKS，默认本机 · the public keys; this machine's own")] = None,
    rulebook: Annotated[Path | None, typer.Option(help="规则快照，默认内置或本机留存 · the rulebook as it was")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON · print JSON")] = False,
    lang: Annotated[str, typer.Option("--lang", metavar="zh|en", help="输出语言 · language of the output")] = "zh",
) -> None:
    """离线核验签名回执并重新判定 · check a receipt's signature offline, and decide again."""
    from service.evidence import receipts

    if lang not in ("zh", "en"):
        raise typer.BadParameter("--lang: zh | en")
    language: Language = "en" if lang == "en" else "zh"
    settings = Settings()
    known = receipts.keys_of(keys, settings.signing_key)
    token = (sys.stdin.buffer.read() if receipt == "-" else bytes_of(Path(receipt))).decode(errors="replace")
    result = receipts.verify(token, known, dossier, rulebook, settings.data_dir / "rulebooks")
    if as_json:
        typer.echo(result.model_dump_json())
    else:
        _show(result, language)
    raise typer.Exit(0 if result.holds else EXIT_BAD)


def _show(result: "ReceiptCheck", lang: Language) -> None:
    """Whether a receipt holds, and if not, where it does not."""
    receipt = result.receipt
    if receipt is not None:
        output.show_decision(str(receipt.decision.decision_id), receipt.decision, lang)
        issued = f"{receipt.issued_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
        words = {"zh": f"企业 {receipt.firm}，签发于 {issued}", "en": f"for {receipt.firm}, issued {issued}"}
        output.out.print(f"  [dim]{words[lang]}[/]")
    output.show_faults(result.faults)
    if not result.holds:
        return
    verdicts = {
        (True, "zh"): "签名有效，重新判定结果相同",
        (True, "en"): "the signature holds, and the decision made again is the same",
        (False, "zh"): "签名有效；要重新判定，请用 --dossier 给出案卷",
        (False, "en"): "the signature holds; give the dossier by --dossier to decide again",
    }
    output.out.print(f"[green]✓[/] {verdicts[result.decided_again, lang]}")


def _report(verified: Verified, zh: str, en: str) -> None:
    output.show_faults(verified.faults)
    if verified.faults:
        raise typer.Exit(EXIT_BAD)
    output.out.print(f"[green]✓[/] 核对 {verified.checked} {zh}，全部相符 · {verified.checked} {en} checked, all fit")
