"""How often a batch was taken up in vain, and which return each row of a batch became."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_RETURN_ID = {"postgresql": "result::json ->> 'return_id'", "sqlite": "json_extract(result, '$.return_id')"}


def upgrade() -> None:
    op.add_column("batches", sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("batch_results", sa.Column("return_id", sa.String(length=36), nullable=True))
    op.execute(f"UPDATE batch_results SET return_id = {_RETURN_ID[op.get_bind().dialect.name]}")
    op.create_index("ix_batch_results_return_id", "batch_results", ["return_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_batch_results_return_id", table_name="batch_results")
    op.drop_column("batch_results", "return_id")
    op.drop_column("batches", "tries")
