"""An empty table filled from the log: rows stay in memory while their cases move, and are written when they rest.

Following writes a row with every batch its case is met in. Here a row is written when nothing has touched it for a
while, and what is left at the end: most rows once. The table is nobody's until it is switched, and what a killed build
left is thrown away, so position and rows need to agree only at the end. A row that the database refuses ends the
filling: the plain way finds the fact that made it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from contextlib import contextmanager
from typing import Generic, TypeVar

from domain.envelope import Event
from projections.folding import Folding
from projections.ports import Connection, Poison
from projections.projection import Key
from projections.read_model import TROUBLE
from projections.table import Table

R = TypeVar("R")
ROWS_KEPT = 5_000
"""Rows a model keeps in memory: more than the cases an office has open at a time, some 5 kB each."""


class RowRefused(Exception):
    """The database took some row amiss; nothing was parked and the table is of no use."""


class Filling(Generic[R]):
    """The consumer of a table that was empty when it began. Nothing is whole before `settle`."""

    def __init__(self, table: Table[R]) -> None:
        self.table = table
        self._projection = table.projection
        self._rows: dict[Key, R] = {}
        """Not written yet, the one that was touched last at the end."""
        self._stored: set[Key] = set()
        """Those of them that the table has an older row of."""

    @property
    def name(self) -> str:
        """The table's name, under which its position is kept."""
        return self.table.name

    def take(self, connection: Connection, events: Sequence[Event], parked: Set[str]) -> list[Poison]:
        """Fold these events and write the rows that rested longest. Raises RowRefused."""
        folding = Folding(parked)
        concerning = folding.concerning(self._projection, events)
        if self._projection.append_only:
            new = [row for row in folding.fold(self._projection, concerning, {}).values() if row is not None]
            with _refusing():
                self.table.append(connection, new)
        else:
            self._look_up(connection, {key for key, _ in concerning})
            self._keep(connection, folding.fold(self._projection, concerning, self._rows))
            self._write(connection, len(self._rows) - ROWS_KEPT)
        return folding.poisons

    def retry(self, connection: Connection, events: Sequence[Event], since: int) -> list[Poison]:
        """Nothing is tried again while a table is filled: what was mended is right the first time."""
        return [Poison(events[0].envelope.case_id, since, "parked while filling")]

    def settle(self, connection: Connection) -> None:
        """Write whatever is kept, and what lies beside the table. Raises RowRefused."""
        self._write(connection, len(self._rows))
        self.table.refill(connection)

    def _look_up(self, connection: Connection, keys: Set[Key]) -> None:
        found = self.table.rows(connection, list(keys - self._rows.keys()))
        self._rows.update(found)
        self._stored.update(found)

    def _keep(self, connection: Connection, changed: dict[Key, R | None]) -> None:
        for key, row in changed.items():
            self._rows.pop(key, None)
            if row is not None:
                self._rows[key] = row
        gone = {key: None for key, row in changed.items() if row is None}
        self.table.merge(connection, gone)
        self._stored -= gone.keys()

    def _write(self, connection: Connection, count: int) -> None:
        """Write the rows that were not touched for longest."""
        rows = dict(zip(list(self._rows)[:count] if count > 0 else (), self._rows.values(), strict=False))
        older = {key: row for key, row in rows.items() if key in self._stored}
        with _refusing():
            self.table.append(connection, (row for key, row in rows.items() if key not in older))
            self.table.merge(connection, older)
        for key in rows:
            del self._rows[key]
        self._stored -= older.keys()


@contextmanager
def _refusing() -> Iterator[None]:
    """Whatever is no trouble with the server is a row's fault."""
    try:
        yield
    except TROUBLE:
        raise
    except Exception as error:
        raise RowRefused from error
