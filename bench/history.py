"""A long log in a minute: cases that the engine really decided, copied again and again with ids of their own.

So many cases run side by side, as in a street office that closes a case a few days after it was reported.
"""

from __future__ import annotations

import asyncio

import psycopg

from bench import office
from bench.keyed import keyed_log

OPEN_CASES = 2_000
"""How many cases run side by side."""
TEMPLATES = 50
STEPS = len(office.STEPS)

_COPY = """
INSERT INTO bihuan.events (jurisdiction, stream_id, version, topic, data, event_id, metadata, occurred_at,
                           recorded_at, position)
SELECT jurisdiction, md5('case ' || copy)::uuid::text, version, topic,
       convert_to(replace(convert_from(data, 'UTF8'), '"case_no":"', '"case_no":"' || copy || '-'), 'UTF8'),
       md5('event ' || copy || ' ' || version)::uuid,
       regexp_replace(
           regexp_replace(metadata::text, '"due_at": "[^"]*"', '"due_at": "' || to_char(
               now() + copy * interval '61 seconds', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') || '"', 'g'),
           '"command_id": "[^"]*"',
           '"command_id": "' || md5('command ' || copy || version)::uuid || '"')::jsonb,
       occurred_at, clock_timestamp(),
       %(head)s + row_number() OVER (ORDER BY copy + version * %(open)s / %(steps)s, copy, version)
FROM (SELECT *, dense_rank() OVER (ORDER BY stream_id) - 1 AS template FROM bihuan.events
      WHERE position <= %(head)s AND stream_id <> 'office') AS model
JOIN generate_series(1, %(cases)s) AS copy ON copy %% %(templates)s = model.template
ORDER BY 10
"""


def write(dsn: str, events: int) -> int:
    """Fill an empty log with about so many events; returns how many there are."""
    asyncio.run(_decide(dsn))
    with psycopg.connect(dsn, autocommit=True) as connection:
        head = _head(connection)
        values = {
            "head": head,
            "cases": events // STEPS,
            "open": OPEN_CASES,
            "steps": STEPS,
            "templates": TEMPLATES,
        }
        connection.execute(_COPY, values)
        connection.execute("VACUUM ANALYZE bihuan.events")
        return _head(connection)


def _head(connection: psycopg.Connection[tuple[int]]) -> int:
    row = connection.execute("SELECT coalesce(max(position), 0) FROM bihuan.events").fetchone()
    return row[0] if row else 0


async def _decide(dsn: str) -> None:
    """The cases that are copied."""
    async with keyed_log(dsn, office.office_file().code) as log:
        engine = office.engine_on(log)
        await office.found(engine)
        await asyncio.gather(*(office.live(engine) for _ in range(TEMPLATES)))
