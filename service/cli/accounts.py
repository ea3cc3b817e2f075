"""`tongtui users` and `tongtui keys`: who may sign in, and firms' API keys."""

from datetime import datetime, timedelta
from typing import Annotated, cast, get_args

import typer

from schemas.codes import SHANGHAI
from schemas.work.accounts import (
    Key,
    KeyWithSecret,
    NewKey,
    NewUser,
    Scope,
    StaffRole,
    User,
    UserChange,
    UserWithPassword,
)
from service.access import ROLES
from service.accounts import api_keys, users
from service.cli import output
from service.cli.common import operator_context

users_app = typer.Typer(no_args_is_help=True, help="用户 · members of staff")
keys_app = typer.Typer(no_args_is_help=True, help="接口密钥 · firms' API keys")
Name = Annotated[str, typer.Argument(metavar="NAME", help="用户名 · the user's name")]
Role = Annotated[str, typer.Option(metavar="|".join(get_args(StaffRole)), help="角色 · the role")]
KeyId = Annotated[str, typer.Argument(metavar="ID", help="密钥编号 · the key's id, as `keys list` shows it")]


@users_app.command("add")
def add_user(
    name: Name,
    role: Role = "officer",
    subject: Annotated[str, typer.Option(help="单点登录标识 · what the identity provider calls him")] = "",
) -> None:
    """新增用户，显示一次性密码 · add a user; prints the one-time password."""
    _told(users.add(operator_context(), NewUser(name=name, role=_role(role), subject=subject or None)))


@users_app.command("list")
def list_users() -> None:
    """列出用户 · list users."""
    output.show_table(
        ("用户 user", "角色 role", "状态 state"), (_row(user) for user in users.list_users(operator_context()))
    )


@users_app.command("role")
def change_role(name: Name, role: Annotated[str, typer.Argument(metavar="|".join(get_args(StaffRole)))]) -> None:
    """变更角色 · change a user's role."""
    _change(name, UserChange(role=_role(role)))


@users_app.command("disable")
def disable(name: Name) -> None:
    """停用用户，立即退出登录 · disable a user, who is signed out at once."""
    _change(name, UserChange(disabled=True))


@users_app.command("enable")
def enable(name: Name) -> None:
    """启用并解锁用户 · enable and unlock a user."""
    _change(name, UserChange(disabled=False, unlock=True))


@users_app.command("reset")
def reset(name: Name) -> None:
    """重置密码，显示一次性密码 · reset a password; prints the one-time password."""
    context = operator_context()
    _told(users.reset(context, users.named(context, name).id))


@keys_app.command("make")
def make_key(
    firm: Annotated[str, typer.Argument(metavar="FIRM", help="企业代码 · the firm's code")],
    label: Annotated[str, typer.Option(help="备注 · what it is for")] = "",
    scope: Annotated[
        list[str] | None, typer.Option(metavar="|".join(get_args(Scope)), help="权限，可多次 · scopes")
    ] = None,
) -> None:
    """新增密钥，只显示一次 · make a key; it is shown this once."""
    wrong = [each for each in scope or () if each not in get_args(Scope)]
    if wrong:
        raise typer.BadParameter(f"--scope: {' | '.join(get_args(Scope))}")
    scopes = cast(tuple[Scope, ...], tuple(scope)) if scope else None
    _shown(api_keys.make(operator_context(), NewKey(firm=firm, label=label, scopes=scopes)))


@keys_app.command("list")
def list_keys(firm: Annotated[str, typer.Option(help="企业代码 · one firm's only")] = "") -> None:
    """列出密钥（不含密文） · list keys, never their secrets."""
    heads = ("编号 id", "企业 firm", "备注 label", "权限 scopes", "状态 state")
    output.show_table(heads, (_key_row(key) for key in api_keys.list_keys(operator_context(), firm or None)))


@keys_app.command("rotate")
def rotate(
    key_id: KeyId,
    hours: Annotated[int, typer.Option(min=0, help="旧密钥保留小时数 · how long the old one works on")] = 24,
) -> None:
    """轮换密钥，新密钥只显示一次 · a new key in place of another; it is shown this once."""
    _shown(api_keys.rotate(operator_context(), key_id, timedelta(hours=hours)))


@keys_app.command("revoke")
def revoke(key_id: KeyId) -> None:
    """撤销密钥 · stop a key."""
    key = api_keys.revoke(operator_context(), key_id)
    output.out.print(f"已撤销 · revoked: {key.id}", highlight=False)


def _change(name: str, wanted: UserChange) -> None:
    context = operator_context()
    user = users.change(context, users.named(context, name).id, wanted)
    output.show_table(("用户 user", "角色 role", "状态 state"), [_row(user)])


def _role(role: str) -> StaffRole:
    if role not in get_args(StaffRole):
        raise typer.BadParameter(f"--role: {' | '.join(get_args(StaffRole))}")
    return cast(StaffRole, role)


def _told(made: UserWithPassword) -> None:
    who = ("用户 user", made.user.name), ("角色 role", f"{ROLES[made.user.role].zh} {made.user.role}")
    if made.password:
        output.show_fields(*who, ("一次性密码 one-time password", made.password))
        output.out.print("[dim]只显示这一次，首次登录须修改 · shown this once; to be changed at the first sign-in[/]")
    else:
        output.show_fields(*who, ("单点登录 single sign-on", str(made.user.subject)))


def _shown(made: KeyWithSecret) -> None:
    output.show_fields(
        ("企业 firm", made.key.firm),
        ("权限 scopes", " ".join(made.key.scopes)),
        ("编号 id", made.key.id),
        ("密钥 key", made.secret),
    )
    output.out.print("[dim]密钥只显示这一次，请妥善保存 · the key is shown this once only: keep it safe[/]")


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def _row(user: User) -> tuple[str, ...]:
    state = "停用 disabled" if user.disabled else "待改密码 to change password" if user.must_change else "正常 active"
    return user.name, f"{ROLES[user.role].zh} {user.role}", state


def _key_row(key: Key) -> tuple[str, ...]:
    used = f"用于 used {_moment(key.used_at)}" if key.used_at else "未使用 unused"
    until = f"至 until {_moment(key.expires_at)}" if key.expires_at else ""
    state = "已撤销 revoked" if key.revoked_at else " ".join(filter(None, (used, until)))
    return key.id, key.firm, key.label, " ".join(key.scopes), state
