"""Events to rows, in memory: the pure heart of every follower that keeps a table, and of every look at the past."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import TypeVar

from domain.envelope import Event
from projections.parking import told
from projections.ports import Poison
from projections.projection import Key, Projection

R = TypeVar("R")


class Folding:
    """What became of a batch: the streams that stand still, with the event each stopped at."""

    def __init__(self, parked: Set[str] = frozenset()) -> None:
        self._parked = set(parked)
        self.poisons: list[Poison] = []

    def concerning(self, projection: Projection[R], events: Iterable[Event]) -> list[tuple[Key, Event]]:
        """The events this model handles, each with the key of its row; parked streams are left out."""
        handles, key_of, parked = projection.handles, projection.key, self._parked
        found: list[tuple[Key, Event]] = []
        for event in events:
            if handles is not None and type(event.fact) not in handles:
                continue
            if parked and event.envelope.case_id in parked:
                continue
            try:
                key = key_of(event)
            except Exception as error:  # noqa: BLE001 - whatever it is, only this case may suffer
                self.stop([_poison(event, error)])
                continue
            if key is not None:
                found.append((key, event))
        return found

    def fold(
        self, projection: Projection[R], events: Sequence[tuple[Key, Event]], rows: Mapping[Key, R]
    ) -> dict[Key, R | None]:
        """The rows these events change, from what they were before; a failing event stops its own stream."""
        evolve, parked = projection.evolve, self._parked
        touched: dict[Key, R | None] = {}
        for key, event in events:
            if parked and event.envelope.case_id in parked:
                continue
            try:
                touched[key] = evolve(touched[key] if key in touched else rows.get(key), event)
            except Exception as error:  # noqa: BLE001 - whatever it is, only this case may suffer
                self.stop([_poison(event, error)])
        return touched

    def stop(self, poisons: Iterable[Poison]) -> None:
        """From here on these streams stand still; one that does already keeps its first reason."""
        for poison in poisons:
            if poison.stream_id not in self._parked:
                self._parked.add(poison.stream_id)
                self.poisons.append(poison)


def _poison(event: Event, error: Exception) -> Poison:
    return Poison(event.envelope.case_id, event.envelope.position, told(error))
