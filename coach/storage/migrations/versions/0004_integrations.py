"""Tokens, kept answers, webhooks, the outbox, and what was told about sign-offs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
TIME = sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite")
ID = sa.String(length=64)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "token",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("person", ID, nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("by", ID, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("expires", TIME, nullable=False),
        sa.Column("used_at", TIME, nullable=True),
        sa.Column("revoked_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_token_person"),
        sa.PrimaryKeyConstraint("id", name="pk_token"),
    )
    op.create_index("ix_token_person", "token", ["person"])
    op.create_table(
        "kept_answer",
        sa.Column("id", ID, nullable=False),
        sa.Column("request", sa.String(length=64), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_kept_answer"),
    )
    op.create_index("ix_kept_answer_at", "kept_answer", ["at"])
    op.create_table(
        "webhook",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("form", sa.String(length=64), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("events", sa.Text(), nullable=False),
        sa.Column("by", ID, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("room", ID, nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["room"], ["room.id"], name="fk_webhook_room"),
        sa.PrimaryKeyConstraint("id", name="pk_webhook"),
    )
    op.create_table(
        "delivery",
        sa.Column("id", ID, nullable=False),
        sa.Column("webhook", ID, nullable=False),
        sa.Column("event", sa.String(length=64), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("notices", sa.Text(), nullable=False),
        sa.Column("next_at", TIME, nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("done_at", TIME, nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["webhook"], ["webhook.id"], name="fk_delivery_webhook"),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
    )
    op.create_index("ix_delivery_next_at", "delivery", ["next_at"])
    op.create_index("ix_delivery_webhook_at", "delivery", ["webhook", "at"])
    op.create_table(
        "stale_notice",
        sa.Column("id", ID, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["id"], ["signoff.id"], name="fk_stale_notice_id"),
        sa.PrimaryKeyConstraint("id", name="pk_stale_notice"),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in ("stale_notice", "delivery", "webhook", "kept_answer", "token"):
        op.drop_table(table)
