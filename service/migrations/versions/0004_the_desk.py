"""What staff have on their desks: cases, notes, proposals, and decisions added up by day."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "counts",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=96), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "kind", "key", name=op.f("pk_counts")),
    )
    op.create_table(
        "marks",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_marks")),
    )
    op.create_table(
        "cases",
        sa.Column("return_id", sa.String(length=36), nullable=False),
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("exporter_code", sa.String(length=18), nullable=False),
        sa.Column("agent_code", sa.String(length=18), nullable=False),
        sa.Column("application_no", sa.String(length=30), nullable=False),
        sa.Column("list_no", sa.String(length=64), nullable=False),
        sa.Column("customs_code", sa.String(length=16), nullable=False),
        sa.Column("export_district", sa.String(length=4), nullable=True),
        sa.Column("return_district", sa.String(length=4), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("provisions", sa.Text(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.String(length=32), nullable=False),
        sa.Column("due_at", sa.String(length=32), nullable=False),
        sa.Column("closed_at", sa.String(length=32), nullable=True),
        sa.Column("assignee", sa.String(length=80), nullable=True),
        sa.Column("snoozed_until", sa.String(length=32), nullable=True),
        sa.Column("proposed", sa.Boolean(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["return_id"], ["returns.id"], name=op.f("fk_cases_return_id")),
        sa.PrimaryKeyConstraint("return_id", name=op.f("pk_cases")),
        sa.UniqueConstraint("sequence", name=op.f("uq_cases_sequence")),
    )
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.create_index(
            "ix_cases_assignee",
            ["assignee", "due_at"],
            unique=False,
            sqlite_where=sa.text("open = true"),
            postgresql_where=sa.text("open = true"),
        )
        batch_op.create_index(batch_op.f("ix_cases_closed_at"), ["closed_at"], unique=False)
        batch_op.create_index(
            "ix_cases_district",
            ["return_district", "due_at"],
            unique=False,
            sqlite_where=sa.text("open = true"),
            postgresql_where=sa.text("open = true"),
        )
        batch_op.create_index(
            "ix_cases_due",
            ["due_at", "sequence"],
            unique=False,
            sqlite_where=sa.text("open = true"),
            postgresql_where=sa.text("open = true"),
        )
        batch_op.create_index(
            "ix_cases_exporter",
            ["exporter_code", "due_at"],
            unique=False,
            sqlite_where=sa.text("open = true"),
            postgresql_where=sa.text("open = true"),
        )
        batch_op.create_index(
            "ix_cases_flags",
            ["proposed", "answered"],
            unique=False,
            sqlite_where=sa.text("open = true"),
            postgresql_where=sa.text("open = true"),
        )
        batch_op.create_index(
            "ix_cases_lines",
            ["lines", "sequence"],
            unique=False,
            sqlite_where=sa.text("open = true"),
            postgresql_where=sa.text("open = true"),
        )
        batch_op.create_index(
            "ix_cases_opened",
            ["opened_at"],
            unique=False,
            sqlite_where=sa.text("open = true"),
            postgresql_where=sa.text("open = true"),
        )

    op.create_table(
        "notes",
        sa.Column(
            "sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("return_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("written_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["return_id"], ["returns.id"], name=op.f("fk_notes_return_id")),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_notes")),
    )
    with op.batch_alter_table("notes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notes_return_id"), ["return_id"], unique=False)

    op.create_table(
        "proposals",
        sa.Column(
            "sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("return_id", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("before", sa.String(length=16), nullable=False),
        sa.Column("after", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("proposer", sa.String(length=80), nullable=False),
        sa.Column("proposed_at", sa.String(length=32), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=True),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.Column("answer", sa.String(length=1000), nullable=True),
        sa.Column("decided_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["return_id"], ["returns.id"], name=op.f("fk_proposals_return_id")),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_proposals")),
        sa.UniqueConstraint("id", name=op.f("uq_proposals_id")),
    )
    with op.batch_alter_table("proposals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposals_return_id"), ["return_id"], unique=False)

    with op.batch_alter_table("steps", schema=None) as batch_op:
        batch_op.add_column(sa.Column("provision", sa.String(length=128), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("steps", schema=None) as batch_op:
        batch_op.drop_column("provision")

    with op.batch_alter_table("proposals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposals_return_id"))

    op.drop_table("proposals")
    with op.batch_alter_table("notes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notes_return_id"))

    op.drop_table("notes")
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_cases_opened", sqlite_where=sa.text("open = true"), postgresql_where=sa.text("open = true")
        )
        batch_op.drop_index(
            "ix_cases_lines", sqlite_where=sa.text("open = true"), postgresql_where=sa.text("open = true")
        )
        batch_op.drop_index(
            "ix_cases_flags", sqlite_where=sa.text("open = true"), postgresql_where=sa.text("open = true")
        )
        batch_op.drop_index(
            "ix_cases_exporter", sqlite_where=sa.text("open = true"), postgresql_where=sa.text("open = true")
        )
        batch_op.drop_index(
            "ix_cases_due", sqlite_where=sa.text("open = true"), postgresql_where=sa.text("open = true")
        )
        batch_op.drop_index(
            "ix_cases_district", sqlite_where=sa.text("open = true"), postgresql_where=sa.text("open = true")
        )
        batch_op.drop_index(batch_op.f("ix_cases_closed_at"))
        batch_op.drop_index(
            "ix_cases_assignee", sqlite_where=sa.text("open = true"), postgresql_where=sa.text("open = true")
        )

    op.drop_table("cases")
    op.drop_table("marks")
    op.drop_table("counts")
