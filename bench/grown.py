"""A log that has grown: one case that was really lived, copied by the server as often as it takes.

Ids are as the doors make them: each greater than those before it (UUIDv7). They follow from the number of the case, so
that any of them can be named without being looked up.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import psycopg

from bench import office
from bench.keyed import keyed_log
from bench.workload import new_uuid

AT_ONCE = 50_000
"""Cases copied in one transaction."""
FACTS_A_CASE = len(office.STEPS)
COPY_FACTS = """
INSERT INTO bihuan.events (jurisdiction, stream_id, version, topic, data, event_id, metadata,
                           occurred_at, recorded_at, position)
SELECT e.jurisdiction, '01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'), e.version, e.topic, e.data,
       gen_random_uuid(), e.metadata, e.occurred_at, %(at)s, %(position)s + (n - %(first)s) * %(each)s + e.version
  FROM generate_series(%(first)s::bigint, %(last)s) AS n, bihuan.events e
 WHERE e.jurisdiction = %(place)s AND e.stream_id = %(model)s
 ORDER BY n, e.version
"""
COPY_COMMANDS = """
INSERT INTO bihuan.commands (jurisdiction, command_id, stream_id, actor, digest, version, position, recorded_at)
SELECT c.jurisdiction, ('01900000-0000-7000-9000-' || lpad(to_hex(at), 12, '0'))::uuid,
       '01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'), c.actor, c.digest, c.version, at, %(at)s
  FROM generate_series(%(first)s::bigint, %(last)s) AS n, bihuan.commands c,
       LATERAL (SELECT %(position)s + (n - %(first)s) * %(each)s + c.version AS at) AS p
 WHERE c.jurisdiction = %(place)s AND c.stream_id = %(model)s
 ORDER BY n, c.version
"""


def case_id(number: int) -> str:
    """The id of the case with that number, from 1 on."""
    return f"01900000-0000-7000-8000-{number:012x}"


@dataclass(frozen=True)
class Grown:
    """A log with so many cases."""

    dsn: str
    facts: int
    cases: int
    office_version: int


def grow(dsn: str, facts: int, say: Callable[[str], None]) -> Grown:
    """Fill a log with about so many facts."""
    place = office.office_file().code
    model, office_version = asyncio.run(_live_one(dsn))
    cases = facts // FACTS_A_CASE
    with psycopg.connect(dsn, autocommit=True) as owner:
        position, at = owner.execute(
            "SELECT max(position), max(recorded_at) FROM bihuan.events WHERE jurisdiction = %s", [place]
        ).fetchone() or (0, None)
        for first in range(1, cases + 1, AT_ONCE):
            last = min(first + AT_ONCE - 1, cases)
            bounds = {"first": first, "last": last, "position": position, "at": at}
            named = {"place": place, "model": model, "each": FACTS_A_CASE}
            with owner.transaction():
                owner.execute(COPY_FACTS, {**bounds, **named})
                owner.execute(COPY_COMMANDS, {**bounds, **named})
            position += (last - first + 1) * FACTS_A_CASE
            say(f"grown to {position:,} facts")
        owner.execute("VACUUM ANALYZE bihuan.events, bihuan.commands")
        owner.execute("CHECKPOINT")
    return Grown(dsn, facts, cases, office_version)


async def _live_one(dsn: str) -> tuple[str, int]:
    """Set the office up and live the case that is copied; returns its id and the version of the office."""
    case = str(new_uuid())
    async with keyed_log(dsn, office.office_file().code) as log:
        engine = office.engine_on(log)
        await office.found(engine)
        for number in range(FACTS_A_CASE):
            await engine.handle(office.command(case, number))
        return case, (await engine.office()).version
