"""What facts of tasks, and of moving to another version, make of a case."""

from __future__ import annotations

from domain.facts import tasks
from tests.unit.domain.fold.rows import REPORT, Row

TASKS: tuple[Row, ...] = (
    (tasks.CaseMigrated(from_digest="digest-by-hand", to_digest="another"), (REPORT,), {"digest": "another"}),
)
