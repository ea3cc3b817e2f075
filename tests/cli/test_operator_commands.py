"""The operator's commands: who may sign in, firms' keys, whether what was kept is what was written, and who signs."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from schemas.work.accounts import PasswordChange, SignIn
from schemas.work.returns import ReturnFilter
from service.accounts import api_keys, users
from service.context import Context
from service.problems import Unauthorized
from service.returns import lookup
from service.settings import Settings
from service.signing import Signer
from service.store import audit
from tests import builders
from tests.command import Run, Tongtui
from tests.web import busy

FIRM = builders.EXPORTER["code"]


def _fields(told: Run) -> dict[str, str]:
    """What a command printed, by the Chinese name of each field."""
    assert told.code == 0, told.err
    pairs = (line.split("\t") for line in told.out.splitlines() if "\t" in line)
    return {name.split()[0]: value for name, value in pairs}


def _rows(told: Run) -> list[list[str]]:
    """The rows of a table without its heads."""
    assert told.code == 0, told.err
    return [line.split("\t") for line in told.out.splitlines()[1:]]


def _key(context: Context, secret: str) -> str | None:
    """The firm of a key; none where it does not let in."""
    try:
        return api_keys.authenticate(context, secret).firm
    except Unauthorized:
        return None


def _behind_the_back(statement: str) -> None:
    """Change the database past the service."""
    with sqlite3.connect(Settings().data_dir / "tongtui.sqlite3") as database:
        assert database.execute(statement).rowcount > 0
    database.close()


# ---- users and keys


def test_a_user_is_added_changed_and_reset(tongtui: Tongtui, kept: Context) -> None:
    added = _fields(tongtui("users", "add", "li", "--role", "officer"))
    assert (added["用户"], added["角色"]) == ("li", "审核员 officer")
    assert _rows(tongtui("users", "list")) == [["li", "审核员 officer", "待改密码 to change password"]]
    token, session = users.sign_in(kept, SignIn(name="li", password=added["一次性密码"]))
    users.change_password(kept, token, PasswordChange(present=added["一次性密码"], new="correct horse battery"))
    assert (session.role, session.must_change) == ("officer", True)
    assert _rows(tongtui("users", "role", "li", "supervisor")) == [["li", "复核员 supervisor", "正常 active"]]
    assert _rows(tongtui("users", "disable", "li"))[0][2] == "停用 disabled"
    with pytest.raises(Unauthorized):
        users.sign_in(kept, SignIn(name="li", password="correct horse battery"))
    assert _rows(tongtui("users", "enable", "li"))[0][2] == "正常 active"
    reset = _fields(tongtui("users", "reset", "li"))
    assert users.sign_in(kept, SignIn(name="li", password=reset["一次性密码"]))[1].must_change
    assert tongtui("audit", "verify").code == 0


def test_what_cannot_be_done_with_a_user_is_told(tongtui: Tongtui) -> None:
    tongtui("users", "add", "li", "--role", "officer")
    tongtui("users", "add", "boss", "--role", "admin")
    for arguments, words in (
        (("add", "li"), "用户 li 已存在 / user li is there already"),
        (("add", "Li Wei"), "✗ /name 格式不符，应为：2 至 64 位小写字母"),
        (("role", "li", "king"), "officer | supervisor | registrar | auditor | admin"),
        (("reset", "nobody"), "没有用户 nobody / there is no user nobody"),
        (("disable", "boss"), "至少须保留一名管理员 / one administrator must remain"),
        (("role", "boss", "officer"), "至少须保留一名管理员 / one administrator must remain"),
    ):
        told = tongtui("users", *arguments)
        assert (told.code, told.out, words in told.err) == (64, "", True), told.err
        assert "NewUser" not in told.err
    assert [row[:2] for row in _rows(tongtui("users", "list"))] == [["boss", "管理员 admin"], ["li", "审核员 officer"]]


def test_an_office_without_an_administrator_may_disable_an_officer(tongtui: Tongtui) -> None:
    tongtui("users", "add", "li", "--role", "officer")
    assert _rows(tongtui("users", "disable", "li"))[0][2] == "停用 disabled"


def test_a_key_is_made_rotated_and_revoked(tongtui: Tongtui, kept: Context) -> None:
    made = _fields(tongtui("keys", "make", FIRM, "--label", "平台对接", "--scope", "read", "--scope", "file"))
    assert (made["企业"], made["权限"]) == (FIRM, "read file")
    assert _key(kept, made["密钥"]) == FIRM
    rotated = _fields(tongtui("keys", "rotate", made["编号"], "--hours", "1"))
    assert rotated["权限"] == "read file"
    assert [_key(kept, each["密钥"]) for each in (made, rotated)] == [FIRM, FIRM]
    assert _fields(tongtui("keys", "rotate", rotated["编号"], "--hours", "0"))["密钥"] != rotated["密钥"]
    assert _key(kept, rotated["密钥"]) is None
    assert made["编号"] in tongtui("keys", "revoke", made["编号"]).out
    assert _key(kept, made["密钥"]) is None
    assert tongtui("keys", "revoke", made["编号"]).code == 0
    again = tongtui("keys", "rotate", made["编号"])
    assert (again.code, "密钥已撤销或过期，不能轮换" in again.err) == (64, True)
    assert tongtui("keys", "revoke", "none").code == 64


def test_keys_are_listed_without_their_secrets(tongtui: Tongtui) -> None:
    made = [_fields(tongtui("keys", "make", firm)) for firm in (FIRM, builders.AGENT["code"])]
    tongtui("keys", "revoke", made[1]["编号"])
    told = tongtui("keys", "list")
    states = {row[1]: row[4] for row in _rows(told)}
    assert states == {FIRM: "未使用 unused", builders.AGENT["code"]: "已撤销 revoked"}
    assert all(each["密钥"] not in told.out for each in made)
    assert [row[1] for row in _rows(tongtui("keys", "list", "--firm", FIRM))] == [FIRM]
    wrong = tongtui("keys", "make", FIRM, "--scope", "everything")
    assert (wrong.code, "read | file | exports | tallies | webhooks" in wrong.err) == (64, True)


# ---- the chains and the sums


def test_what_nobody_touched_is_whole(tongtui: Tongtui, kept: Context) -> None:
    busy.fill(kept)
    chains, sums = tongtui("audit", "verify"), tongtui("audit", "ledger")
    assert (chains.code, sums.code) == (0, 0)
    assert "条审计记录，全部相符" in chains.out
    assert "2 项商品，全部相符" in sums.out
    heads = {row[0]: (int(row[1]), len(row[2])) for row in _rows(tongtui("audit", "heads"))}
    assert heads.keys() == {"-", FIRM}
    assert all(number > 1 and length == 64 for number, length in heads.values())


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE users SET role = 'admin'", "audit.changed_row"),
        ("UPDATE returns SET state = 'released' WHERE state = 'rejected'", "audit.changed_row"),
        ("DELETE FROM steps WHERE after = 'inspection'", "audit.missing_row"),
        (
            "UPDATE audit_entries SET entry = replace(entry, '随机布控', '无') WHERE entry LIKE '%随机布控%'",
            "audit.changed",
        ),
        ("DELETE FROM audit_entries WHERE number = 3", "audit.gap"),
    ],
)
def test_what_was_changed_behind_its_back_is_found(tongtui: Tongtui, kept: Context, statement: str, code: str) -> None:
    busy.fill(kept)
    _behind_the_back(statement)
    told = tongtui("audit", "verify")
    assert (told.code, told.out) == (64, "")
    assert code in {line.split()[-1] for line in told.err.splitlines()}


def test_a_newest_entry_that_was_cut_off_is_found_by_the_heads_outside(tongtui: Tongtui, kept: Context) -> None:
    tongtui("users", "add", "li", "--role", "officer")
    _behind_the_back("DELETE FROM users")
    _behind_the_back("DELETE FROM audit_entries")
    _behind_the_back("DELETE FROM heads")
    told = tongtui("audit", "verify")
    assert (told.code, "库外记录第 1 条不在链中" in told.err) == (64, True)


def test_sums_that_were_changed_are_found(tongtui: Tongtui, kept: Context) -> None:
    busy.fill(kept)
    _behind_the_back("UPDATE balances SET taken_quantity = '00000000000000000009.00000'")
    told = tongtui("audit", "ledger")
    assert (told.code, told.out) == (64, "")
    assert f"{builders.LIST_NO}/1 账面 9 / " in told.err


# ---- receipts and the key that signs


@pytest.fixture
def receipt(kept: Context, tmp_path: Path) -> Path:
    """A receipt and beside it its dossier."""
    busy.fill(kept)
    record = next(each for each in lookup.page(kept, ReturnFilter(state="released"), limit=1)[0])
    assert record.decision is not None
    decision_id = str(record.decision.decision_id)
    (tmp_path / "dossier.json").write_text(lookup.dossier(kept, decision_id).model_dump_json(), encoding="utf-8")
    (tmp_path / "receipt.jws").write_text(lookup.receipt(kept, decision_id))
    return tmp_path / "receipt.jws"


def test_a_receipt_is_verified_and_decided_again(tongtui: Tongtui, receipt: Path) -> None:
    dossier = receipt.with_name("dossier.json")
    alone = tongtui("verify", receipt)
    assert (alone.code, "签名有效；要重新判定，请用 --dossier 给出案卷" in alone.out) == (0, True)
    for told in (
        tongtui("verify", receipt, "--dossier", dossier),
        tongtui("verify", "-", "--dossier", dossier, stdin=receipt.read_bytes()),
    ):
        assert (told.code, told.err) == (0, "")
        assert "准予退货" in told.out
        assert f"企业 {FIRM}，签发于 " in told.out
        assert "✓ 签名有效，重新判定结果相同" in told.out
    english = tongtui("verify", receipt, "--dossier", dossier, "--lang", "en")
    assert "✓ the signature holds, and the decision made again is the same" in english.out
    result = json.loads(tongtui("verify", receipt, "--dossier", dossier, "--json").out)
    assert (result["decided_again"], result["faults"]) == (True, [])


def test_a_dossier_that_was_changed_is_told_place_by_place(tongtui: Tongtui, receipt: Path) -> None:
    file = receipt.with_name("dossier.json")
    dossier: dict[str, Any] = json.loads(file.read_bytes())
    dossier["declaration"]["direction"] = "E"
    file.write_text(json.dumps(dossier), encoding="utf-8")
    told = tongtui("verify", receipt, "--dossier", file)
    assert told.code == 64
    assert "✓" not in told.out
    assert "✗ /dossier 回执载明 " in told.err
    assert "✗ /decision/outcome 回执载明 eligible，重新得出 ineligible" in told.err


def test_what_is_no_receipt_is_refused(tongtui: Tongtui, kept: Context) -> None:
    for content in (b"", b"x", b"\xff\xfe", b"a.b.c"):
        told = tongtui("verify", "-", stdin=content)
        assert (told.code, told.out, "签名无效" in told.err) == (64, "", True)


def test_files_that_are_missing_or_wrong_are_named(tongtui: Tongtui, receipt: Path, tmp_path: Path) -> None:
    (tmp_path / "no.json").write_text("[]")
    for arguments, name in (
        (("verify", tmp_path / "none.jws"), "none.jws"),
        (("verify", receipt, "--keys", tmp_path / "no.json"), "no.json"),
        (("verify", receipt, "--keys", tmp_path / "none.json"), "none.json"),
        (("verify", receipt, "--dossier", tmp_path / "none.json"), "none.json"),
        (
            ("verify", receipt, "--dossier", receipt.with_name("dossier.json"), "--rulebook", tmp_path / "no.json"),
            "no.json",
        ),
    ):
        told = tongtui(*arguments)
        assert (told.code, name in told.err, "internal" in told.err) == (64, True, False), told.err
        assert str(tmp_path) not in told.err


def test_who_has_the_public_keys_verifies_elsewhere(
    tongtui: Tongtui, receipt: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "jwks.json").write_text(tongtui("signing", "show").out)
    monkeypatch.setenv("TONGTUI_DATA_DIR", str(tmp_path / "elsewhere"))
    missing = tongtui("verify", receipt)
    assert (missing.code, "请用 --keys 指定公钥" in missing.err) == (64, True)
    assert tongtui("verify", receipt, "--keys", tmp_path / "jwks.json").code == 0
    assert not (tmp_path / "elsewhere").exists()


def test_a_new_key_signs_and_the_former_verifies_on(tongtui: Tongtui, receipt: Path, kept: Context) -> None:
    before = kept.signer.kid
    rotated = _fields(tongtui("signing", "rotate"))
    shown = json.loads(tongtui("signing", "show").out)
    assert [each["kid"] for each in shown["keys"]] == [rotated["新密钥"], before]
    assert rotated["旧密钥"] == before
    assert Signer.from_file(Settings().signing_key).kid == rotated["新密钥"]
    assert all("d" not in each for each in shown["keys"])
    assert tongtui("verify", receipt).code == 0
    tongtui("users", "add", "wang")
    assert tongtui("audit", "verify").code == 0
    with kept.store.read() as session:
        noted = [row.subject for row in audit.entries(session, "-") if "signing.rotated" in row.entry]
    assert noted == [rotated["新密钥"]]
