"""The follower that keeps a table: folds a batch, writes its rows, and finds the case whose row cannot be written."""

from __future__ import annotations

from collections.abc import Sequence, Set
from itertools import chain, groupby
from typing import Generic, TypeVar

import psycopg

from domain.envelope import Event
from projections.folding import Folding
from projections.parking import told
from projections.ports import Connection, Poison
from projections.table import Table

R = TypeVar("R")
TROUBLE = (psycopg.OperationalError, psycopg.InterfaceError, psycopg.InternalError)
"""Trouble with the server or the way to it: nobody's fault, nobody is parked, the batch comes again."""


class ReadModel(Generic[R]):
    """Follows the log into one table."""

    def __init__(self, table: Table[R]) -> None:
        self.table = table
        self._projection = table.projection

    @property
    def name(self) -> str:
        """The table's name: another table begins at the beginning."""
        return self.table.name

    def take(self, connection: Connection, events: Sequence[Event], parked: Set[str]) -> list[Poison]:
        """Write what these events make of the rows."""
        try:
            with connection.transaction():
                return self._write(connection, events, parked)
        except TROUBLE:
            raise
        except Exception as error:  # noqa: BLE001 - a row that cannot be written is found by halving
            return self._halved(connection, events, parked, error)

    def retry(self, connection: Connection, events: Sequence[Event], since: int) -> list[Poison]:
        """Write the rows of one stream anew, from its first event; returns where it still fails."""
        folding = Folding()
        changed = folding.fold(self._projection, folding.concerning(self._projection, events), {})
        if folding.poisons:
            return folding.poisons
        try:
            with connection.transaction():
                before = self.table.rows(connection, list(changed)) if self.table.companions else {}
                self.table.merge(connection, changed)
                self.table.follow(connection, before, changed)
        except TROUBLE:
            raise
        except Exception as error:  # noqa: BLE001 - it stays parked where it was
            return [Poison(events[0].envelope.case_id, since, told(error))]
        return []

    def _write(self, connection: Connection, events: Sequence[Event], parked: Set[str]) -> list[Poison]:
        folding = Folding(parked)
        concerning = folding.concerning(self._projection, events)
        if self._projection.append_only:
            changed = folding.fold(self._projection, concerning, {})
            self.table.append(connection, (row for row in changed.values() if row is not None))
        elif concerning:
            rows = self.table.rows(connection, list({key for key, _ in concerning}))
            folded = folding.fold(self._projection, concerning, rows)
            self.table.merge(connection, folded)
            self.table.follow(connection, rows, folded)
        return folding.poisons

    def _halved(
        self, connection: Connection, events: Sequence[Event], parked: Set[str], error: Exception
    ) -> list[Poison]:
        """Halve by cases, then a case by its events, until what cannot be written stands alone."""
        if len(events) == 1:
            envelope = events[0].envelope
            return [Poison(envelope.case_id, envelope.position, told(error))]
        self.table.unstage(connection)
        first, second = _halves(events)
        poisons = self.take(connection, first, parked)
        self.table.unstage(connection)
        return poisons + self.take(connection, second, parked | {poison.stream_id for poison in poisons})


def _halves(events: Sequence[Event]) -> tuple[list[Event], list[Event]]:
    """Two parts that share no stream, or two parts of the one stream there is; order within a stream is kept."""
    ordered = sorted(events, key=lambda event: event.envelope.case_id)
    streams = [list(found) for _, found in groupby(ordered, key=lambda event: event.envelope.case_id)]
    if len(streams) == 1:
        middle = len(events) // 2
        return list(events[:middle]), list(events[middle:])
    middle = len(streams) // 2
    return list(chain(*streams[:middle])), list(chain(*streams[middle:]))
