"""What an operator can set, by environment variables that begin with TONGTUI_."""

import os
import re
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from schemas.base import Document, LocalizedText
from schemas.faults import Fault, faults_of

_PREFIX: Final = "TONGTUI_"
_DATABASES: Final = ("sqlite", "postgresql")
_ADDRESS: Final = re.compile(
    r"(?P<driver>(?P<kind>\w+)(?:\+\w+)?)://(?:[^:/]*(?::[^@]*)?@|(?![^/?]*@))"
    r"(?P<where>(?:\[[^/?@]+\]|[^/:?@]+)?(?::\d+)?(?:/[^?]*)?)(?:\?.*)?",
    re.DOTALL,
)
"""A database's address as SQLAlchemy reads one: driver, who signs in there, host and name, parameters."""


class Settings(BaseSettings):
    """Where data lies and what the service accepts."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, frozen=True, hide_input_in_errors=True)

    data_dir: Path = Field(default=Path("data"), description="数据文件夹 · the folder of the data")
    database_url: str = Field(
        default="",
        repr=False,
        description="数据库地址；空：数据文件夹中的 SQLite · "
        "the address of the database; empty: an SQLite file in the data folder",
    )
    policy_dirs: Annotated[tuple[Path, ...], NoDecode] = Field(
        default=(), description="另加的规定文件夹，以冒号分隔 · further folders of policies, split by colons"
    )
    signing_key_file: Path | None = Field(
        default=None,
        description="签名密钥；空：数据文件夹中的 signing.jwk · "
        "the key that signs; empty: signing.jwk in the data folder",
    )
    max_body_bytes: int = Field(default=20 * 1024 * 1024, gt=0, description="请求体上限 · the largest body of a call")
    max_batch_bytes: int = Field(
        default=2 * 1024 * 1024 * 1024, gt=0, description="批量文件上限 · the largest batch file"
    )
    max_open_batches: int = Field(
        default=20, gt=0, description="每家企业未完成的批量个数上限 · the most batches of a firm that are not done yet"
    )
    max_open_batch_bytes: int = Field(
        default=4 * 1024 * 1024 * 1024,
        gt=0,
        description="每家企业未完成的批量文件合计上限 · "
        "the most that the files of a firm's open batches may hold together",
    )
    max_uploads: int = Field(
        default=4,
        gt=0,
        description="每家企业同时上传的批量文件个数上限 · the most batch files that a firm may send at once",
    )
    max_uploads_of_all: int = Field(
        default=32,
        gt=0,
        description="所有企业同时上传的批量文件个数上限 · the most batch files that all firms may send at once",
    )
    rate_per_minute: int = Field(
        default=6000,
        ge=0,
        description="每个密钥每分钟调用次数（本机各进程合计），0 不限 · "
        "calls a key may make a minute, over all processes of this machine; 0: any",
    )
    session_hours: int = Field(default=12, gt=0, description="登录有效小时数 · how long a session lasts")
    background_work: bool = Field(
        default=False,
        description="服务进程兼做后台工作，由 serve 设置 · background work in the serving processes, set by serve",
    )
    secure_cookies: bool = Field(default=False, description="经 HTTPS 对外时设为 true · true behind https")
    webhook_private_targets: bool = Field(
        default=False, description="允许推送到内网 · allow webhooks into private networks"
    )
    case_days: int = Field(
        default=3, gt=0, description="人工办理期限（日） · days within which staff are to decide a case"
    )
    register_by_two: bool = Field(
        default=True,
        description="备案由一人提请、另一人批准；false：备案员也可经接口直接登记 · "
        "one proposes what is entered, another approves; false: a registrar may also enter rows alone, by PUT",
    )
    keep_years: int = Field(
        default=3, gt=0, description="办结后保存年数 · years that a return is kept after it was released or ended"
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="日志级别 · the least level that is logged"
    )
    metrics_token: SecretStr = Field(
        default=SecretStr(""), description="监控系统读取 /metrics 的令牌 · lets a monitoring system read /metrics"
    )
    oidc_issuer: str = Field(
        default="", description="身份提供方地址；空：不用单点登录 · the identity provider's address; empty: none"
    )
    oidc_client_id: str = Field(default="", description="在身份提供方登记的客户端 · our client id at the provider")
    oidc_client_secret: SecretStr = Field(
        default=SecretStr(""), description="客户端密钥；空：公开客户端 · the client's secret; empty: a public client"
    )
    telemetry: bool = Field(
        default=False,
        description="输出 OpenTelemetry，须装 tongtui[telemetry] · send OpenTelemetry; wants tongtui[telemetry]",
    )

    @field_validator("policy_dirs", mode="before")
    @classmethod
    def _folders(cls, value: object) -> object:
        """Folders are written one after another, as in PATH."""
        return tuple(Path(part) for part in value.split(os.pathsep) if part) if isinstance(value, str) else value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        """No error quotes the address: it may hold a password."""
        if value and not ((found := _ADDRESS.fullmatch(value)) and found["kind"] in _DATABASES):
            raise PydanticCustomError("database_url", "not the address of a database of a known kind")
        return value

    @property
    def database(self) -> str:
        """The database's address; the embedded file where none is set."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'tongtui.sqlite3').absolute()}"

    @property
    def batch_folder(self) -> Path:
        """Where the files of batches lie."""
        return self.data_dir / "batches"

    @property
    def signing_key(self) -> Path:
        """The file of the key that signs."""
        return self.signing_key_file or self.data_dir / "signing.jwk"


class Setting(Document):
    """A setting by its environment variable: what is in force, and whether the operator gave it.

    Of a secret there is no value, and of a database's address only what kind it is, where it runs and its name.
    """

    name: str
    value: str | None
    secret: bool
    given: bool
    meaning: LocalizedText


def in_force(settings: Settings) -> tuple[Setting, ...]:
    """Every setting as it is in force in this process."""
    return tuple(
        Setting(
            name=f"{_PREFIX}{name.upper()}",
            value=_told(settings, name),
            secret=field.annotation is SecretStr,
            given=getattr(settings, name) != field.default,
            meaning=_meaning(field.description or ""),
        )
        for name, field in Settings.model_fields.items()
    )


def _told(settings: Settings, name: str) -> str | None:
    match name:
        case "database_url":
            return _without_credentials(settings.database)
        case "signing_key_file":
            return str(settings.signing_key)
    value = getattr(settings, name)
    match value:
        case SecretStr():
            return None
        case bool():
            return str(value).lower()
        case tuple():
            return os.pathsep.join(map(str, value))
    return str(value)


def _without_credentials(address: str) -> str:
    """A database's address without who signs in there, and without parameters: either may hold a password."""
    found = _ADDRESS.fullmatch(address)
    return f"{found['driver']}://{found['where']}" if found else ""


def _meaning(description: str) -> LocalizedText:
    zh, _, en = description.partition(" · ")
    return LocalizedText(zh=zh, en=en)


def faults_in_settings(error: ValidationError) -> list[Fault]:
    """What is wrong with the settings, by the names of the environment variables."""
    return [
        fault.model_copy(update={"pointer": f"{_PREFIX}{fault.pointer.strip('/').upper()}"})
        for fault in faults_of(error)
    ]
