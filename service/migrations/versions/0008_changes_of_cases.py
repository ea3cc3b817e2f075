"""The newest change of a case, so that whoever looks at the queue need not read it to see one."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("cases", sa.Column("changed", _NUMBER, nullable=False, server_default="0"))
    op.create_index("ix_cases_changed", "cases", ["changed"])


def downgrade() -> None:
    op.drop_index("ix_cases_changed", "cases")
    op.drop_column("cases", "changed")
