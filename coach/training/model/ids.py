"""The ids of all records and of the parts of a programme, told apart by type."""

from __future__ import annotations

from typing import NewType

UserId = NewType("UserId", str)
RoomId = NewType("RoomId", str)
CardId = NewType("CardId", str)
DrillId = NewType("DrillId", str)
CourseId = NewType("CourseId", str)
RubricId = NewType("RubricId", str)
CheckId = NewType("CheckId", str)
ReferenceId = NewType("ReferenceId", str)
ProgrammeId = NewType("ProgrammeId", str)
AssignmentId = NewType("AssignmentId", str)
AttemptId = NewType("AttemptId", str)
ReviewId = NewType("ReviewId", str)
CalibrationId = NewType("CalibrationId", str)
SessionId = NewType("SessionId", str)
IncidentId = NewType("IncidentId", str)
IncidentNoteId = NewType("IncidentNoteId", str)
SignoffId = NewType("SignoffId", str)
ChecklistId = NewType("ChecklistId", str)
ChecklistRunId = NewType("ChecklistRunId", str)
ShowId = NewType("ShowId", str)
ShiftId = NewType("ShiftId", str)
WebhookId = NewType("WebhookId", str)
