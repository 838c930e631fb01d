"""What the system names where a person would choose: whom it writes to, which community a case passes to."""

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


def _community(attempt: Attempt) -> str | None:
    """What is no longer the duty of those on the list goes to the community it lies in."""
    passed_on = attempt.move.given.get("reason") == "duty_changed"
    return attempt.known.community or None if passed_on else None


NAMED: Mapping[tuple[str, str], Callable[[Attempt], str | None]] = {
    ("contact.made", "subject"): _party,
    ("case.reassigned", "unit"): _community,
}


def filled_in(attempt: Attempt, sent: Sent) -> dict[str, Any]:
    """The fields with what the system left open and can be named."""
    fields = dict(sent)
    for (topic, name), named in NAMED.items():
        if topic == attempt.move.fact and is_empty(fields.get(name)):
            fields[name] = named(attempt)
    return fields
