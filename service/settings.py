"""What an operator can set, by environment variables that begin with TONGTUI_."""

import os
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class Settings(BaseSettings):
    """Where data lies and what the service accepts."""

    model_config = SettingsConfigDict(env_prefix="TONGTUI_", frozen=True)

    data_dir: Path = Path("data")
    database_url: str = Field(default="", description="empty: an SQLite file in the data folder")
    policy_dirs: Annotated[tuple[Path, ...], NoDecode] = Field(default=(), description="further folders of policies")
    max_body_bytes: int = Field(default=20 * 1024 * 1024, gt=0)

    @field_validator("policy_dirs", mode="before")
    @classmethod
    def _folders(cls, value: object) -> object:
        """Folders are written one after another, as in PATH."""
        return tuple(Path(part) for part in value.split(os.pathsep) if part) if isinstance(value, str) else value

    @property
    def database(self) -> str:
        """The database's address; the embedded file where none is set."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'tongtui.sqlite3').absolute()}"
