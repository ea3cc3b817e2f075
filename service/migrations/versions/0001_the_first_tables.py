"""The first tables."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "enterprises",
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=18), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_enterprises")),
    )
    with op.batch_alter_table("enterprises", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enterprises_code"), ["code"], unique=False)

    op.create_table(
        "export_lists",
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("list_no", sa.String(length=64), nullable=True),
        sa.Column("cop_no", sa.String(length=30), nullable=True),
        sa.Column("agent_code", sa.String(length=18), nullable=False),
        sa.Column("exporter_code", sa.String(length=18), nullable=False),
        sa.Column("released_on", sa.Date(), nullable=True),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_export_lists")),
    )
    with op.batch_alter_table("export_lists", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_export_lists_cop_no_agent_code"), ["cop_no", "agent_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_export_lists_exporter_code"), ["exporter_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_export_lists_list_no"), ["list_no"], unique=False)

    op.create_table(
        "export_receipts",
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cop_no", sa.String(length=30), nullable=False),
        sa.Column("agent_code", sa.String(length=18), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_export_receipts")),
    )
    with op.batch_alter_table("export_receipts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_export_receipts_cop_no_agent_code"), ["cop_no", "agent_code"], unique=False
        )

    op.create_table(
        "offices",
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=18), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_offices")),
    )
    with op.batch_alter_table("offices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_offices_code"), ["code"], unique=False)

    op.create_table(
        "returns",
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("exporter_code", sa.String(length=18), nullable=False),
        sa.Column("agent_code", sa.String(length=18), nullable=False),
        sa.Column("application_no", sa.String(length=30), nullable=False),
        sa.Column("list_no", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_returns")),
        sa.UniqueConstraint("exporter_code", "application_no", name=op.f("uq_returns_exporter_code_application_no")),
        sa.UniqueConstraint("id", name=op.f("uq_returns_id")),
    )
    with op.batch_alter_table("returns", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_returns_agent_code"), ["agent_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_returns_application_no"), ["application_no"], unique=False)
        batch_op.create_index(batch_op.f("ix_returns_list_no"), ["list_no"], unique=False)
        batch_op.create_index(batch_op.f("ix_returns_state"), ["state"], unique=False)

    op.create_table(
        "sites",
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=18), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_sites")),
    )
    with op.batch_alter_table("sites", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sites_code"), ["code"], unique=False)

    op.create_table(
        "decisions",
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("return_id", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("dossier", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["return_id"], ["returns.id"], name=op.f("fk_decisions_return_id")),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_decisions")),
        sa.UniqueConstraint("id", name=op.f("uq_decisions_id")),
    )
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decisions_return_id"), ["return_id"], unique=False)

    op.create_table(
        "returned_lines",
        sa.Column("return_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("list_no", sa.String(length=64), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.String(length=24), nullable=False),
        sa.Column("legal_quantity", sa.String(length=24), nullable=False),
        sa.Column("second_quantity", sa.String(length=24), nullable=True),
        sa.ForeignKeyConstraint(["return_id"], ["returns.id"], name=op.f("fk_returned_lines_return_id")),
        sa.PrimaryKeyConstraint("return_id", "position", name=op.f("pk_returned_lines")),
    )
    with op.batch_alter_table("returned_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_returned_lines_list_no"), ["list_no"], unique=False)

    op.create_table(
        "revisions",
        sa.Column("return_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("draft", sa.Boolean(), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("declaration", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["return_id"], ["returns.id"], name=op.f("fk_revisions_return_id")),
        sa.PrimaryKeyConstraint("return_id", "number", name=op.f("pk_revisions")),
    )
    op.create_table(
        "tallies",
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("return_id", sa.String(length=36), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["return_id"], ["returns.id"], name=op.f("fk_tallies_return_id")),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_tallies")),
    )
    with op.batch_alter_table("tallies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tallies_return_id"), ["return_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("tallies", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tallies_return_id"))

    op.drop_table("tallies")
    op.drop_table("revisions")
    with op.batch_alter_table("returned_lines", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_returned_lines_list_no"))

    op.drop_table("returned_lines")
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decisions_return_id"))

    op.drop_table("decisions")
    with op.batch_alter_table("sites", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sites_code"))

    op.drop_table("sites")
    with op.batch_alter_table("returns", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_returns_state"))
        batch_op.drop_index(batch_op.f("ix_returns_list_no"))
        batch_op.drop_index(batch_op.f("ix_returns_application_no"))
        batch_op.drop_index(batch_op.f("ix_returns_agent_code"))

    op.drop_table("returns")
    with op.batch_alter_table("offices", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_offices_code"))

    op.drop_table("offices")
    with op.batch_alter_table("export_receipts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_export_receipts_cop_no_agent_code"))

    op.drop_table("export_receipts")
    with op.batch_alter_table("export_lists", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_export_lists_list_no"))
        batch_op.drop_index(batch_op.f("ix_export_lists_exporter_code"))
        batch_op.drop_index(batch_op.f("ix_export_lists_cop_no_agent_code"))

    op.drop_table("export_lists")
    with op.batch_alter_table("enterprises", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_enterprises_code"))

    op.drop_table("enterprises")
