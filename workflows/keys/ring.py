"""Keys remembered for a short while, and forgotten at once when any was taken away."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from time import monotonic
from typing import Generic, TypeVar

KEPT_S = 60.0
"""The longest that a key stays usable here when nobody can say that it was taken away."""
MOST = 20_000
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Ring(Generic[K, V]):
    """What was found, by what it was asked for."""

    def __init__(self, kept_s: float = KEPT_S) -> None:
        self._kept_s = kept_s
        self._found: dict[K, tuple[float, V]] = {}
        self.generation = 0
        """Grows with every flush: what was asked for before one must not be kept after it."""

    def get(self, key: K) -> V | None:
        """What is remembered, while it is fresh."""
        held = self._found.get(key)
        if held is None or held[0] < monotonic():
            return None
        return held[1]

    def split(self, keys: Iterable[K]) -> tuple[dict[K, V], list[K]]:
        """What is remembered of these, and which are not."""
        found: dict[K, V] = {}
        missing: list[K] = []
        for key in dict.fromkeys(keys):
            value = self.get(key)
            if value is None:
                missing.append(key)
            else:
                found[key] = value
        return found, missing

    def keep(self, found: Mapping[K, V], generation: int) -> None:
        """Remember what was found when the ring was at that generation; nothing when it was flushed meanwhile."""
        if generation != self.generation:
            return
        if len(self._found) + len(found) > MOST:
            self._found.clear()
        until = monotonic() + self._kept_s
        self._found.update((key, (until, value)) for key, value in found.items())

    def flush(self) -> None:
        """Forget all."""
        self.generation += 1
        self._found.clear()
