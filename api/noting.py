"""Puts what was opened for somebody into the log of looks, before it goes out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from api.disclosed import Reader
from api.revealing import Access
from domain.disclosure import ANY_CASE
from domain.facts.privacy import PersonalDataViewed
from domain.streams import is_case
from workflows.looks import Look, Looks

PERSONAL, CONFIDENTIAL = 2, 3
MOST_CASES = 200
"""Cases of one fact; a longer export is told by several."""
HTTP = "http"


class Noting:
    """The access log of doors that go out the same way."""

    def __init__(self, looks: Looks, *, door: str = HTTP, purpose: str = "") -> None:
        """`purpose` is that of the door, such as an export; else it is the reader's."""
        self._looks, self._door, self._purpose = looks, door, purpose

    async def note(self, accesses: Sequence[Access]) -> None:
        """Record it durably. What was opened together in one right is one fact. Raises LogUnavailable."""
        for look in self._looks_of(accesses):
            await self._looks.note(look)

    def _looks_of(self, accesses: Sequence[Access]) -> Iterable[Look]:
        told = sorted(accesses, key=lambda access: _right_of(access.reader))
        for _, same in groupby(told, key=lambda access: _right_of(access.reader)):
            held = list(same)
            for start in range(0, len(held), MOST_CASES):
                yield self._look(held[start : start + MOST_CASES])

    def _look(self, accesses: Sequence[Access]) -> Look:
        reader = accesses[0].reader
        levels: dict[str, int] = {}
        for name, level in (item for access in accesses for item in access.fields.items()):
            levels[name] = max(level, levels.get(name, level))
        return Look(
            person=reader.person.id,
            role=reader.right.role,
            unit=reader.right.unit,
            door=self._door,
            fact=PersonalDataViewed(
                cases=tuple(sorted({access.stream for access in accesses if is_case(access.stream)})),
                personal=_of(levels, PERSONAL),
                confidential=_of(levels, CONFIDENTIAL),
                reach=reader.right.reach or ANY_CASE,
                purpose=self._purpose or reader.purpose,
                request=reader.opened.id if reader.opened else "",
            ),
        )


def _right_of(reader: Reader) -> tuple[str, ...]:
    """What tells looks in different rights apart."""
    right, request = reader.right, reader.opened.id if reader.opened else ""
    return reader.person.id, right.role, right.unit, right.reach, reader.purpose, request


def _of(levels: Mapping[str, int], level: int) -> tuple[str, ...]:
    return tuple(sorted(name for name, found in levels.items() if found == level))
