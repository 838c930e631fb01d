"""What facts of migrating, and of moving to another version, make of a case."""

from __future__ import annotations

from domain.facts import migrating
from tests.unit.domain.fold.rows import REPORT, Row

MIGRATING: tuple[Row, ...] = (
    (
        migrating.CaseMigrated(from_digest="digest-by-hand", to_digest="another"),
        (REPORT,),
        {"digest": "another"},
    ),
)
