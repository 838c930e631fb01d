"""The bell of the log: NOTIFY says that there may be something new. Only a hint; whoever listens polls as well."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from psycopg import sql

from projections.connecting import connect
from projections.ports import Connection


class Hint:
    """Waits for the bell on a connection of its own."""

    def __init__(self, connection: Connection, channel: str) -> None:
        self._connection = connection
        connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))

    def wait(self, seconds: float) -> bool:
        """Return at the next ring, at once for one that came before, or after so many seconds; whether it rang."""
        rung = False
        for _ in self._connection.notifies(timeout=seconds, stop_after=1):
            rung = True
        return rung


@contextmanager
def hints(dsn: str, channel: str) -> Iterator[Hint]:
    """Listen to a channel."""
    with connect(dsn) as connection:
        yield Hint(connection, channel)
