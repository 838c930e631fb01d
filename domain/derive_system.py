"""What the system names where a person would choose: whom it writes to, whom it gives a case to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from domain.derivation import Sent
from domain.rules.rule import Attempt
from domain.scalars import is_empty


def _party(attempt: Attempt) -> str | None:
    """The first party; of a matter nobody is named in, the object it lies at, else the device that told of it."""
    case = attempt.known
    listed = case.place.object_id if case.place else ""
    return next(iter(case.parties), listed) or case.device or None


def _unit_by_list(attempt: Attempt) -> str | None:
    """The first unit that the duty list gives this matter at this place."""
    case = attempt.known
    return next(iter(attempt.context.office.units_with_duty(case.category, case.community)), None)


def _community(attempt: Attempt) -> str | None:
    return attempt.known.community or None


NAMED: Mapping[tuple[str, str], Callable[[Attempt], str | None]] = {
    ("contact.made", "subject"): _party,
    ("case.dispatched", "unit"): _unit_by_list,
    ("case.reassigned", "unit"): _community,
}


def filled_in(attempt: Attempt, sent: Sent) -> dict[str, Any]:
    """The fields with what the system left open and can be named."""
    fields = dict(sent)
    for (topic, name), named in NAMED.items():
        if topic == attempt.move.fact and is_empty(fields.get(name)):
            fields[name] = named(attempt)
    return fields
