"""Registers that change by two, and the site that a case looks at."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_OPEN = sa.text("open = true")
_SITE = {
    "sqlite": "json_extract(declaration, '$.site_code')",
    "postgresql": "CAST(declaration AS json) ->> 'site_code'",
}


def upgrade() -> None:
    op.create_table(
        "amendments",
        sa.Column(
            "sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=True),
        sa.Column("file_digest", sa.String(length=64), nullable=True),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("continued", sa.Integer(), nullable=False),
        sa.Column("replaced", sa.Integer(), nullable=False),
        sa.Column("same", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Text(), nullable=False),
        sa.Column("proposer", sa.String(length=80), nullable=False),
        sa.Column("proposed_at", sa.String(length=32), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=True),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.Column("answer", sa.String(length=1000), nullable=True),
        sa.Column("decided_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_amendments")),
        sa.UniqueConstraint("id", name=op.f("uq_amendments_id")),
    )
    with op.batch_alter_table("amendments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_amendments_approved"), ["approved"], unique=False)

    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.add_column(sa.Column("site_code", sa.String(length=18), nullable=True))
        for name, column in (("ix_cases_site", "site_code"), ("ix_cases_agent", "agent_code")):
            batch_op.create_index(name, [column], unique=False, sqlite_where=_OPEN, postgresql_where=_OPEN)
    op.execute(
        f"UPDATE cases SET site_code = (SELECT {_SITE[op.get_bind().dialect.name]} FROM revisions "
        "JOIN returns ON returns.id = revisions.return_id AND returns.revision = revisions.number "
        "WHERE revisions.return_id = cases.return_id)"
    )


def downgrade() -> None:
    with op.batch_alter_table("cases", schema=None) as batch_op:
        for name in ("ix_cases_agent", "ix_cases_site"):
            batch_op.drop_index(name, sqlite_where=_OPEN, postgresql_where=_OPEN)
        batch_op.drop_column("site_code")
    with op.batch_alter_table("amendments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_amendments_approved"))
    op.drop_table("amendments")
