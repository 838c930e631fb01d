"""What somebody may see of a fact: fields above his class are shown as hidden, never left out in silence.

Staff read by the class that `domain.disclosure` gives them for the case. Somebody from outside who is concerned
reads what he gave himself, what names him, and what is public; not what the office notes about others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.named_cases import without
from domain import grants, subjects
from domain.case import Case
from domain.codec import to_data
from domain.declaration import Declared, declared
from domain.disclosure import GRANTED, HIGHEST, Right, may_know_reporter, right_of
from domain.envelope import Event
from domain.facts.correcting import RecordCorrected
from domain.facts.intake import CaseReported
from domain.facts.privacy import DUTY, OWN_DATA
from domain.facts.schema import Fact
from domain.grants import Asking
from domain.office import Person
from domain.streams import GRANTS, OFFICE, SUBJECTS
from workflows.keys import ERASED, LOST, RESTRICTED

ALTERED = "altered"
"""Why a value cannot be shown that is not the one that was stored there."""
HIDDEN = {1: "internal", 2: "personal", 3: "confidential"}
"""The word for a class that is not shown."""
WITHHELD = (ERASED, RESTRICTED, LOST, ALTERED)
"""Why nobody is shown a value any more, or for now."""
NOT_TOLD = {"hidden": HIDDEN[2]}
WHO_REPORTED = ("reporter", "reporter_name", "reporter_phone")
"""Fields of a report that say who made it."""
OLD, NEW = "old", "new"
"""Fields of a correction that say what was, and what is."""
CONCERNS = ("reporter", "parties", "subject", "to", "party", "attended", "by")
"""Fields that name somebody from outside: a fact that names him is his to read."""
NO_RIGHT = Right(1)
"""Of a member of staff who is shown nothing personal."""
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
    even_restricted: bool = False
    """Whether he may read what is restricted, for a legal reason that somebody granted."""
    right: Right = NO_RIGHT
    """By which post he reads, and how that reaches the case."""
    opened: Asking | None = None
    """The request by which two persons opened the case to him."""
    unseen: frozenset[str] = frozenset()
    """Cases that are not there for him though facts name them: those that accuse him."""

    @property
    def purpose(self) -> str:
        """What he looks for: his duty, data of his own, or what he asked to look for."""
        if self.opened is not None:
            return self.opened.purpose
        return OWN_DATA if self.is_outside else DUTY

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


def reader_of(person: Person, case: Case, opened: Asking | None = None) -> Reader | None:
    """How this person reads this case; None when there is nothing to see, not even that the case is there.

    `opened` is the request by which two persons opened it to him: he then reads all of it, as long as he has a post.
    """
    right, opened = right_of(person, case), opened if person.is_staff else None
    if right.level < 0:
        return None
    if opened is not None:
        post = person.posts[0]
        right = Right(HIGHEST, post.role, post.unit, GRANTED)
    knows = opened is not None or may_know_reporter(person, case)
    return Reader(
        person=person,
        level=right.level,
        is_reporter=person.id == case.reporter,
        withheld=None if knows else case.reporter or "",
        right=right,
        opened=opened,
        even_restricted=opened is not None,
    )


def level_of_stream(person: Person, stream: str) -> int:
    """Up to which class a member of staff is shown facts of the office; 0 hides who acted as well.

    Who looked at which case would tell who reported it; looks have a list of their own.
    """
    readers = {SUBJECTS: subjects.READERS, GRANTS: grants.READERS}.get(stream)
    if readers is not None:
        return 1 if person.roles & readers else 0
    return 1 if stream == OFFICE else 0


def class_of(field: Declared, sensitivity: str) -> int:
    """The class of a field in a workflow of this sensitivity; an undeclared one counts as confidential."""
    if field.level is None:
        return 3
    return 3 if sensitivity and sensitivity in field.level.confidential_in else field.level.level


def shown_fields(event: Event, sensitivity: str, reader: Reader) -> dict[str, Any]:
    """The fact's fields as plain data, those above the reader's class as `{"hidden": …}`."""
    told = shown(event.fact, sensitivity, reader.limit_for(event))
    fields = without(reader.unseen, event.fact, told)
    if reader.withheld is None:
        return fields
    return {
        name: NOT_TOLD if is_withheld(event, name, reader) else without_reporter(reader, value)
        for name, value in fields.items()
    }


def is_withheld(event: Event, field: str, reader: Reader) -> bool:
    """Whether a field says who reported, and that is not for this reader."""
    return reader.withheld is not None and field in _saying_who(event.fact)


def _saying_who(fact: Fact) -> tuple[str, ...]:
    """Fields of a fact that say who made the report."""
    if isinstance(fact, RecordCorrected) and fact.field in WHO_REPORTED:
        return (OLD, NEW)
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


def not_shown(value: Any) -> str:
    """Which words stand for a value that is not shown: `hidden_` and its class, `withheld_` and why; else none."""
    if not isinstance(value, Mapping) or len(value) != 1:
        return ""
    ((kind, why),) = value.items()
    if kind == "hidden" and why in HIDDEN.values():
        return f"hidden_{why}"
    return f"withheld_{kind}" if why is True and kind in WITHHELD else ""


def names(fact: Fact, person: str) -> bool:
    """Whether a fact names this person as somebody it concerns."""
    for field in CONCERNS:
        value = getattr(fact, field, None)
        if value == person or (isinstance(value, tuple) and person in value):
            return True
    return False
