"""What people from outside are called in a case: by the names that were given, as far as its reader may read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.case_view import View, fields_now
from domain.facts.enforcement import OrderServed
from domain.facts.intake import CaseReported


def called_in(view: View) -> dict[str, str]:
    """By id: the name, else what he is in this case, numbered when there are several parties."""
    found: dict[str, str] = {}
    for event in view.events:
        if isinstance(event.fact, CaseReported | OrderServed):
            fields = fields_now(view, event)
            for person, name in (
                _parties(view, fields) | _party(view, fields) | _reporter(view, fields)
            ).items():
                found.setdefault(person, name)
    return {person: name for person, name in found.items() if not view.office.posts.get(person)}


def _parties(view: View, fields: Mapping[str, Any]) -> dict[str, str]:
    ids, names = _texts(fields.get("parties")), _texts(fields.get("party_names"))
    role = view.wording.of("roles", "party")
    named = names if len(names) == len(ids) else [f"{role} {number}" for number, _ in enumerate(ids, 1)]
    return dict(zip(ids, named, strict=True))


def _party(view: View, fields: Mapping[str, Any]) -> dict[str, str]:
    return _one(view, fields, "party", "party_name", "party")


def _reporter(view: View, fields: Mapping[str, Any]) -> dict[str, str]:
    """The reporter, unless a party's name stands for him already."""
    found = _one(view, fields, "reporter", "reporter_name", "reporter")
    return {person: name for person, name in found.items() if person not in _texts(fields.get("parties"))}


def _one(view: View, fields: Mapping[str, Any], who: str, name: str, role: str) -> dict[str, str]:
    person, given = fields.get(who), fields.get(name)
    if not isinstance(person, str) or not person:
        return {}
    return {person: given if isinstance(given, str) and given else view.wording.of("roles", role)}


def _texts(value: Any) -> list[str]:
    """The members of a list; none when it is hidden or was not given."""
    return [str(member) for member in value] if isinstance(value, list | tuple) else []
