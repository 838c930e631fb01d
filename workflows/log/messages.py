"""Messages about time, as they lie in their table: what was told to a person or to a post, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from workflows.log.event_log import EventLog

LAST = 2**62
_WANTED = (
    "m.id < %(before)b::bigint"
    " AND (%(case_id)b::text = '' OR m.stream_id = %(case_id)b::text)"
    " AND (%(rung)b::text[] IS NULL OR m.rung = ANY (%(rung)b::text[]))"
    " AND (%(clock)b::text[] IS NULL OR m.clock = ANY (%(clock)b::text[]))"
    " AND (%(role)b::text[] IS NULL OR m.role = ANY (%(role)b::text[]))"
    " AND (%(unit)b::text[] IS NULL OR m.unit = ANY (%(unit)b::text[]))"
    " AND (%(since)b::timestamptz IS NULL OR m.sent_at >= %(since)b::timestamptz)"
    " AND (%(until)b::timestamptz IS NULL OR m.sent_at < %(until)b::timestamptz)"
    " ORDER BY m.id DESC LIMIT %(limit)b::int4"
)
_OF_PERSON = "m.jurisdiction = %(office)b::text AND m.person = %(person)b::text"
_OF_POST = "m.jurisdiction = %(office)b::text AND m.person = '' AND m.role = post.role AND m.unit = post.unit"
_MINE = (
    "SELECT id, stream_id, clock, key, rung, role, unit, person, due_at, point_at, sent_at"  # noqa: S608 (all of it is ours)
    f" FROM ((SELECT m.* FROM bihuan.messages m WHERE {_OF_PERSON} AND {_WANTED})"
    " UNION ALL"
    " SELECT m.* FROM unnest(%(roles)b::text[], %(units)b::text[]) AS post(role, unit) CROSS JOIN LATERAL"
    f"  (SELECT * FROM bihuan.messages m WHERE {_OF_POST} AND {_WANTED}) m"
    ") AS mine ORDER BY id DESC LIMIT %(limit)b::int4"
)
_LATE = (
    "SELECT count(*), min(wake_at) FROM (SELECT wake_at FROM bihuan.timers WHERE jurisdiction = %b::text"
    " AND wake_at <= %b::timestamptz ORDER BY wake_at LIMIT 10000) AS due"
)


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


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which messages, from `before` (an id) back. A tuple lists alternatives, an empty one asks nothing.

    `role` and `unit` are those of the post that was told, "" of a person or of a post without a unit; `since` and
    `until` (exclusive) are when it was sent.
    """

    before: int = LAST
    case_id: str = ""
    rung: tuple[str, ...] = ()
    clock: tuple[str, ...] = ()
    role: tuple[str, ...] = ()
    unit: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    limit: int


LISTED = ("rung", "clock", "role", "unit")


async def messages_of(
    log: EventLog, person: str, posts: Sequence[tuple[str, str]], wanted: Wanted
) -> list[Told]:
    """What a person was told, himself or in one of his posts (role and unit). Raises LogUnavailable."""
    of_office = [(role, "") for role, _ in posts]
    asked = list(dict.fromkeys([*posts, *of_office]))
    parameters: dict[str, Any] = {
        **vars(wanted),
        **{name: list(getattr(wanted, name)) or None for name in LISTED},
        "office": log.jurisdiction,
        "person": person,
        "roles": [role for role, _ in asked],
        "units": [unit for _, unit in asked],
    }
    return [Told(row[0], Message(*row[1:])) for row in await log.ask(_MINE, parameters)]


async def late_timers(log: EventLog, now: datetime) -> tuple[int, float]:
    """How many timers are due and not looked at (10,000 at most), and for how many seconds the oldest is."""
    ((number, oldest),) = await log.ask(_LATE, [log.jurisdiction, now])
    return int(number), max(0.0, (now - oldest).total_seconds()) if oldest else 0.0
