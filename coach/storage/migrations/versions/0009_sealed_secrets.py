"""Room for sealed secrets of one-time codes. Old ones are sealed when the web app starts: only it knows the key."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Let a secret be longer."""
    with op.batch_alter_table("second_step") as table:
        table.alter_column("secret", type_=sa.Text(), existing_type=sa.String(length=64), existing_nullable=False)


def downgrade() -> None:
    """Leave the column as it is: an earlier version can't open what was sealed, and lets nobody in by it."""
