"""Indexes by which the queue finds and counts cases without reading those that are not wanted."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_OPEN = sa.text("open = true")
_FLAGS = ("proposed", "answered")
_WORDS = "string_to_array(provisions, ' ')"
_SAME: dict[str, list[str]] = {
    "due": ["due_at", "sequence"],
    "assignee": ["assignee", "due_at"],
    "exporter": ["exporter_code", "due_at"],
    "agent": ["agent_code"],
    "site": ["site_code"],
    "district": ["return_district", "due_at"],
    "opened": ["opened_at"],
    "lines": ["lines", "sequence"],
}


def upgrade() -> None:
    for name in (*_SAME, "flags"):
        op.drop_index(f"ix_cases_{name}", "cases")
    for name, columns in _SAME.items():
        _create(name, columns)
    for flag in _FLAGS:
        _create(flag, ["due_at"], sa.text(f"open = true AND {flag} = true"))
    if op.get_bind().dialect.name == "postgresql":
        op.create_index(
            "ix_cases_provisions", "cases", [sa.text(_WORDS)], postgresql_using="gin", postgresql_where=_OPEN
        )
        # how many cases wait on which provision: what all wait on is found by another index
        op.execute(f"CREATE STATISTICS st_cases_provisions ON ({_WORDS}) FROM cases")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP STATISTICS st_cases_provisions")
        op.drop_index("ix_cases_provisions", "cases")
    for name in (*_SAME, *_FLAGS):
        op.drop_index(f"ix_cases_{name}", "cases")
    for name, columns in (_SAME | {"flags": [*_FLAGS]}).items():
        op.create_index(f"ix_cases_{name}", "cases", columns, sqlite_where=_OPEN, postgresql_where=_OPEN)


def _create(name: str, columns: Sequence[str], wanted: sa.TextClause = _OPEN) -> None:
    op.create_index(
        f"ix_cases_{name}",
        "cases",
        columns,
        sqlite_where=wanted,
        postgresql_where=wanted,
        postgresql_include=["snoozed_until"],
    )
