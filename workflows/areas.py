"""What is filed in the outline of a running task hangs on it by itself, whoever reported it."""

from __future__ import annotations

from collections.abc import Iterator

from domain.areas import covers
from domain.case import Case
from domain.envelope import Event
from domain.facts.intake import CaseFiled
from workflows.consequences import Around, Consequence

ADD = "add_case"
"""The move of a task with an outline that hangs a case on it."""


def join_area(event: Event, case: Case, around: Around) -> Iterator[Consequence]:
    """The case is hung on every running task in whose outline it lies."""
    if not isinstance(event.fact, CaseFiled) or around.calendar is None:
        return
    day = around.calendar.local(event.envelope.occurred_at).date()
    for task in around.others:
        if covers(task, case, day):
            yield Consequence(reaction="join_area", on=task.id, move=ADD, fields={"child": case.id})
