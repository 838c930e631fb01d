"""Looks at personal data as plain data and as rows of a table: who, in which post, which fields, on which ground."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from api.accesses import NAMED, Accesses
from api.asking import Asked
from api.wording import Wording
from domain.codec import to_data
from projections.accesses import CONFIDENTIAL, PERSONAL, AccessRow

COLUMNS = (
    "position", "at", "person", "person_label", "role", "role_label", "unit", "unit_label", "cases", "class", "fields",
    "fields_label", "reach", "reach_label", "purpose", "purpose_label", "request", "door",
)  # fmt: skip


def access_body(asked: Asked, found: Accesses, row: AccessRow) -> dict[str, Any]:
    """A look with ids and words of all it names."""
    wording = asked.wording()
    return {
        "position": row.position,
        "at": to_data(row.at),
        **_who(asked, found, row),
        "cases": [_case(found, case) for case in row.cases[:NAMED]],
        "more_cases": max(0, len(row.cases) - NAMED),
        "class": row.level,
        "fields": [
            {"field": name, "class": level, "label": field_label(wording, name)}
            for name, level in _fields(row)
        ],
        **_ground(wording, row),
        "request": row.request or None,
        "door": row.door,
    }


def access_row(asked: Asked, found: Accesses, row: AccessRow) -> list[Any]:
    """The same as a row of a table, in the order of `COLUMNS`; several values stand in one cell with spaces between."""
    wording = asked.wording()
    names = [name for name, _ in _fields(row)]
    flat = {
        "position": row.position,
        "at": to_data(row.at),
        **_who(asked, found, row),
        "cases": " ".join(row.cases),
        "class": row.level,
        "fields": " ".join(names),
        "fields_label": "; ".join(field_label(wording, name) for name in names),
        **_ground(wording, row),
        "request": row.request,
        "door": row.door,
    }
    return [flat[column] for column in COLUMNS]


def field_label(wording: Wording, name: str) -> str:
    """What a field of a fact is called, as `topic.field` names it."""
    topic, _, field = name.rpartition(".")
    return f"{wording.of('topics', topic)} · {wording.field(topic, field)}"


def _who(asked: Asked, found: Accesses, row: AccessRow) -> dict[str, Any]:
    """The person by the post held now, beside the role and the unit of then; not who reported anonymously."""
    wording = asked.wording()
    person = "" if found.is_withheld(row) else row.person
    return {
        "person": person or None,
        "person_label": wording.person(asked.office, person) if person else wording.of("roles", row.role),
        "role": row.role or None,
        "role_label": wording.of("roles", row.role),
        "unit": row.unit or None,
        "unit_label": wording.unit(asked.office, row.unit) if row.unit else "",
    }


def _ground(wording: Wording, row: AccessRow) -> dict[str, Any]:
    return {
        "reach": row.reach,
        "reach_label": wording.value("reach", row.reach),
        "purpose": row.purpose,
        "purpose_label": wording.value("purpose", row.purpose),
    }


def _case(found: Accesses, case_id: str) -> dict[str, Any]:
    case = found.cases.get(case_id)
    return {"id": case_id, "case_no": (case.case_no or None) if case else None}


def _fields(row: AccessRow) -> Iterator[tuple[str, int]]:
    """The confidential ones first."""
    yield from ((name, CONFIDENTIAL) for name in row.confidential)
    yield from ((name, PERSONAL) for name in row.personal)
