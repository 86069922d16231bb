"""Who is through with the tour of the pages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
TIME = sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite")
ID = sa.String(length=64)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "tour",
        sa.Column("person", ID, nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_tour_person"),
        sa.PrimaryKeyConstraint("person", name="pk_tour"),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("tour")
