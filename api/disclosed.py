"""What somebody may see of a fact: fields above his class are shown as hidden, never left out in silence.

Staff read by the class that `domain.disclosure` gives them for the case. Somebody from outside who is concerned
reads what he gave himself, what names him, and what is public; not what the office notes about others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from domain.case import Case
from domain.codec import to_data
from domain.declaration import Declared, declared
from domain.disclosure import may_know_reporter, visible_level
from domain.envelope import Event
from domain.facts.correcting import RecordCorrected
from domain.facts.intake import CaseReported
from domain.facts.schema import Fact
from domain.office import Person

HIDDEN = {1: "internal", 2: "personal", 3: "confidential"}
"""The word for a class that is not shown."""
NOT_TOLD = {"hidden": HIDDEN[2]}
WHO_REPORTED = ("reporter", "reporter_name", "reporter_phone")
"""Fields of a report that say who made it."""
CORRECTED = ("old", "new")
"""Fields of a correction that say what was, and what is."""
CONCERNS = ("reporter", "parties", "subject", "to", "party", "attended", "by")
"""Fields that name somebody from outside: a fact that names him is his to read."""
TOLD_TO_REPORTER = {"supplement.requested": 1, "case.declined": 2}
"""Facts that are said to who reported, and up to which class."""


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Somebody who may read a case: up to which class, and whether he is from outside."""

    person: Person
    level: int
    is_reporter: bool = False
    withheld: str | None = None
    """The reporter who stays anonymous to this reader, "" when his id is not known; None when nobody does."""

    @property
    def is_outside(self) -> bool:
        """Whether he is here because the case is about him, not because of a post."""
        return not self.person.posts

    def limit_for(self, event: Event) -> int:
        """The highest class shown of this fact."""
        if not self.is_outside:
            return self.level
        if self.person.id in event.envelope.persons:
            return 3
        if names(event.fact, self.person.id):
            return 2
        return TOLD_TO_REPORTER.get(event.fact.TOPIC, 0) if self.is_reporter else 0


def reader_of(person: Person, case: Case) -> Reader | None:
    """How this person reads this case; None when there is nothing to see, not even that the case is there."""
    level = visible_level(person, case)
    if level < 0:
        return None
    withheld = None if may_know_reporter(person, case) else case.reporter or ""
    return Reader(person=person, level=level, is_reporter=person.id == case.reporter, withheld=withheld)


def class_of(field: Declared, sensitivity: str) -> int:
    """The class of a field in a workflow of this sensitivity; an undeclared one counts as confidential."""
    if field.level is None:
        return 3
    return 3 if sensitivity and sensitivity in field.level.confidential_in else field.level.level


def shown_fields(event: Event, sensitivity: str, reader: Reader) -> dict[str, Any]:
    """The fact's fields as plain data, those above the reader's class as `{"hidden": …}`."""
    fields = shown(event.fact, sensitivity, reader.limit_for(event))
    if reader.withheld is None:
        return fields
    told = _saying_who(event.fact)
    return {
        name: NOT_TOLD if name in told else without_reporter(reader, value) for name, value in fields.items()
    }


def _saying_who(fact: Fact) -> tuple[str, ...]:
    """Fields of a fact that say who made the report."""
    if isinstance(fact, RecordCorrected) and fact.field in WHO_REPORTED:
        return CORRECTED
    return WHO_REPORTED if isinstance(fact, CaseReported) else ()


def without_reporter(reader: Reader, value: Any) -> Any:
    """A value, hidden when it is the id of a reporter who stays anonymous to this reader."""
    return NOT_TOLD if reader.withheld and value == reader.withheld else value


def shown(fact: Fact, sensitivity: str, limit: int) -> dict[str, Any]:
    """A fact's fields up to a class."""
    classes = {field.name: class_of(field, sensitivity) for field in declared(type(fact))}
    return {
        name: value if classes[name] <= limit else {"hidden": HIDDEN[classes[name]]}
        for name, value in to_data(fact).items()
    }


def names(fact: Fact, person: str) -> bool:
    """Whether a fact names this person as somebody it concerns."""
    for field in CONCERNS:
        value = getattr(fact, field, None)
        if value == person or (isinstance(value, tuple) and person in value):
            return True
    return False
