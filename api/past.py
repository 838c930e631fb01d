"""The read models as they were: folded from the log in a thread, and kept for the pages that ask for the same again."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from projections.as_of import Cut, Past, rows_at
from projections.projection import Projection
from workflows.log import LogReader

R = TypeVar("R")
KEPT = 6
SETTLED = timedelta(seconds=5)
"""Recorded time that lies so far back gets no more facts; business time may get some at any time."""


class PastModels:
    """Folds read models up to a cut; one fold at a time, since each keeps a core busy."""

    def __init__(self, dsn: str, jurisdiction: str, clock: Callable[[], datetime]) -> None:
        self._dsn, self._jurisdiction, self._clock = dsn, jurisdiction, clock
        self._kept: OrderedDict[tuple[str, Cut], Past[Any]] = OrderedDict()
        self._turn = asyncio.Lock()

    async def rows(self, projection: Projection[R], cut: Cut) -> Past[R]:
        """The rows of a model at a cut."""
        key = (projection.name, cut)
        async with self._turn:
            if key in self._kept:
                return self._kept[key]
            found = await asyncio.to_thread(self._folded, projection, cut)
            self._keep(key, found)
            return found

    def _folded(self, projection: Projection[R], cut: Cut) -> Past[R]:
        with LogReader.open(self._dsn, self._jurisdiction) as log:
            return rows_at(log, projection, cut)

    def _keep(self, key: tuple[str, Cut], found: Past[Any]) -> None:
        cut = key[1]
        settled = cut.position is not None and cut.position <= found.position
        if settled or (cut.recorded is not None and cut.recorded < self._clock() - SETTLED):
            self._kept[key] = found
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
