"""What is learnt from an incident afterwards."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from coach.storage.migrations.append_only import protect

revision = "0008"
down_revision = "0007"
TIME = sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite")
ID = sa.String(length=64)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "incident_note",
        sa.Column("id", ID, nullable=False),
        sa.Column("incident", ID, nullable=False),
        sa.Column("by", ID, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("learnt", sa.Text(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["incident"], ["incident.id"], name="fk_incident_note_incident"),
        sa.PrimaryKeyConstraint("id", name="pk_incident_note"),
    )
    op.create_index("ix_incident_note_incident_at", "incident_note", ["incident", "at"])
    protect("incident_note", "id")


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("incident_note")
