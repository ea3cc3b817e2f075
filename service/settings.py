"""What an operator can set, by environment variables that begin with TONGTUI_."""

import os
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from schemas.faults import Fault, faults_of

_PREFIX: Final = "TONGTUI_"
_DATABASES: Final = ("sqlite", "postgresql")


class Settings(BaseSettings):
    """Where data lies and what the service accepts."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, frozen=True, hide_input_in_errors=True)

    data_dir: Path = Path("data")
    database_url: str = Field(default="", repr=False, description="empty: an SQLite file in the data folder")
    policy_dirs: Annotated[tuple[Path, ...], NoDecode] = Field(default=(), description="further folders of policies")
    signing_key_file: Path | None = Field(default=None, description="empty: `signing.jwk` in the data folder")
    max_body_bytes: int = Field(default=20 * 1024 * 1024, gt=0)
    max_batch_bytes: int = Field(default=2 * 1024 * 1024 * 1024, gt=0)
    rate_per_minute: int = Field(default=6000, ge=0, description="calls a key may make; 0: as many as it likes")
    session_hours: int = Field(default=12, gt=0)
    background_work: bool = Field(default=False, description="work batches and webhooks in the serving processes")
    secure_cookies: bool = Field(default=False, description="true behind https")
    webhook_private_targets: bool = Field(default=False, description="allow webhooks into private networks")
    keep_years: int = Field(default=3, gt=0, description="years after release that returns are kept")
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    metrics_token: SecretStr = Field(default=SecretStr(""), description="lets a monitoring system read /metrics")
    oidc_issuer: str = Field(default="", description="the address of the identity provider; empty: no single sign-on")
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    telemetry: bool = Field(default=False, description="send OpenTelemetry traces")

    @field_validator("policy_dirs", mode="before")
    @classmethod
    def _folders(cls, value: object) -> object:
        """Folders are written one after another, as in PATH."""
        return tuple(Path(part) for part in value.split(os.pathsep) if part) if isinstance(value, str) else value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        """No error quotes the address: it may hold a password."""
        if value:
            from sqlalchemy import make_url
            from sqlalchemy.exc import ArgumentError

            try:
                url = make_url(value)
                known = url.get_backend_name() in _DATABASES and "@" not in (url.host or "")
            except (ArgumentError, ValueError):
                known = False
            if not known:
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


def faults_in_settings(error: ValidationError) -> list[Fault]:
    """What is wrong with the settings, by the names of the environment variables."""
    return [
        fault.model_copy(update={"pointer": f"{_PREFIX}{fault.pointer.strip('/').upper()}"})
        for fault in faults_of(error)
    ]
