"""Who may read personal (2) and confidential (3) fields of a case: one table, deny by default.

Source: the office's table of roles, last column. Class 0 and 1 are open to every member of staff; the people a
case is about see what is theirs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from domain.case import Case
from domain.office import Person, Post

ANY_CASE, OWN_UNIT, OWN_CASE, NEVER = "any", "own_unit", "own_case", "never"
ASSIGNED, UNTIL_ASSIGNED = "assigned", "until_assigned"
"""The cases one was given, and those that nobody was given yet."""
CONCERNED = "concerned"
"""How somebody reaches a case that is about himself."""
GRANTED = "granted"
"""How somebody reaches a case that two persons opened to him."""
HIGHEST = 3

PERSONAL_TO: Mapping[str, str] = {
    "intake": ANY_CASE,
    "shift_leader": ANY_CASE,
    "dispatcher": ANY_CASE,
    "deputy": ANY_CASE,
    "leader": ANY_CASE,
    "supervisor": ANY_CASE,
    "committee": ANY_CASE,
    "callback": ANY_CASE,
    "checker": OWN_CASE,
    "grid": OWN_CASE,
    "unit_head": OWN_UNIT,
    "handler": OWN_UNIT,
    "officer": OWN_UNIT,
    "mediator": OWN_CASE,
    "river_chief": OWN_CASE,
    "use_unit": OWN_UNIT,
    "legal": ANY_CASE,
    "river_office": OWN_CASE,
    "confirmer": OWN_CASE,
    "liaison": OWN_CASE,
    "maintainer": OWN_UNIT,
    "builder": OWN_UNIT,
    "property": OWN_CASE,
    "clerk": OWN_CASE,
    "kitchen": OWN_UNIT,
    "courier": OWN_CASE,
    "petition_officer": ANY_CASE,
    "superior": OWN_CASE,
    "system": ANY_CASE,
}
"""Class 2, by role. Auditor and steward are not here: they see that a field is there, not what it says."""

CONFIDENTIAL_TO: Mapping[str, str] = {
    "mediator": ASSIGNED,
    "committee": UNTIL_ASSIGNED,
    "petition_officer": OWN_CASE,
    "superior": OWN_CASE,
    "system": ANY_CASE,
}
"""Class 3, by role: who mediates the dispute; the committee until somebody was assigned, to accept it and to assign;
who took in a petition, or decided on it again.

A mediator who gave the dispute up, or was found to have an interest, is not its mediator any more.
Anybody else needs a second person who opens the case to him (`domain.grants`).
"""

ANONYMOUS_TO = frozenset({"intake", "shift_leader", "callback", "system"})
"""Who must know even a reporter who wants to stay anonymous: who takes in, answers for the case, and calls back."""


MATTERS: Mapping[str, str] = {"clerk": "service."}
"""Roles that take applications in: class 2 of what is applied for, by how its category begins."""


ACCUSED = ("accused_unit", "accused_person")
"""The attributes of a report that say whom it accuses."""


def accused_in(attributes: Mapping[str, object]) -> Mapping[str, str]:
    """Whom a report accuses by its attributes, by each of `ACCUSED`; empty where it says nothing."""
    return {name: str(attributes.get(name) or "") for name in ACCUSED}


def accused_of(case: Case) -> frozenset[str]:
    """The unit and the person a report complains of."""
    return frozenset(filter(None, accused_in(case.attributes).values()))


def is_accused(person: Person, case: Case) -> bool:
    """Whether the report complains of this person or of a unit of his: it is never shown to them (信访工作条例30)."""
    return not accused_of(case).isdisjoint(ids_of(person))


def ids_of(person: Person) -> frozenset[str]:
    """Whom a report has to accuse to accuse this person: himself, or a unit of his."""
    return frozenset(filter(None, (person.id, *person.units)))


def may_know_reporter(person: Person, case: Case) -> bool:
    """Whether this person may know who reported: everybody who may read the case, unless anonymity was asked for.

    Then only those in `ANONYMOUS_TO`, and who brought the report in.
    """
    return not case.anonymous or bool(person.roles & ANONYMOUS_TO) or person.id in case.reported_by


@dataclass(frozen=True, slots=True)
class Right:
    """What somebody may read of a case: up to which class, by which post, and how that reaches the case."""

    level: int
    role: str = ""
    unit: str = ""
    reach: str = ""


def right_of(person: Person, case: Case) -> Right:
    """The highest right this person has on this case; of level -1 when there is none at all.

    A device knows of the leads it opened, so that it can say what became of them.
    """
    if is_accused(person, case):
        return Right(-1)
    for level, table in ((HIGHEST, CONFIDENTIAL_TO), (2, PERSONAL_TO)):
        for post, reach in _granting(table, person, case):
            return Right(level, post.role, post.unit, reach)
    if _is_about(person, case):
        return Right(2, "reporter" if person.id == case.reporter else "party", "", CONCERNED)
    own_lead = "gateway" in person.roles and person.id in case.reported_by
    return Right(1 if person.is_staff or "system" in person.roles or own_lead else -1)


def visible_level(person: Person, case: Case) -> int:
    """The highest class of field this person may read of this case: -1 nothing at all, 0 to 3."""
    return right_of(person, case).level


def _granting(table: Mapping[str, str], person: Person, case: Case) -> Iterator[tuple[Post, str]]:
    """Each post for itself: a unit opens its cases to those who hold a role there that may read them."""
    units = (case.co_units | {case.unit}) - {""}
    for post in person.posts:
        reach = table.get(post.role, NEVER)
        if reach != NEVER and _is_applied_for(post.role, case):
            reach = ANY_CASE
        if reach == OWN_UNIT and post.unit not in units:
            reach = OWN_CASE
        if _reaches(reach, person.id, case):
            yield post, reach


def _reaches(reach: str, person: str, case: Case) -> bool:
    """Whether a case lies in the reach of a person of the post; that of a unit was looked at before."""
    is_assigned, was_given = person in case.assignments.values(), bool(case.leads)
    if reach == ASSIGNED:
        return is_assigned or (person in case.reported_by and not was_given)
    if reach == UNTIL_ASSIGNED:
        return not was_given
    return reach in (ANY_CASE, OWN_UNIT) or (
        reach == OWN_CASE and (is_assigned or person in case.reported_by | case.hands)
    )


def _is_applied_for(role: str, case: Case) -> bool:
    matter = MATTERS.get(role)
    return matter is not None and case.category.startswith(matter)


def _is_about(person: Person, case: Case) -> bool:
    return person.id == case.reporter or person.id in case.parties
