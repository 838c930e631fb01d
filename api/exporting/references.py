"""What the fields of a fact refer to: persons, units, other cases, by what each field declares that it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from domain.declaration import declared
from domain.facts import CASE_FACTS
from domain.facts.intake import ENTRIES
from domain.facts.schema import CASE, ENTRY, OFFICE_OR_WORD, PERSON, UNIT, Fact, Names
from domain.office import Office

KINDS: Mapping[str, str] = {PERSON.of: "person", UNIT.of: "unit", CASE.of: "case"}

POINTING = frozenset((PERSON, UNIT, CASE, ENTRY, OFFICE_OR_WORD))
NAMING: Mapping[type[Fact], tuple[tuple[str, Names], ...]] = {
    fact: tuple(
        (field.name, field.names)
        for field in declared(fact)
        if field.names is not None and field.names in POINTING
    )
    for fact in CASE_FACTS
}
"""The fields that point at something, by kind of fact."""


@dataclass(frozen=True)
class Reference:
    """A field points at something: `kind` is person, unit or case."""

    field: str
    kind: str
    id: str


def references(fact: type[Fact], fields: Mapping[str, Any], office: Office) -> Iterator[Reference]:
    """Every reference among a fact's fields as its reader sees them; what is hidden points nowhere."""
    for name, names in NAMING[fact]:
        for field, names_, value in _values(name, names, fields.get(name)):
            kind = _kind(names_, value, office)
            if kind:
                yield Reference(field, kind, value)


def _values(name: str, names: Names, value: Any) -> Iterator[tuple[str, Names, str]]:
    """Texts of a field, of each member of a list, and of those entries of a map that are names."""
    if isinstance(value, str) and value:
        yield name, names, value
    elif isinstance(value, list):
        yield from ((name, names, member) for member in value if isinstance(member, str))
    elif isinstance(value, Mapping) and names == ENTRY:
        for key, of in ENTRIES.items():
            yield from _values(key, of, value.get(key))


def _kind(names: Names, value: str, office: Office) -> str:
    if names == OFFICE_OR_WORD:
        return "unit" if value in office.units else "person" if value in office.posts else ""
    return KINDS.get(names.of, "")
