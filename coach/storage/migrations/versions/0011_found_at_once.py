"""What lists look up at once in many records: pieces of names, drills given by time and key, one act and a time on the trail."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

from coach.storage.person_pieces import pieces_of

revision = "0011"
down_revision = "0010"
ID = sa.String(length=64)
_AT_ONCE = 1000
_BY_TIME = (("assignment", ["at"]), ("assignment", ["room", "at"]))


def upgrade() -> None:
    """Make the table and fill it, and put keys behind times in the indexes of lists."""
    made = op.create_table(
        "person_piece",
        sa.Column("piece", ID, nullable=False),
        sa.Column("person", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_person_piece_person"),
        sa.PrimaryKeyConstraint("piece", "person", name="pk_person_piece"),
    )
    _fill(made)
    op.create_index("ix_person_piece_piece_name_person", "person_piece", ["piece", "name", "person"])
    op.create_index("ix_person_piece_person", "person_piece", ["person"])
    for table, columns in _BY_TIME:  # many drills are given at one moment
        op.drop_index(f"ix_{table}_{'_'.join(columns)}", table)
        op.create_index(f"ix_{table}_{'_'.join(columns)}_id", table, [*columns, "id"])
    op.drop_index("ix_awaiting_review_anchor", "awaiting_review")
    op.create_index("ix_awaiting_review_anchor_at_attempt", "awaiting_review", ["anchor", "at", "attempt"])
    op.create_index("ix_awaiting_review_drill_anchor", "awaiting_review", ["drill", "anchor"])
    for first in ("act", "at"):
        op.create_index(f"ix_audit_entry_{first}_seq", "audit_entry", [first, "seq"])


def downgrade() -> None:
    """Drop the table and put the indexes back."""
    for first in ("at", "act"):
        op.drop_index(f"ix_audit_entry_{first}_seq", "audit_entry")
    op.drop_index("ix_awaiting_review_drill_anchor", "awaiting_review")
    op.drop_index("ix_awaiting_review_anchor_at_attempt", "awaiting_review")
    op.create_index("ix_awaiting_review_anchor", "awaiting_review", ["anchor"])
    for table, columns in _BY_TIME:
        op.drop_index(f"ix_{table}_{'_'.join(columns)}_id", table)
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, columns)
    op.drop_table("person_piece")


def _fill(pieces: sa.Table) -> None:
    connection = op.get_bind()
    people = connection.execute(sa.text("SELECT id, name, login, roles FROM person")).all()
    for start in range(0, len(people), _AT_ONCE):
        rows = [
            {"piece": piece, "person": key, "name": name}
            for key, name, login, roles in people[start : start + _AT_ONCE]
            for piece in sorted(pieces_of(name, login, json.loads(roles)))
        ]
        if rows:
            op.bulk_insert(pieces, rows)
