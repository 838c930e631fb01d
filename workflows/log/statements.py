"""The SQL that the log is read and written with; the same for the async log and the sync reader."""

from __future__ import annotations

from workflows.log.codec import COLUMNS

APPEND = (
    "SELECT * FROM bihuan.append(%b::text, %b::text, %b::int4, %b::uuid, %b::bytea, %b::text, %b::text[], %b::bytea[],"
    " %b::uuid[], %b::text[], %b::timestamptz[], %b::text[], %b::text[], %b::text[], %b::int4[], %b::timestamptz)"
)
APPEND_BATCH = (
    "SELECT * FROM bihuan.append_batch(%b::text, %b::text[], %b::int4[], %b::uuid[], %b::bytea[], %b::text[],"
    " %b::int4[], %b::text[], %b::bytea[], %b::uuid[], %b::text[], %b::timestamptz[],"
    " %b::int4[], %b::text[], %b::text[], %b::text[], %b::int4[], %b::int4[], %b::int4[])"
)
# The same with timers: those of commands that were appended are armed in the same transaction.
_ANSWER = "verdict, stream_id, version, position, recorded_at, digest, scope, key"
_ARM = "INSERT INTO bihuan.timers (jurisdiction, wake_at, stream_id)"
APPEND_ARMED = (
    f"WITH done AS MATERIALIZED ({APPEND}), armed AS ({_ARM}"  # noqa: S608 (all of it is ours)
    " SELECT %b::text, greatest(%b::timestamptz, recorded_at), stream_id FROM done WHERE verdict = 'appended'"
    f" ON CONFLICT DO NOTHING) SELECT {_ANSWER} FROM done"
)
APPEND_BATCH_ARMED = (
    f"WITH done AS MATERIALIZED ({APPEND_BATCH} WITH ORDINALITY AS o({_ANSWER}, n)), "  # noqa: S608 (all of it is ours)
    f"armed AS ({_ARM} SELECT %b::text, greatest(w.wake_at, done.recorded_at), done.stream_id"
    " FROM unnest(%b::text[], %b::timestamptz[]) AS w(stream_id, wake_at)"
    " JOIN done ON done.stream_id = w.stream_id AND done.verdict = 'appended' ON CONFLICT DO NOTHING)"
    f" SELECT {_ANSWER} FROM done ORDER BY n"
)
# Several streams, each after a version of its own, in one answer: a case, the office, and cases it depends on.
STREAMS = (
    f"SELECT {COLUMNS} FROM unnest(%b::text[], %b::int4[]) AS wanted(id, after)"  # noqa: S608 (the columns are ours)
    " JOIN bihuan.events ON jurisdiction = %b::text AND stream_id = wanted.id AND version > wanted.after"
    " ORDER BY stream_id, version"
)
STREAM = (
    f"SELECT {COLUMNS} FROM bihuan.events WHERE jurisdiction = %b::text AND stream_id = %b::text"  # noqa: S608 (the columns are ours)
    " AND version > %b::int4 AND (%b::bigint IS NULL OR position <= %b::bigint)"
    " AND (%b::timestamptz IS NULL OR recorded_at <= %b::timestamptz) ORDER BY version"
)
PAGE = (
    f"SELECT {COLUMNS} FROM bihuan.events WHERE jurisdiction = %b::text AND position > %b::bigint"  # noqa: S608 (the columns are ours)
    " ORDER BY position LIMIT %b::bigint"
)
# The first facts of streams: of those begun after a position, in the order they began, and of those named.
BEGINNINGS = (
    f"SELECT {COLUMNS} FROM bihuan.events WHERE jurisdiction = %b::text AND position > %b::bigint"  # noqa: S608 (the columns are ours)
    " AND version = 1 ORDER BY position LIMIT %b::bigint"
)
BEGINNINGS_OF = (
    f"SELECT {COLUMNS} FROM bihuan.events WHERE jurisdiction = %b::text AND stream_id = ANY(%b::text[])"  # noqa: S608 (the columns are ours)
    " AND version = 1"
)
# Of these streams the first facts that hold the names of the attributes by which a report accuses somebody.
ACCUSING = f"{BEGINNINGS_OF} AND position('\"accused_'::bytea IN data) > 0"
# Cases opened between two positions whose last fact left them in a phase that is not over.
OPEN_CASES = (
    "SELECT first.stream_id, first.position FROM bihuan.events AS first WHERE first.jurisdiction = %b::text"
    " AND first.version = 1 AND first.stream_id <> %b::text AND first.position > %b::bigint"
    " AND first.position < %b::bigint AND 'done' <> (SELECT last.metadata ->> 'phase' FROM bihuan.events AS last"
    " WHERE last.jurisdiction = first.jurisdiction AND last.stream_id = first.stream_id"
    " ORDER BY last.version DESC LIMIT 1) ORDER BY first.position LIMIT %b::bigint"
)
HAS_STREAM = (
    "SELECT EXISTS (SELECT FROM bihuan.events WHERE jurisdiction = %b::text AND stream_id = %b::text)"
)
HEAD = "SELECT coalesce(max(position), 0) FROM bihuan.events WHERE jurisdiction = %b::text"
POSITION_AT = "SELECT bihuan.position_at(%b::text, %b::timestamptz)"
POSITION_OF = (
    "SELECT min(position) FROM bihuan.events WHERE jurisdiction = %b::text AND event_id = %b::text::uuid"
)
COMMAND = (
    "SELECT stream_id, version, position, recorded_at, digest FROM bihuan.commands"
    " WHERE jurisdiction = %b::text AND command_id = %b::uuid"
)
CLAIM = "SELECT stream_id FROM bihuan.claims WHERE jurisdiction = %b::text AND scope = %b::text AND key = %b::text"
CLAIMED = "SELECT key FROM bihuan.claims WHERE jurisdiction = %b::text AND scope = %b::text ORDER BY key"
# The greatest of the numbers that begin like this: longer ones are greater, then the digits decide.
LAST_CLAIM = (
    "SELECT key FROM bihuan.claims WHERE jurisdiction = %b::text AND scope = %b::text"
    " AND key >= %b::text AND key < %b::text ORDER BY length(key) DESC, key DESC LIMIT 1"
)
DEFINITION = "SELECT data::text FROM bihuan.definitions WHERE digest = %b::text"
DEFINITIONS = (
    "SELECT digest, workflow, version, published_at FROM bihuan.definitions"
    " ORDER BY workflow, version, published_at, digest"
)
PUBLISH = "SELECT bihuan.publish(%b::text, %b::text, %b::int4, %b::text::jsonb, %b::timestamptz)"
IS_DEMO = "SELECT bihuan.is_demo()"
NOTIFY = "SELECT pg_notify(%b::text, %b::text)"

CONSUMED = "SELECT position FROM bihuan.consumers WHERE jurisdiction = %b::text AND name = %b::text"
CONSUME = (
    "INSERT INTO bihuan.consumers AS c (jurisdiction, name, position) VALUES (%b::text, %b::text, %b::bigint)"
    " ON CONFLICT (jurisdiction, name) DO UPDATE SET position = greatest(c.position, excluded.position)"
)
PARK = (
    "INSERT INTO bihuan.parked (jurisdiction, consumer, command_id, position, stream_id, move, code, detail)"
    " VALUES (%b::text, %b::text, %b::uuid, %b::bigint, %b::text, %b::text, %b::text, %b::text) ON CONFLICT DO NOTHING"
)
PARKED = (
    "SELECT command_id::text, position, stream_id, move, code, detail, parked_at FROM bihuan.parked"
    " WHERE jurisdiction = %b::text AND consumer = %b::text ORDER BY position, command_id"
)


def channel(jurisdiction: str) -> str:
    """Name of the NOTIFY channel on which new positions of a jurisdiction are hinted at."""
    return f"bihuan_log_{jurisdiction}"


# The library's own way to append, behind a lock on the whole table.
INSERT_LOCKED = (
    "INSERT INTO bihuan.events (jurisdiction, stream_id, version, topic, data, event_id, metadata, occurred_at,"
    " recorded_at, position) SELECT %b::text, u.stream_id, u.version, u.topic, u.data, u.id::uuid, u.metadata::jsonb,"
    " u.occurred, greatest(clock_timestamp(), last.recorded_at), coalesce(last.position, 0) + u.n"
    " FROM unnest(%b::text[], %b::int4[], %b::text[], %b::bytea[], %b::text[], %b::text[], %b::timestamptz[])"
    " WITH ORDINALITY AS u(stream_id, version, topic, data, id, metadata, occurred, n)"
    " LEFT JOIN LATERAL (SELECT position, recorded_at FROM bihuan.events WHERE jurisdiction = %b::text"
    " ORDER BY position DESC LIMIT 1) AS last ON true ORDER BY u.n RETURNING position AS notification_id"
)
