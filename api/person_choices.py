"""Who may be named in a move on a case: who holds the roles that go on with it, as far as its rules would take them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from domain.command import Command
from domain.facts.intake import VerificationRequested
from domain.facts.schema import Fact
from domain.facts.work import CheckAssigned, CheckPassed
from domain.roles import held_roles
from domain.rules import RULES, Attempt
from domain.rules.handing_over import BUILDER, PROPERTY
from domain.rules.rounds import doers

if TYPE_CHECKING:
    from api.choices import Desk
    from domain.offers import Offer


def holders(desk: Desk, roles: Iterable[str], units: frozenset[str] = frozenset()) -> list[str]:
    wanted = set(held_roles(desk.workflow, roles))
    return sorted(
        person
        for person, posts in desk.office.posts.items()
        if any(post.role in wanted and (not units or post.unit in units) for post in posts)
    )


def roles_assigned(desk: Desk, assignment: str) -> set[str]:
    moves = desk.workflow.moves.values()
    return {role for move in moves if move.assignment == assignment for role in move.roles}


def _roles_passing(desk: Desk) -> set[str]:
    """Who may pass a check, where nobody has to be named for it."""
    moves = desk.workflow.moves.values()
    return {role for move in moves if move.fact == CheckPassed.TOPIC for role in move.roles}


def verifiers(desk: Desk, offer: Offer) -> Iterable[str]:
    found = holders(desk, roles_assigned(desk, "verification"))
    fitting = [person for person in found if _fits(desk, offer, _to_verify(person), "verifier_not_reporter")]
    return _near_first(desk, fitting)


def checkers(desk: Desk, offer: Offer) -> Iterable[str]:
    found = holders(desk, roles_assigned(desk, "check") or _roles_passing(desk))
    return [person for person in found if _fits(desk, offer, _to_check(desk, person), "checker_not_hands")]


def officers(desk: Desk, _: Offer) -> Iterable[str]:
    return sorted(
        person for person, posts in desk.office.posts.items() if any(post.certified for post in posts)
    )


def doing(desk: Desk, _: Offer) -> Iterable[str]:
    """The roles that may take up a task and are held."""
    held = {post.role for posts in desk.office.posts.values() for post in posts}
    return sorted(held & doers(desk.workflow))


def present(desk: Desk, offer: Offer) -> Iterable[str]:
    """Who has to be there beside whoever acts, where three sides have to."""
    asked = "three_sides_present" in desk.workflow.moves[offer.move].rules
    return holders(desk, (BUILDER, PROPERTY)) if asked else ()


def _near_first(desk: Desk, persons: list[str]) -> list[str]:
    """Those of the case's community come first."""
    community = desk.case.community if desk.case else ""
    return sorted(persons, key=lambda person: community not in desk.office.person(person).units)


def _to_verify(person: str) -> Fact:
    return VerificationRequested(verifier=person, questions="")


def _to_check(desk: Desk, person: str) -> Fact:
    roles = desk.office.person(person).roles
    level = "grid" if "grid" in roles and "checker" not in roles else "street"
    return CheckAssigned(checker=person, unit="", level=level)


def _fits(desk: Desk, offer: Offer, fact: Fact, rule: str) -> bool:
    """Whether the move's own rule would take this proposal."""
    move = desk.workflow.moves[offer.move]
    if rule not in move.rules or desk.case is None:
        return True
    command = Command(id="", event_id="", case_id=desk.case.id, move=offer.move, actor="", now=desk.now)
    attempt = Attempt(
        case=desk.case, command=command, move=move, workflow=desk.workflow, context=desk.context, fact=fact
    )
    return RULES[rule].judge(attempt)


def in_this_role(desk: Desk, offer: Offer) -> Iterable[str]:
    return holders(desk, offer.roles)
