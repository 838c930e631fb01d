"""One export from the log to a file, in whatever format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from api.exporting.about import About, Opened
from api.exporting.choosing import Choice, histories
from api.exporting.telling import Teller
from workflows.log import LogReader


@dataclass(frozen=True)
class Exported:
    """How much was written, and how many fields of it say only that they are hidden."""

    cases: int
    facts: int
    hidden: int


def export(
    log: LogReader,
    choice: Choice,
    teller: Teller,
    about: About,
    opened: Opened,
    file: BinaryIO,
    tell: Callable[[int], None] = lambda position: None,
) -> Exported:
    """Write every chosen case that the reader may know of; `tell` hears how far the log was looked through."""
    cases = facts = 0
    with opened(file, about) as take:
        for history in histories(log, choice, tell):
            told = teller.tell(history)
            if told is not None:
                take(told)
                cases, facts = cases + 1, facts + len(told.facts)
    return Exported(cases, facts, teller.hidden[0])
