"""What people from outside are called in a case: by the names that were given, as far as its reader may read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.case_view import View, fields_now
from domain.envelope import Event
from domain.facts.enforcement import OrderServed
from domain.facts.intake import CaseReported
from domain.facts.tasks import TaskOpened

NAMES = frozenset({"reporter_name", "party_name", "party_names"})


def says_a_name(_: Event, field: str) -> bool:
    """Whether a field says what somebody is called."""
    return field in NAMES


def called_in(view: View) -> dict[str, str]:
    """By id: the name, else what he is in this case, numbered when there are several parties."""
    found: dict[str, str] = {}
    for event in view.events:
        if isinstance(event.fact, CaseReported | OrderServed | TaskOpened):
            fields = fields_now(view, event)
            named = _parties(view, fields) | _party(view, fields) | _reporter(view, fields)
            for person, name in (named | _subject(view, fields)).items():
                found.setdefault(person, name)
    return {person: name for person, name in found.items() if not view.office.posts.get(person)}


def _parties(view: View, fields: Mapping[str, Any]) -> dict[str, str]:
    ids, names = _texts(fields.get("parties")), fields.get("party_names")
    role = view.wording.of("roles", "party")
    given = names if isinstance(names, list) and len(names) == len(ids) else [None] * len(ids)
    named = [name if isinstance(name, str) else f"{role} {number}" for number, name in enumerate(given, 1)]
    return dict(zip(ids, named, strict=True))


def _party(view: View, fields: Mapping[str, Any]) -> dict[str, str]:
    return _one(view, fields, "party", "party_name", "party")


def _reporter(view: View, fields: Mapping[str, Any]) -> dict[str, str]:
    """The reporter, unless a party's name stands for him already."""
    found = _one(view, fields, "reporter", "reporter_name", "reporter")
    return {person: name for person, name in found.items() if person not in _texts(fields.get("parties"))}


def _subject(view: View, fields: Mapping[str, Any]) -> dict[str, str]:
    """Whom a task is for: nobody asked for a name."""
    return _one(view, fields, "subject", "", "beneficiary")


def _one(view: View, fields: Mapping[str, Any], who: str, name: str, role: str) -> dict[str, str]:
    person, given = fields.get(who), fields.get(name)
    if not isinstance(person, str) or not person:
        return {}
    return {person: given if isinstance(given, str) and given else view.wording.of("roles", role)}


def _texts(value: Any) -> list[str]:
    """The members of a list; none when it is hidden or was not given."""
    return [str(member) for member in value] if isinstance(value, list | tuple) else []
