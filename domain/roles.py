"""In which post somebody acts, and for whom he may stand in."""

from __future__ import annotations

from collections.abc import Iterable

from domain.definition import Workflow
from domain.office import Person, Post
from domain.rules.rule import Attempt

STAFF = "staff"
"""Any signed-in member of staff."""
OUTSIDE = ("reporter", "beneficiary", "party")
"""Roles nobody is given, in the order in which somebody from outside acts in them."""
SPEAKS_FOR_RESIDENTS = frozenset({"intake", "callback", "grid", "committee", "mediator", "dispatcher"})


def held_roles(workflow: Workflow, names: Iterable[str]) -> tuple[str, ...]:
    """The roles a move's role names stand for: `unit` is unit_head or handler."""
    return tuple(role for name in names for role in workflow.roles.get(name, (name,)))


def may_stand_in(attempt: Attempt) -> bool:
    """Nobody acted for, or a colleague of a unit of one's own, or a resident, by who speaks with residents.

    Nobody stands in for a device or for the system, whose posts are not a colleague's.
    """
    principal = attempt.command.on_behalf_of
    if principal is None or principal == attempt.command.actor:
        return True
    person = attempt.context.office.person(principal)
    if person.posts:
        return person.is_staff and bool(person.units & attempt.actor.units)
    return bool(attempt.actor.roles & SPEAKS_FOR_RESIDENTS) or "system" in attempt.actor.roles


def acting_post(attempt: Attempt) -> Post | None:
    """The post in which the move may be taken; None when there is none.

    Own posts come before those of the colleague stood in for (which count in one's own units only), posts in the
    case's units before others; being the reporter or a party comes last, and only on one's own case.
    """
    wanted = held_roles(attempt.workflow, attempt.move.roles)
    named, actor = attempt.command.role, attempt.actor
    posts = [
        post
        for person in attempt.persons
        for post in person.posts
        if (post.role in wanted or (STAFF in wanted and person.is_staff))
        and named in (None, post.role)
        and (person.id == actor.id or post.unit in actor.units)
    ]
    if len(posts) == 1:
        return posts[0]
    if posts:
        case = attempt.case
        units = case.co_units | {case.unit} if case else frozenset()
        return next((post for post in posts if post.unit in units), posts[0])
    for role in OUTSIDE:
        if role in wanted and named in (None, role) and _is_own(attempt, role):
            return Post(role=role, unit="")
    return None


def _is_own(attempt: Attempt, role: str) -> bool:
    case = attempt.case
    if case is None:
        return not _holds_any_post(attempt.actor) or attempt.command.role == role
    return bool(attempt.ids & (set(case.parties) if role == "party" else {case.reporter}))


def _holds_any_post(person: Person) -> bool:
    return bool(person.posts)
