"""Cards, drills handed out and in, reviews, stage sessions, sign-offs, checklists and shows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from coach.storage.migrations.append_only import protect

revision = "0002"
down_revision = "0001"
TIME = sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite")
APPEND_ONLY = (
    ("card", "id", "version"),
    ("attempt", "id"),
    ("review", "id"),
    ("calibration", "id"),
    ("incident", "id"),
    ("signoff", "id"),
    ("revocation", "signoff"),
    ("checklist_mark", "run", "number"),
)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "card",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name="pk_card"),
    )
    op.create_table(
        "assignment",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("drill", sa.String(length=64), nullable=False),
        sa.Column("anchor", sa.String(length=64), nullable=False),
        sa.Column("room", sa.String(length=64), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("due", TIME, nullable=True),
        sa.Column("limit", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("started_at", TIME, nullable=True),
        sa.Column("cancelled_at", TIME, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["anchor"], ["person.id"], name="fk_assignment_anchor"),
        sa.ForeignKeyConstraint(["room"], ["room.id"], name="fk_assignment_room"),
        sa.PrimaryKeyConstraint("id", name="pk_assignment"),
    )
    op.create_index("ix_assignment_anchor_at", "assignment", ["anchor", "at"])
    op.create_index("ix_assignment_room_at", "assignment", ["room", "at"])
    op.create_table(
        "calibration",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("reviewer", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("verdict", sa.String(length=64), nullable=False),
        sa.Column("checks", sa.Text(), nullable=False),
        sa.Column("distance", sa.Double(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["reviewer"], ["person.id"], name="fk_calibration_reviewer"),
        sa.PrimaryKeyConstraint("id", name="pk_calibration"),
    )
    op.create_index("ix_calibration_reviewer_at", "calibration", ["reviewer", "at"])
    op.create_table(
        "show",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("room", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("platform", sa.String(length=64), nullable=False),
        sa.Column("kinds", sa.Text(), nullable=False),
        sa.Column("products", sa.Text(), nullable=False),
        sa.Column("start", TIME, nullable=False),
        sa.Column("end", TIME, nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("cancelled_at", TIME, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["room"], ["room.id"], name="fk_show_room"),
        sa.PrimaryKeyConstraint("id", name="pk_show"),
    )
    op.create_index("ix_show_room_start", "show", ["room", "start"])
    op.create_table(
        "signoff",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("anchor", sa.String(length=64), nullable=False),
        sa.Column("room", sa.String(length=64), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.Column("expires", TIME, nullable=False),
        sa.Column("fingerprints", sa.Text(), nullable=False),
        sa.Column("reviewers", sa.Text(), nullable=False),
        sa.Column("renews", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["anchor"], ["person.id"], name="fk_signoff_anchor"),
        sa.ForeignKeyConstraint(["renews"], ["signoff.id"], name="fk_signoff_renews"),
        sa.ForeignKeyConstraint(["room"], ["room.id"], name="fk_signoff_room"),
        sa.PrimaryKeyConstraint("id", name="pk_signoff"),
    )
    op.create_index("ix_signoff_anchor_at", "signoff", ["anchor", "at"])
    op.create_index("ix_signoff_room_at", "signoff", ["room", "at"])
    op.create_table(
        "stage_session",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("stage", sa.String(length=64), nullable=False),
        sa.Column("anchor", sa.String(length=64), nullable=False),
        sa.Column("partner", sa.String(length=64), nullable=False),
        sa.Column("room", sa.String(length=64), nullable=False),
        sa.Column("platform", sa.String(length=64), nullable=False),
        sa.Column("kinds", sa.Text(), nullable=False),
        sa.Column("products", sa.Text(), nullable=False),
        sa.Column("planned_start", TIME, nullable=False),
        sa.Column("planned_end", TIME, nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("cards", sa.Text(), nullable=False),
        sa.Column("started_at", TIME, nullable=True),
        sa.Column("ended_at", TIME, nullable=True),
        sa.Column("cancelled_at", TIME, nullable=True),
        sa.Column("transcript", sa.Text(), nullable=False),
        sa.Column("cues", sa.Text(), nullable=False),
        sa.Column("report", sa.Text(), nullable=True),
        sa.Column("checks", sa.Text(), nullable=False),
        sa.Column("talk_share", sa.Double(), nullable=True),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("actions", sa.Text(), nullable=False),
        sa.Column("verdict", sa.String(length=64), nullable=True),
        sa.Column("verdict_by", sa.String(length=64), nullable=True),
        sa.Column("verdict_at", TIME, nullable=True),
        sa.Column("verdict_why", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["anchor"], ["person.id"], name="fk_stage_session_anchor"),
        sa.ForeignKeyConstraint(["partner"], ["person.id"], name="fk_stage_session_partner"),
        sa.ForeignKeyConstraint(["room"], ["room.id"], name="fk_stage_session_room"),
        sa.PrimaryKeyConstraint("id", name="pk_stage_session"),
    )
    op.create_index("ix_stage_session_anchor_planned_start", "stage_session", ["anchor", "planned_start"])
    op.create_index("ix_stage_session_partner_planned_start", "stage_session", ["partner", "planned_start"])
    op.create_index("ix_stage_session_room_planned_start", "stage_session", ["room", "planned_start"])
    op.create_table(
        "attempt",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("assignment", sa.String(length=64), nullable=False),
        sa.Column("drill", sa.String(length=64), nullable=False),
        sa.Column("anchor", sa.String(length=64), nullable=False),
        sa.Column("room", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=64), nullable=False),
        sa.Column("rulebook", sa.String(length=64), nullable=False),
        sa.Column("platform", sa.String(length=64), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("cues", sa.Text(), nullable=False),
        sa.Column("quiz", sa.Text(), nullable=True),
        sa.Column("product", sa.String(length=64), nullable=True),
        sa.Column("card_version", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("over_limit", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["anchor"], ["person.id"], name="fk_attempt_anchor"),
        sa.ForeignKeyConstraint(["assignment"], ["assignment.id"], name="fk_attempt_assignment"),
        sa.ForeignKeyConstraint(["room"], ["room.id"], name="fk_attempt_room"),
        sa.PrimaryKeyConstraint("id", name="pk_attempt"),
        sa.UniqueConstraint("assignment", "number", name="uq_attempt_assignment_number"),
    )
    op.create_index("ix_attempt_anchor_at", "attempt", ["anchor", "at"])
    op.create_index("ix_attempt_room_at", "attempt", ["room", "at"])
    op.create_table(
        "checklist_run",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("checklist", sa.String(length=64), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("room", sa.String(length=64), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("show", sa.String(length=64), nullable=True),
        sa.Column("closed_at", TIME, nullable=True),
        sa.Column("closed_by", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["room"], ["room.id"], name="fk_checklist_run_room"),
        sa.ForeignKeyConstraint(["show"], ["show.id"], name="fk_checklist_run_show"),
        sa.PrimaryKeyConstraint("id", name="pk_checklist_run"),
    )
    op.create_index("ix_checklist_run_room_at", "checklist_run", ["room", "at"])
    op.create_index("ix_checklist_run_show", "checklist_run", ["show"])
    op.create_table(
        "draft",
        sa.Column("assignment", sa.String(length=64), nullable=False),
        sa.Column("anchor", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["anchor"], ["person.id"], name="fk_draft_anchor"),
        sa.ForeignKeyConstraint(["assignment"], ["assignment.id"], name="fk_draft_assignment"),
        sa.PrimaryKeyConstraint("assignment", name="pk_draft"),
    )
    op.create_table(
        "incident",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("anchor", sa.String(length=64), nullable=False),
        sa.Column("room", sa.String(length=64), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("logged_at", TIME, nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("severity", sa.String(length=64), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("session", sa.String(length=64), nullable=True),
        sa.Column("category", sa.String(length=64), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["anchor"], ["person.id"], name="fk_incident_anchor"),
        sa.ForeignKeyConstraint(["room"], ["room.id"], name="fk_incident_room"),
        sa.ForeignKeyConstraint(["session"], ["stage_session.id"], name="fk_incident_session"),
        sa.PrimaryKeyConstraint("id", name="pk_incident"),
    )
    op.create_index("ix_incident_anchor_at", "incident", ["anchor", "at"])
    op.create_index("ix_incident_room_at", "incident", ["room", "at"])
    op.create_index("ix_incident_session", "incident", ["session"])
    op.create_table(
        "revocation",
        sa.Column("signoff", sa.String(length=64), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["signoff"], ["signoff.id"], name="fk_revocation_signoff"),
        sa.PrimaryKeyConstraint("signoff", name="pk_revocation"),
    )
    op.create_table(
        "shift",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("show", sa.String(length=64), nullable=False),
        sa.Column("anchor", sa.String(length=64), nullable=False),
        sa.Column("start", TIME, nullable=False),
        sa.Column("end", TIME, nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["anchor"], ["person.id"], name="fk_shift_anchor"),
        sa.ForeignKeyConstraint(["show"], ["show.id"], name="fk_shift_show"),
        sa.PrimaryKeyConstraint("id", name="pk_shift"),
    )
    op.create_index("ix_shift_anchor_start", "shift", ["anchor", "start"])
    op.create_index("ix_shift_show_start", "shift", ["show", "start"])
    op.create_table(
        "awaiting_review",
        sa.Column("attempt", sa.String(length=64), nullable=False),
        sa.Column("room", sa.String(length=64), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["attempt"], ["attempt.id"], name="fk_awaiting_review_attempt"),
        sa.ForeignKeyConstraint(["room"], ["room.id"], name="fk_awaiting_review_room"),
        sa.PrimaryKeyConstraint("attempt", name="pk_awaiting_review"),
    )
    op.create_index("ix_awaiting_review_room_at", "awaiting_review", ["room", "at"])
    op.create_table(
        "checklist_mark",
        sa.Column("run", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("item", sa.String(length=64), nullable=False),
        sa.Column("met", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["run"], ["checklist_run.id"], name="fk_checklist_mark_run"),
        sa.PrimaryKeyConstraint("run", "number", name="pk_checklist_mark"),
    )
    op.create_table(
        "review",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("attempt", sa.String(length=64), nullable=False),
        sa.Column("anchor", sa.String(length=64), nullable=False),
        sa.Column("reviewer", sa.String(length=64), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("verdict", sa.String(length=64), nullable=False),
        sa.Column("comments", sa.Text(), nullable=False),
        sa.Column("checks", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["anchor"], ["person.id"], name="fk_review_anchor"),
        sa.ForeignKeyConstraint(["attempt"], ["attempt.id"], name="fk_review_attempt"),
        sa.ForeignKeyConstraint(["reviewer"], ["person.id"], name="fk_review_reviewer"),
        sa.PrimaryKeyConstraint("id", name="pk_review"),
    )
    op.create_index("ix_review_anchor_at", "review", ["anchor", "at"])
    op.create_index("ix_review_attempt_at", "review", ["attempt", "at"])
    op.create_index("ix_review_reviewer_at", "review", ["reviewer", "at"])
    op.create_index("ix_assignment_at", "assignment", ["at"])
    op.create_index("ix_awaiting_review_at", "awaiting_review", ["at"])
    op.create_index("ix_review_at", "review", ["at"])
    op.create_index("ix_stage_session_planned_start", "stage_session", ["planned_start"])
    op.create_index("ix_incident_at", "incident", ["at"])
    op.create_index("ix_signoff_at", "signoff", ["at"])
    op.create_index("ix_checklist_run_at", "checklist_run", ["at"])
    op.create_index("ix_show_start", "show", ["start"])
    op.create_index("ix_attempt_at", "attempt", ["at"])
    for table, *key in APPEND_ONLY:
        protect(table, *key)


def downgrade() -> None:
    """Drop the tables."""
    for table in (
        "review",
        "checklist_mark",
        "awaiting_review",
        "shift",
        "revocation",
        "incident",
        "draft",
        "checklist_run",
        "attempt",
        "stage_session",
        "signoff",
        "show",
        "calibration",
        "assignment",
        "card",
    ):
        op.drop_table(table)
