"""What a team changes in a programme: every version whole, append-only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from coach.storage.migrations.append_only import protect

revision = "0010"
down_revision = "0009"
TIME = sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite")
ID = sa.String(length=64)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "programme_edition",
        sa.Column("programme", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("by", ID, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("fingerprint", ID, nullable=False),
        sa.Column("parts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name="fk_programme_edition_by"),
        sa.PrimaryKeyConstraint("programme", "number", name="pk_programme_edition"),
    )
    protect("programme_edition", "programme", "number")


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("programme_edition")
