"""What a specification asks about personal data: looks, requests of people, cases that two persons open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, Protocol

from features.answers import Answer


@dataclass(frozen=True, kw_only=True)
class LookSeen:
    """A look as the auditor's list tells it; texts in Chinese."""

    person: str
    fields: tuple[str, ...]
    purpose: str


class Looking(Protocol):
    """An office where somebody looks at cases, and asks to."""

    def look(self, case_id: str, actor: str) -> None:
        """Open a case and its history."""
        ...

    def looks(self, case_id: str, actor: str) -> Sequence[LookSeen]:
        """Who looked at a case, as this person's list tells it."""
        ...

    def shown(self, case_id: str, actor: str, field: str) -> str:
        """How this person is shown a field of the report: empty when he reads it, else hidden, erased or restricted."""
        ...

    def ask_to_read(self, case_id: str, actor: str, purpose: str, hours: int) -> Answer:
        """Ask for a case beyond one's rights."""
        ...

    def open_case(self, case_id: str, actor: str) -> Answer:
        """Grant the last request about a case."""
        ...

    def carry_out(self, action: str, subject: str, actor: str) -> Answer:
        """Restrict, release or erase data about somebody."""
        ...


class NoDoor:
    """Stands where nobody comes in by a door, so that nobody is shown anything."""

    def __getattr__(self, name: str) -> NoReturn:
        raise AssertionError("who is shown what is a promise of the doors: tag the scenario @door")


def without_door() -> Any:
    """What drivers without a door have."""
    return NoDoor()
