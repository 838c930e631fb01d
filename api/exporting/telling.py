"""What an export tells of a case, shaped for no format yet, each field as far as the reader may see it.

Rights are those of now, also on the past: who lost a post lost what it let him read. A hidden field is told as hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from api.case_view import fact_body
from api.disclosed import Reader, reader_of, without_reporter
from api.exporting.choosing import History
from api.exporting.pseudonyms import Persons, as_they_are, renamed
from api.exporting.references import Reference, references
from api.revealing import Reading
from api.wording import Wording
from domain.case import Case
from domain.definition import Workflow
from domain.envelope import Event
from domain.fold import evolve
from domain.office import Office, Person

AS_THEY_ARE = (
    "case_no", "title", "workflow", "state", "phase", "category", "channel", "urgent", "community", "grid", "unit",
    "opened_at", "filed_at", "closed_at", "last_at", "round", "returns", "reworks", "reopened", "level", "rating",
    "solved", "risk",
)  # fmt: skip
"""Fields of a folded case that every member of staff sees."""
CHANGING = (
    "state", "phase", "unit", "category", "community", "grid", "urgent", "round", "level", "master", "rating",
)  # fmt: skip
"""Those whose changes are told with their moments."""


@dataclass(frozen=True)
class Change:
    """A field of a case got another value at a moment of business time."""

    name: str
    value: Any
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ToldFact:
    """A fact: its values by the names of `FACT_COLUMNS`, and what it refers to."""

    values: Mapping[str, Any]
    references: Sequence[Reference]


@dataclass(frozen=True, kw_only=True)
class ToldCase:
    """A case: its values by the names of `CASE_COLUMNS`, how they changed, its facts in order."""

    id: str
    values: Mapping[str, Any]
    changes: Sequence[Change]
    facts: Sequence[ToldFact]
    others: frozenset[str]
    """Cases that are in the export too, among those it refers to."""


@dataclass(frozen=True, kw_only=True)
class Teller:
    """Tells cases to one reader, in one language."""

    person: Person
    office: Office
    persons: Persons
    wording: Callable[[str], Wording]
    """Words of a workflow, by its key."""
    workflow: Callable[[str], Workflow]
    """A definition, by its digest."""
    hidden: list[int] = field(default_factory=lambda: [0])
    """How many fields were told as hidden so far."""

    def reading(self, history: History) -> Reading | None:
        """What this reader is about to read of a case; None when he may not know of it."""
        reader = reader_of(self.person, history.now)
        if reader is None or not history.events:
            return None
        return Reading(
            stream=history.now.id,
            events=history.events,
            reader=replace(reader, unseen=history.unseen),
            sensitivity=self.workflow(history.now.digest).sensitivity,
        )

    def tell(self, history: History, reading: Reading) -> ToldCase:
        """A case, whose facts were opened as far as he may read them."""
        reader, sensitivity = reading.reader, reading.sensitivity
        states = list(_states(history.events))
        case = states[-1]
        facts = [self._fact(event, case, sensitivity, reader) for event in history.events]
        return ToldCase(
            id=case.id,
            values=self._values(case, reader, len(facts)),
            changes=list(_changes(states, history.unseen)),
            facts=facts,
            others=history.others,
        )

    def _values(self, case: Case, reader: Reader, facts: int) -> dict[str, Any]:
        wording, place = self.wording(case.workflow), case.place
        return {
            "case_id": case.id,
            **{name: getattr(case, name) for name in AS_THEY_ARE},
            "master": _seen(reader.unseen, case.master),
            "reporter": self._named(without_reporter(reader, case.reporter)),
            "workflow_name": wording.of("workflows", case.workflow),
            "state_name": wording.of("states", case.state),
            "category_name": wording.of("categories", case.category),
            "community_name": wording.unit(self.office, case.community),
            "unit_name": wording.unit(self.office, case.unit),
            "address": place.address if place else "",
            "lat_deg": place.lat_deg if place else None,
            "lon_deg": place.lon_deg if place else None,
            "facts": facts,
        }

    def _fact(self, event: Event, case: Case, sensitivity: str, reader: Reader) -> ToldFact:
        envelope, wording = event.envelope, self.wording(event.envelope.workflow)
        body = fact_body(event, sensitivity, reader, wording)
        found = list(references(type(event.fact), body["payload"], self.office))
        self.hidden[0] += sum(_is_hidden(value) for value in (*body["payload"].values(), body["actor"]))
        values = {
            **body,
            "case_id": case.id,
            "case_no": case.case_no,
            "workflow": envelope.workflow,
            "activity": body["label"],
            "occurred_at": envelope.occurred_at,
            "recorded_at": envelope.recorded_at,
            "state": wording.of("states", envelope.target),
            "phase": envelope.phase,
            "actor": self._named(body["actor"]),
            "on_behalf_of": self._named(body["on_behalf_of"]),
            "post": self._post(body["actor"], envelope.role, wording),
            "unit_name": wording.unit(self.office, envelope.unit),
            "fields": self._renamed(body["payload"], found),
        }
        return ToldFact(values=values, references=[self._reference(one) for one in found])

    def _post(self, actor: Any, role: str, wording: Wording) -> str:
        """The post of a member of staff, else the role: whoever is from outside has no other name here."""
        is_staff = isinstance(actor, str) and bool(self.office.posts.get(actor))
        return wording.person(self.office, actor) if is_staff else wording.of("roles", role)

    def _named(self, person: Any) -> Any:
        return self.persons(person) if isinstance(person, str) else person

    def _renamed(self, fields: dict[str, Any], found: Sequence[Reference]) -> dict[str, Any]:
        if self.persons is as_they_are:
            return fields
        ids = frozenset(one.id for one in found if one.kind == "person")
        named = {one.field for one in found if one.kind == "person"}
        entries = named - fields.keys()
        return {
            name: renamed(value, ids, self.persons)
            if name in named or (entries and isinstance(value, dict))
            else value
            for name, value in fields.items()
        }

    def _reference(self, found: Reference) -> Reference:
        if found.kind != "person":
            return found
        return Reference(found.field, found.kind, self.persons(found.id))


def _is_hidden(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {"hidden"}


def _states(events: Sequence[Event]) -> Iterator[Case]:
    """The case after each of its facts."""
    case: Case | None = None
    for event in events:
        case = evolve(case, event)
        yield case


def _seen(unseen: frozenset[str], master: str | None) -> str | None:
    """The case that one was merged into, if that is there for who reads."""
    return None if master in unseen else master


def _changes(states: Sequence[Case], unseen: frozenset[str]) -> Iterator[Change]:
    """First values, then every other one, with the moment of the fact that made it."""
    before: dict[str, Any] = {}
    for case in states:
        for name in CHANGING:
            value = _seen(unseen, case.master) if name == "master" else getattr(case, name)
            if value != before.get(name) and not (name not in before and value in ("", None)):
                yield Change(name, value, case.last_at)
                before[name] = value
