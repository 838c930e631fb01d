"""Deleting readings by date: part by part, never one that waits to be judged, never to be taken in again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from workflows.log import EventLog

PART = 5_000
"""Readings that are deleted in one transaction."""
_HORIZON = (
    "SELECT least(%b::timestamptz, min(oldest_at)) FROM bihuan.device_marks WHERE jurisdiction = %b::text"
)
_COUNT = (
    "SELECT count(*), min(measured_at) FROM bihuan.readings"
    " WHERE jurisdiction = %b::text AND measured_at < %b::timestamptz"
)
_KEEP = (
    "INSERT INTO bihuan.readings_kept AS k (jurisdiction, since) VALUES (%b::text, %b::timestamptz)"
    " ON CONFLICT (jurisdiction) DO UPDATE SET since = greatest(k.since, EXCLUDED.since)"
)
_DELETE = (
    "WITH old AS (SELECT device, sequence FROM bihuan.readings WHERE jurisdiction = %b::text"
    " AND measured_at < %b::timestamptz ORDER BY measured_at LIMIT %b::int4),"
    " gone AS (DELETE FROM bihuan.readings r USING old WHERE r.jurisdiction = %b::text"
    " AND r.device = old.device AND r.sequence = old.sequence RETURNING 1) SELECT count(*) FROM gone"
)


async def horizon_of(log: EventLog, before: datetime) -> datetime:
    """The moment before which readings may go: no later than the earliest that is not judged."""
    ((horizon,),) = await log.ask(_HORIZON, [before, log.jurisdiction])
    return horizon  # type: ignore[no-any-return]


async def older(log: EventLog, horizon: datetime) -> tuple[int, datetime | None]:
    """How many readings were measured before a moment, and when the first of them was."""
    ((number, first),) = await log.ask(_COUNT, [log.jurisdiction, horizon])
    return number, first


async def prune(log: EventLog, horizon: datetime, tell: Callable[[int], None] = lambda _: None) -> int:
    """Delete what was measured before; how many. From then on such a reading is refused as too old."""
    await log.ask(_KEEP, [log.jurisdiction, horizon])
    deleted = 0
    while (part := await _part(log, horizon)) > 0:
        deleted += part
        tell(deleted)
    return deleted


async def _part(log: EventLog, horizon: datetime) -> int:
    ((number,),) = await log.ask(_DELETE, [log.jurisdiction, horizon, PART, log.jurisdiction])
    return int(number)
