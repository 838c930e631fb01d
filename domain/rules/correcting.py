"""What may be put right in the record, and by whom."""

from __future__ import annotations

from domain.declaration import declared
from domain.facts import BY_TOPIC
from domain.facts.schema import PERSONAL
from domain.rules.rule import Attempt, rule


@rule("not_correctable", body=True)
def text_correctable(attempt: Attempt) -> bool:
    """A fact of this case, and a personal text in it: nothing was decided by what it says.

    What is confidential by itself stays as it was said: a correction is read by whoever may read personal texts.
    """
    topic = attempt.known.facts.get(attempt.get("fact"), "")
    return attempt.get("field") in correctable_fields(topic)


def correctable_fields(topic: str) -> tuple[str, ...]:
    """Fields of a fact that may be corrected: personal texts, which neither fold nor read models look at."""
    return tuple(
        field.name
        for field in (declared(BY_TOPIC[topic]) if topic in BY_TOPIC and topic != CORRECTED else ())
        if field.base is str and field.level is not None and field.level.level == PERSONAL.level
    )


CORRECTED = "record.corrected"
"""A correction is corrected by another of the same field."""


@rule("second_person_needed", "office", body=True)
def second_person_differs(attempt: Attempt) -> bool:
    """The second person is a member of staff, and neither who corrects nor the one acted for."""
    second = attempt.get("second")
    return second not in attempt.ids and attempt.context.office.person(second).is_staff


RULES = (text_correctable, second_person_differs)
