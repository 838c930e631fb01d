"""Evidence in the body of a move: completed from what is stored, and refused when the actor may not use it.

A file's id alone is enough to attach it; digest and type are those of the bytes that lie here. Who could attach any
id could read any file by attaching it to a case of his own, so only who uploaded it or may read it can.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from api.asking import Asked
from api.case_reading import view_of
from api.disclosed import class_of, shown_fields
from api.evidence import Stored
from api.problems import Problem
from api.revealing import Access, none_of
from domain.codec import FieldProblem, to_data
from domain.declaration import declared
from domain.errors import FieldMissing
from domain.facts.schema import Fact
from domain.values import File

FROM_STORE = ("sha256", "media_type", "taken_at", "place")


async def completed(asked: Asked, fact: type[Fact], fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields with every file completed. Raises FieldMissing for one that is not there or not his to use."""
    problems: list[FieldProblem] = []
    found = dict(fields)
    for name, many in file_fields(fact):
        value = found.get(name)
        if many and isinstance(value, list):
            found[name] = [
                await _complete(asked, item, f"/{name}/{n}", problems) for n, item in enumerate(value)
            ]
        elif value is not None:
            found[name] = await _complete(asked, value, f"/{name}", problems)
    if problems:
        raise FieldMissing(tuple(problems))
    return found


def file_fields(fact: type[Fact]) -> Iterator[tuple[str, bool]]:
    """Fields of a fact that hold a file, or several."""
    for field in declared(fact):
        if field.base is File:
            yield field.name, False
        elif "values.File" in str(field.base):
            yield field.name, True


def file_ids(fact: Fact) -> set[str]:
    """Every file a fact carries."""
    found: set[str] = set()
    for name, _ in file_fields(type(fact)):
        value = getattr(fact, name)
        found |= {file.id for file in (value if isinstance(value, tuple) else (value,)) if file is not None}
    return found


async def readable(asked: Asked, stored: Stored, case: str = "") -> bool:
    """Whether this person may have the bytes: he uploaded them, or a case that carries them shows him the field."""
    return stored.uploaded_by == asked.person.id or await shown_by(asked, stored, case) is not None


async def shown_by(asked: Asked, stored: Stored, case: str = "") -> Access | None:
    """The field of a case by which this person may have the bytes, as a look at it."""
    named = (case,) if case else asked.services.evidence.cases_of(stored.id)
    for one in named:
        try:
            view = await view_of(asked, one, only=none_of)
        except Problem:
            continue
        for event in view.events:
            if stored.id in file_ids(event.fact):
                shown = shown_fields(event, view.workflow.sensitivity, view.reader)
                if name := _carrying(shown, event.fact, stored.id):
                    level = _level(event.fact, name, view.workflow.sensitivity)
                    fields = {f"{event.fact.TOPIC}.{name}": level}
                    return Access(stream=view.case.id, reader=view.reader, fields=fields)
    return None


def _carrying(shown: Mapping[str, Any], fact: Fact, file_id: str) -> str:
    """The shown field of the fact that holds the file; empty when none does."""
    for name, _ in file_fields(type(fact)):
        value = shown.get(name)
        files = value if isinstance(value, list) else [value]
        if any(isinstance(file, Mapping) and file.get("id") == file_id for file in files):
            return name
    return ""


def _level(fact: Fact, name: str, sensitivity: str) -> int:
    return next(class_of(field, sensitivity) for field in declared(type(fact)) if field.name == name)


async def _complete(asked: Asked, sent: Any, pointer: str, problems: list[FieldProblem]) -> Any:
    if not isinstance(sent, Mapping) or not isinstance(sent.get("id"), str):
        return sent
    stored = asked.services.evidence.find(sent["id"])
    if stored is None or not await readable(asked, stored):
        problems.append(FieldProblem(f"{pointer}/id", "unknown_file", "a file from POST /api/v1/files"))
        return sent
    if sent.get("sha256", stored.sha256) != stored.sha256:
        problems.append(FieldProblem(f"{pointer}/sha256", "other_content", stored.sha256))
    kept = {name: getattr(stored, name) for name in FROM_STORE}
    known = {name: to_data(value) for name, value in kept.items() if value}
    return {**sent, **known}
