"""The digest of a table: SHA-256 over its rows as PostgreSQL writes them, in the order of their keys.

What lies beside the table is part of it.

Two tables of one shape have the same digest exactly when they hold the same rows, byte for byte. The rows stream
through, so the size of a table does not matter.
"""

from __future__ import annotations

import hashlib
from typing import Any

from psycopg import sql

from projections.ports import Connection
from projections.table import Table

_SETTINGS = "SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL extra_float_digits = 1"


def digest(connection: Connection, table: Table[Any]) -> str:
    """The digest of what the table holds now, as hexadecimal text."""
    found = hashlib.sha256()
    rows = sql.SQL("COPY (SELECT {} FROM {} ORDER BY {}) TO STDOUT").format(
        table.names, table.identifier, sql.Identifier(table.projection.key_column)
    )
    beside = [sql.SQL("COPY ({}) TO STDOUT").format(companion.rows) for companion in table.companions]
    with connection.transaction():
        connection.execute(_SETTINGS)
        for asked in (rows, *beside):
            with connection.cursor().copy(asked) as copy:
                for piece in copy:
                    found.update(piece)
    return found.hexdigest()
