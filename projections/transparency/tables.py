"""Whether the tables of the log are those that were made for it: otherwise nothing read from them tells anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from projections.ports import Connection

_TEXT, _NUMBER, _BYTES, _MOMENT = "text", "bigint", "bytea", "timestamp with time zone"
TABLES: Mapping[str, Mapping[str, str]] = {
    "events": {
        "jurisdiction": _TEXT,
        "stream_id": _TEXT,
        "version": "integer",
        "topic": _TEXT,
        "data": _BYTES,
        "event_id": "uuid",
        "metadata": "jsonb",
        "occurred_at": _MOMENT,
        "recorded_at": _MOMENT,
        "position": _NUMBER,
    },
    "audit_leaves": {
        "jurisdiction": _TEXT,
        "leaf_index": _NUMBER,
        "event_id": "uuid",
        "salt": _BYTES,
        "leaf": _BYTES,
    },
    "audit_checkpoints": {"jurisdiction": _TEXT, "size": _NUMBER, "root": _BYTES, "note": _TEXT},
}
"""Columns by table, and their types as PostgreSQL tells them."""
_FOUND = """
SELECT c.relname, c.relkind::text, EXISTS (SELECT FROM pg_inherits i WHERE i.inhparent = c.oid),
       coalesce((SELECT jsonb_object_agg(a.attname, format_type(a.atttypid, a.atttypmod)) FROM pg_attribute a
                  WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped), '{}')
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'bihuan'
"""


def oddities(connection: Connection) -> Iterator[str]:
    """What is not as it was made: a table that is a view or has others behind it, a column of another type."""
    found = {name: (kind, parts, columns) for name, kind, parts, columns in connection.execute(_FOUND)}
    for table, wanted in TABLES.items():
        kind, parts, columns = found.get(table, ("", False, {}))
        if kind != "r":
            yield f"bihuan.{table} is no table"
            continue
        if parts:
            yield f"bihuan.{table} has tables behind it, whose rows are read as its own"
        for column, type_ in wanted.items():
            if columns.get(column) != type_:
                yield f"bihuan.{table}.{column} is {columns.get(column, 'not there')}, not {type_}"
