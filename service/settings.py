"""What an operator can set, by environment variables that begin with TONGTUI_."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Where data lies and what the service accepts."""

    model_config = SettingsConfigDict(env_prefix="TONGTUI_", frozen=True)

    data_dir: Path = Path("data")
    database_url: str = Field(default="", description="empty: an SQLite file in the data folder")
    policy_dirs: tuple[Path, ...] = ()
    max_body_bytes: int = Field(default=20 * 1024 * 1024, gt=0)
    page_size: int = Field(default=50, ge=1, le=500)

    @property
    def database(self) -> str:
        """The database's address; the embedded file where none is set."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'tongtui.sqlite3').absolute()}"
