"""One export from the log to a file, in whatever format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

from api.exporting.about import About, Opened
from api.exporting.choosing import Choice, History, batches
from api.exporting.telling import Teller, ToldCase
from api.revealing import Reading
from domain.envelope import Event
from workflows.log import LogReader

Reveal = Callable[[Sequence[Reading]], Sequence[Sequence[Event]]]
"""Opens what lies sealed as far as each reading's reader may see it."""


def unopened(readings: Sequence[Reading]) -> Sequence[Sequence[Event]]:
    """Nothing is opened."""
    return [reading.events for reading in readings]


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
    reveal: Reveal = unopened,
) -> Exported:
    """Write every chosen case that the reader may know of; `tell` hears how far the log was looked through.

    `reveal` opens what lies sealed, batch by batch; without it that is told as hidden.
    """
    cases = facts = 0
    with opened(file, about) as take:
        for batch in batches(log, choice, tell):
            for told in _told(batch, teller, reveal):
                take(told)
                cases, facts = cases + 1, facts + len(told.facts)
    return Exported(cases, facts, teller.hidden[0])


def _told(batch: Sequence[History], teller: Teller, reveal: Reveal) -> Iterator[ToldCase]:
    asked = [(history, teller.reading(history)) for history in batch]
    known = [(history, reading) for history, reading in asked if reading is not None]
    opened = reveal([reading for _, reading in known]) if known else []
    for (history, reading), events in zip(known, opened, strict=True):
        yield teller.tell(replace(history, events=events), reading)
