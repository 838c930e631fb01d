"""A read side in a fresh database, fed from a log in memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

import pytest

from projections.board import BOARD
from projections.books import Books
from projections.closed_loop import CLOSED_LOOP
from projections.connecting import connect
from projections.digest import digest
from projections.ports import Connection, Log
from projections.projection import Projection
from projections.rebuild import Comparison, bring_up, compare
from projections.runner import Runner, live_model
from projections.table import Table
from projections.timeline import TIMELINE
from tests.support.histories import MemoryLog

MODELS: tuple[Projection[Any], ...] = (BOARD, TIMELINE, CLOSED_LOOP)
BELL = "bihuan_bell"


@dataclass
class ReadSide:
    """One office's read side and its log."""

    dsn: str
    connection: Connection
    books: Books = field(default_factory=lambda: Books("330105"))
    log: MemoryLog = field(default_factory=MemoryLog)

    def up(self, *models: Projection[Any]) -> None:
        bring_up(self.connection, self.books, self.log, models or MODELS, owner="setup")

    def runner(
        self, owner: str = "w1", models: tuple[Projection[Any], ...] = MODELS, **options: Any
    ) -> Runner:
        seats = [live_model(self.books, model) for model in models]
        return Runner(self.dsn, self.books, self.open_log, seats, owner=owner, bell=BELL, **options)

    def open_log(self) -> AbstractContextManager[Log]:
        return nullcontext(self.log)

    def follow(self, runner: Runner) -> int:
        """Step until there is nothing left to do; returns how many events were taken."""
        taken = 0
        while moved := runner.step(self.connection, self.log):
            taken += moved
        return taken

    def table(self, model: Projection[Any]) -> Table[Any]:
        live = self.books.live(self.connection, model.name)
        assert live is not None
        return Table(self.books.schema, live.name, model)

    def digests(self, *models: Projection[Any]) -> list[str]:
        return [digest(self.connection, self.table(model)) for model in models or MODELS]

    def compare(self, *models: Projection[Any]) -> list[Comparison]:
        """Build beside with an odd page and take both digests."""
        return compare(self.connection, self.books, self.log, models or MODELS, owner="compare", page=41)

    def position(self, model: Projection[Any] = BOARD) -> int:
        live = self.books.live(self.connection, model.name)
        assert live is not None
        return live.position

    def execute(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run SQL with `{s}` for the schema."""
        cursor = self.connection.execute(statement.replace("{s}", f'"{self.books.schema}"').encode(), values)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def read_side(database: str) -> Iterator[ReadSide]:
    with connect(database) as connection:
        yield ReadSide(database, connection)
