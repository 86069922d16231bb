"""People, rooms, passwords, and the audit chain."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from coach.storage.migrations.append_only import drop_function, make_function, protect

revision = "0001"
down_revision = None
TIME = sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite")


def upgrade() -> None:
    """Make the tables; the chain starts empty."""
    op.create_table(
        "audit_entry",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("act", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("room", sa.String(length=64), nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("before", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit_entry"),
    )
    op.create_index("ix_audit_entry_actor_seq", "audit_entry", ["actor", "seq"])
    op.create_index("ix_audit_entry_room_seq", "audit_entry", ["room", "seq"])
    op.create_index("ix_audit_entry_subject_seq", "audit_entry", ["subject", "seq"])
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_head"),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("login", sa.String(length=200), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("login", name="uq_person_login"),
    )
    op.create_table(
        "room",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("platform", sa.String(length=64), nullable=False),
        sa.Column("kinds", sa.Text(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_room"),
        sa.UniqueConstraint("name", name="uq_room_name"),
    )
    op.create_table(
        "credential",
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("changed_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_credential_person"),
        sa.PrimaryKeyConstraint("person", name="pk_credential"),
    )
    op.create_table(
        "person_room",
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("room", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_person_room_person"),
        sa.ForeignKeyConstraint(["room"], ["room.id"], name="fk_person_room_room"),
        sa.PrimaryKeyConstraint("person", "room", name="pk_person_room"),
    )
    op.create_index("ix_person_room_room", "person_room", ["room"])
    head = sa.table("audit_head", sa.column("id"), sa.column("seq"), sa.column("hash"))
    op.bulk_insert(head, [{"id": 1, "seq": 0, "hash": "0" * 64}])
    make_function()
    protect("audit_entry", "seq")


def downgrade() -> None:
    """Drop the tables."""
    for table in ("person_room", "credential", "room", "person", "audit_head", "audit_entry"):
        op.drop_table(table)
    drop_function()
