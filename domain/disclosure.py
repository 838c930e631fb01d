"""Who may read personal (2) and confidential (3) fields of a case: one table, deny by default.

Source: the office's table of roles, last column. Class 0 and 1 are open to every member of staff; the people a
case is about see what is theirs.
"""

from __future__ import annotations

from collections.abc import Mapping

from domain.case import Case
from domain.office import Person

ANY_CASE, OWN_UNIT, OWN_CASE, NEVER = "any", "own_unit", "own_case", "never"

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
    "clerk": OWN_CASE,
    "kitchen": OWN_UNIT,
    "courier": OWN_CASE,
    "petition_officer": ANY_CASE,
    "superior": OWN_CASE,
    "system": ANY_CASE,
}
"""Class 2, by role. Auditor and steward are not here: they see that a field is there, not what it says."""

CONFIDENTIAL_TO: Mapping[str, str] = {
    "mediator": OWN_CASE,
    "committee": ANY_CASE,
    "petition_officer": OWN_CASE,
    "superior": OWN_CASE,
    "system": ANY_CASE,
}
"""Class 3, by role: who mediates the dispute, and the committee; who took in a petition, or decided on it again."""

ANONYMOUS_TO = frozenset({"intake", "shift_leader", "callback", "system"})
"""Who must know even a reporter who wants to stay anonymous: who takes in, answers for the case, and calls back."""


MATTERS: Mapping[str, str] = {"clerk": "service."}
"""Roles that take applications in: class 2 of what is applied for, by how its category begins."""


def accused_of(case: Case) -> frozenset[str]:
    """The unit and the person a report complains of."""
    named = (case.attributes.get(name) for name in ("accused_unit", "accused_person"))
    return frozenset(str(one) for one in named if one)


def is_accused(person: Person, case: Case) -> bool:
    """Whether the report complains of this person or of a unit of his: it is never shown to them (信访工作条例30)."""
    accused = accused_of(case)
    return bool(accused) and not accused.isdisjoint({person.id, *person.units})


def may_know_reporter(person: Person, case: Case) -> bool:
    """Whether this person may know who reported: everybody who may read the case, unless anonymity was asked for.

    Then only those in `ANONYMOUS_TO`, and who brought the report in.
    """
    return not case.anonymous or bool(person.roles & ANONYMOUS_TO) or person.id in case.reported_by


def visible_level(person: Person, case: Case) -> int:
    """The highest class of field this person may read of this case: -1 nothing at all, 0 to 3.

    A device knows of the leads it opened, so that it can say what became of them.
    """
    if is_accused(person, case):
        return -1
    if _grants(CONFIDENTIAL_TO, person, case):
        return 3
    if _grants(PERSONAL_TO, person, case) or _is_about(person, case) or _is_applied_for(person, case):
        return 2
    own_lead = "gateway" in person.roles and person.id in case.reported_by
    return 1 if person.is_staff or "system" in person.roles or own_lead else -1


def _grants(table: Mapping[str, str], person: Person, case: Case) -> bool:
    """Each post for itself: a unit opens its cases to those who hold a role there that may read them."""
    units = (case.co_units | {case.unit}) - {""}
    is_own = person.id in (set(case.assignments.values()) | case.reported_by | case.hands)
    return any(
        reach == ANY_CASE or (reach == OWN_UNIT and in_unit) or (reach in (OWN_UNIT, OWN_CASE) and is_own)
        for reach, in_unit in ((table.get(post.role, NEVER), post.unit in units) for post in person.posts)
    )


def _is_applied_for(person: Person, case: Case) -> bool:
    begins = [MATTERS[role] for role in person.roles if role in MATTERS]
    return any(case.category.startswith(matter) for matter in begins)


def _is_about(person: Person, case: Case) -> bool:
    return person.id == case.reporter or person.id in case.parties
