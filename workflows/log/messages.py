"""Messages about time, as they lie in their table: what was told to a person or to a post, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from workflows.log.event_log import EventLog

_MINE = (
    "SELECT id, stream_id, clock, key, rung, role, unit, person, due_at, point_at, sent_at FROM ("
    " (SELECT m.* FROM bihuan.messages m WHERE m.jurisdiction = %b::text AND m.person = %b::text AND m.id < %b::bigint"
    "   AND (%b::text = '' OR m.stream_id = %b::text) ORDER BY m.id DESC LIMIT %b::int4)"
    " UNION ALL"
    " SELECT m.* FROM unnest(%b::text[], %b::text[]) AS post(role, unit) CROSS JOIN LATERAL"
    "  (SELECT * FROM bihuan.messages m WHERE m.jurisdiction = %b::text AND m.person = '' AND m.role = post.role"
    "   AND m.unit = post.unit AND m.id < %b::bigint AND (%b::text = '' OR m.stream_id = %b::text)"
    "   ORDER BY m.id DESC LIMIT %b::int4) m"
    ") AS mine ORDER BY id DESC LIMIT %b::int4"
)
_LATE = (
    "SELECT count(*), min(wake_at) FROM (SELECT wake_at FROM bihuan.timers WHERE jurisdiction = %b::text"
    " AND wake_at <= %b::timestamptz ORDER BY wake_at LIMIT 10000) AS due"
)
LAST = 2**62


class Message(NamedTuple):
    """Who is told what: at which point of which clock, a person, or a role (of one unit where `unit` is not empty)."""

    case_id: str
    clock: str
    key: str
    rung: str
    role: str
    unit: str
    person: str
    due_at: datetime
    point_at: datetime
    sent_at: datetime


class Told(NamedTuple):
    """A message that was sent; `id` grows with time."""

    id: int
    message: Message


async def messages_of(
    log: EventLog,
    person: str,
    posts: Sequence[tuple[str, str]],
    *,
    before: int = LAST,
    case_id: str = "",
    limit: int,
) -> list[Told]:
    """What a person was told, himself or in one of his posts (role and unit). Raises LogUnavailable."""
    of_office = [(role, "") for role, _ in posts]
    asked = list(dict.fromkeys([*posts, *of_office]))
    of_case = [case_id, case_id, limit]
    roles, units = [role for role, _ in asked], [unit for _, unit in asked]
    parameters = [log.jurisdiction, person, before, *of_case, roles, units]
    parameters += [log.jurisdiction, before, *of_case, limit]
    return [Told(row[0], Message(*row[1:])) for row in await log.ask(_MINE, parameters)]


async def late_timers(log: EventLog, now: datetime) -> tuple[int, float]:
    """How many timers are due and not looked at (10,000 at most), and for how many seconds the oldest is."""
    ((number, oldest),) = await log.ask(_LATE, [log.jurisdiction, now])
    return int(number), max(0.0, (now - oldest).total_seconds()) if oldest else 0.0
