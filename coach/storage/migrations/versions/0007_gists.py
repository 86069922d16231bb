"""Gists of hand-ins for boards, what waits for review with its anchor, and whether a drill was handed in at all."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from coach.storage.gists import keep_all_gists

revision = "0007"
down_revision = "0006"
TIME = sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite")
ID = sa.String(length=64)


def upgrade() -> None:
    """Make the table and the columns and fill them."""
    _make_gists()
    keep_all_gists(op.get_bind())
    op.add_column("assignment", sa.Column("handed_in", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute("UPDATE assignment SET handed_in = true WHERE id IN (SELECT assignment FROM gist)")
    op.create_index("ix_assignment_anchor_handed_in_due", "assignment", ["anchor", "handed_in", "due"])
    op.create_index("ix_person_name_id", "person", ["name", "id"])
    op.create_index("ix_outcome_anchor_at", "outcome", ["anchor", "at"])
    passed = ["anchor", "stage", "verdict", "platform"]
    op.create_index("ix_stage_session_anchor_stage_verdict_platform", "stage_session", passed)
    _remake_queue(
        sa.Column("anchor", ID, sa.ForeignKey("person.id", name="fk_awaiting_review_anchor"), nullable=False),
        sa.Column("drill", ID, nullable=False),
    )
    op.create_index("ix_awaiting_review_anchor", "awaiting_review", ["anchor"])


def downgrade() -> None:
    """Drop the table and the columns."""
    op.drop_index("ix_awaiting_review_anchor", "awaiting_review")
    _remake_queue()
    op.drop_index("ix_stage_session_anchor_stage_verdict_platform", "stage_session")
    op.drop_index("ix_outcome_anchor_at", "outcome")
    op.drop_index("ix_person_name_id", "person")
    op.drop_index("ix_assignment_anchor_handed_in_due", "assignment")
    op.drop_column("assignment", "handed_in")
    op.drop_table("gist")


def _make_gists() -> None:
    op.create_table(
        "gist",
        sa.Column("id", ID, nullable=False),
        sa.Column("assignment", ID, nullable=False),
        sa.Column("drill", ID, nullable=False),
        sa.Column("anchor", ID, nullable=False),
        sa.Column("room", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("verdict", ID, nullable=False),
        sa.Column("rulebook", ID, nullable=False),
        sa.Column("platform", ID, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("product", ID, nullable=True),
        sa.Column("card_version", ID, nullable=False),
        sa.Column("kind", ID, nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("over_limit", sa.Boolean(), nullable=False),
        sa.Column("quizzed", sa.Boolean(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["attempt.id"], name="fk_gist_id"),
        sa.ForeignKeyConstraint(["assignment"], ["assignment.id"], name="fk_gist_assignment"),
        sa.ForeignKeyConstraint(["anchor"], ["person.id"], name="fk_gist_anchor"),
        sa.ForeignKeyConstraint(["room"], ["room.id"], name="fk_gist_room"),
        sa.PrimaryKeyConstraint("id", name="pk_gist"),
    )
    for columns in (["at"], ["assignment"], ["anchor", "at"], ["room", "at"]):
        op.create_index(f"ix_gist_{'_'.join(columns)}", "gist", columns)


def _remake_queue(*more: sa.Column[str]) -> None:
    """Make the table of what waits anew, with these columns besides, and put back what it held."""
    names = ["attempt", "room", "at", *(one.name for one in more)]
    held = op.get_bind().execute(
        sa.text(
            "SELECT a.id AS attempt, a.room, w.at, a.anchor, a.drill FROM awaiting_review w"
            " JOIN attempt a ON a.id = w.attempt"
        )
    )
    rows = [{name: row[name] for name in names} for row in held.mappings()]
    op.drop_table("awaiting_review")
    made = op.create_table(
        "awaiting_review",
        sa.Column("attempt", ID, nullable=False),
        sa.Column("room", ID, nullable=False),
        *more,
        sa.Column("at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["attempt"], ["attempt.id"], name="fk_awaiting_review_attempt"),
        sa.ForeignKeyConstraint(["room"], ["room.id"], name="fk_awaiting_review_room"),
        sa.PrimaryKeyConstraint("attempt", name="pk_awaiting_review"),
    )
    op.create_index("ix_awaiting_review_at", "awaiting_review", ["at"])
    op.create_index("ix_awaiting_review_room_at", "awaiting_review", ["room", "at"])
    if rows:
        op.bulk_insert(made, rows)
