"""Facts written under an older schema, brought to the present one while they are read; the log stays as it is.

Every change of a fact's schema adds one step here, from the version before. The steps of a topic must reach its
present version without a gap, or the program does not start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from domain.facts.schema import Fact
from workflows.log.errors import BadUpcasters
from workflows.log.topics import FACTS

Data = dict[str, Any]


@dataclass(frozen=True)
class Upcaster:
    """One step: data of `topic` as written under schema `since`, made into data of schema `since` + 1."""

    topic: str
    since: int
    change: Callable[[Data], Data]


UPCASTERS: tuple[Upcaster, ...] = ()
"""None yet: every fact is in its first schema."""


class Upcasters:
    """The steps by topic and version, known to be whole."""

    def __init__(self, steps: Iterable[Upcaster], facts: Mapping[str, type[Fact]]) -> None:
        """Raise BadUpcasters on an unknown topic, a step given twice, a gap, or a step beyond the present schema."""
        self._steps: dict[tuple[str, int], Upcaster] = {}
        for step in steps:
            if step.topic not in facts:
                raise BadUpcasters(f"An upcaster is for {step.topic!r}, which no fact has.")
            if (step.topic, step.since) in self._steps:
                raise BadUpcasters(f"Two upcasters are for {step.topic} from schema {step.since}.")
            self._steps[step.topic, step.since] = step
        for topic, fact in facts.items():
            found = sorted(since for known, since in self._steps if known == topic)
            wanted = list(range(1, fact.SCHEMA))
            if found != wanted:
                raise BadUpcasters(
                    f"{topic} is at schema {fact.SCHEMA}: needs steps from {wanted}, has {found}."
                )

    def lift(self, topic: str, schema: int, present: int, data: Data) -> Data:
        """Bring data from `schema` to the `present` one. Raises ValueError when a later version wrote them."""
        if not 1 <= schema <= present:
            raise ValueError(f"schema {schema} of {topic} is not known here, the present one is {present}")
        for since in range(schema, present):
            data = self._steps[topic, since].change(data)
        return data


PRESENT = Upcasters(UPCASTERS, FACTS)
