"""What hand-ins came to, as boards count it: drawn from the hand-ins and reviews there are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from coach.storage.outcomes import draw_all

revision = "0005"
down_revision = "0004"
TIME = sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite")
ID = sa.String(length=64)


def upgrade() -> None:
    """Make the tables and fill them."""
    op.create_table(
        "outcome",
        sa.Column("attempt", ID, nullable=False),
        sa.Column("assignment", ID, nullable=False),
        sa.Column("anchor", ID, nullable=False),
        sa.Column("room", ID, nullable=False),
        sa.Column("drill", ID, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("over_limit", sa.Boolean(), nullable=False),
        sa.Column("blocks", sa.Integer(), nullable=False),
        sa.Column("coverage", sa.Double(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("judged", ID, nullable=False),
        sa.ForeignKeyConstraint(["attempt"], ["attempt.id"], name="fk_outcome_attempt"),
        sa.ForeignKeyConstraint(["assignment"], ["assignment.id"], name="fk_outcome_assignment"),
        sa.ForeignKeyConstraint(["anchor"], ["person.id"], name="fk_outcome_anchor"),
        sa.ForeignKeyConstraint(["room"], ["room.id"], name="fk_outcome_room"),
        sa.PrimaryKeyConstraint("attempt", name="pk_outcome"),
    )
    op.create_index("ix_outcome_anchor_drill", "outcome", ["anchor", "drill"])
    op.create_index("ix_outcome_room_at", "outcome", ["room", "at"])
    op.create_index("ix_outcome_assignment", "outcome", ["assignment"])
    op.create_table(
        "miss",
        sa.Column("attempt", ID, nullable=False),
        sa.Column("lack", ID, nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("anchor", ID, nullable=False),
        sa.Column("room", ID, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["attempt"], ["attempt.id"], name="fk_miss_attempt"),
        sa.ForeignKeyConstraint(["anchor"], ["person.id"], name="fk_miss_anchor"),
        sa.ForeignKeyConstraint(["room"], ["room.id"], name="fk_miss_room"),
        sa.PrimaryKeyConstraint("attempt", "lack", "key", name="pk_miss"),
    )
    op.create_index("ix_miss_room_lack_at_key_anchor", "miss", ["room", "lack", "at", "key", "anchor"])
    op.create_index("ix_miss_lack_at_key_anchor", "miss", ["lack", "at", "key", "anchor"])
    draw_all(op.get_bind())


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("miss")
    op.drop_table("outcome")
