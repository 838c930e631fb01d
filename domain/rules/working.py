"""Who may work on a case, and when its work counts as done."""

from __future__ import annotations

from domain.definition import Workflow
from domain.facts.tasks import PENALTY
from domain.roles import held_roles
from domain.rules.rule import Attempt, rule
from domain.values import File

UNIT_ROLES = frozenset({"unit_head", "handler", "use_unit", "kitchen", "courier"})
"""Who acts for a unit: a case of others is none of theirs."""


@rule("not_assigned")
def actor_is_assigned(attempt: Attempt) -> bool:
    """The person named for this: the verifier, the checker, the mediator."""
    return attempt.known.assignments.get(attempt.move.assignment) in attempt.ids


@rule("not_lead_unit", "office")
def actor_in_lead_unit(attempt: Attempt) -> bool:
    """The actor or his principal belongs to the lead unit (主办)."""
    return bool(attempt.known.unit) and attempt.known.unit in attempt.units


@rule("not_co_unit", "office", body=True)
def actor_in_co_unit(attempt: Attempt) -> bool:
    """The unit that was asked to assist; a dispatcher may answer `none` once its time is over."""
    asked = attempt.known.assists.get(attempt.get("assist"))
    if asked is None or asked.answered:
        return False
    if asked.unit in attempt.units:
        return True
    is_dispatcher = "dispatcher" in attempt.actor.roles
    return is_dispatcher and attempt.get("outcome") == "none" and asked.due_at <= attempt.now


@rule("not_in_case", "office")
def actor_in_any_unit(attempt: Attempt) -> bool:
    """The lead unit or a co-unit."""
    return bool(({attempt.known.unit} | attempt.known.co_units) & attempt.units)


@rule("evidence_missing", body=True)
def evidence_complete(attempt: Attempt) -> bool:
    """Every evidence slot is filled, each file with time and place, or with the reason why they are missing."""
    return all(any(map(_is_grounded, attempt.files(slot))) for slot in evidence_slots(attempt))


def evidence_slots(attempt: Attempt) -> tuple[str, ...]:
    """The slots this move needs filled: the category's own list, else the move's."""
    if attempt.category is not None and attempt.command.move in attempt.category.evidence:
        return attempt.category.evidence[attempt.command.move]
    return attempt.move.evidence


def _is_grounded(file: File) -> bool:
    return (file.taken_at is not None and file.place is not None) or bool(file.reason)


@rule("assist_unfit", "office", body=True)
def assist_fits(attempt: Attempt) -> bool:
    """The co-unit is there, is not the lead unit, and is due no later than the lead unit."""
    unit, handle = attempt.get("unit"), attempt.known.clock("handle")
    in_time = handle is None or attempt.get("due_at") <= handle.due_at
    return unit in attempt.context.office.units and unit != attempt.known.unit and in_time


@rule("assist_open")
def assists_answered(attempt: Attempt) -> bool:
    """Every co-unit has answered."""
    return all(assist.answered for assist in attempt.known.assists.values())


@rule("order_running")
def no_order_running(attempt: Attempt) -> bool:
    """No order stands without the result of its recheck, and no penalty is still to be decided."""
    order = attempt.known.order
    return (order is None or bool(order.result)) and PENALTY not in attempt.known.children.values()


@rule("unit_not_in_case", "office")
def unit_is_in_case(attempt: Attempt) -> bool:
    """Who acts for a unit acts where it leads or assists, or where nobody leads; the desks and the reporter on all."""
    roles = attempt.actor.roles
    of_a_unit = bool(roles) and roles <= _unit_roles(attempt.workflow)
    involved = (attempt.known.co_units | {attempt.known.unit}) - {""}
    return not of_a_unit or not involved or bool(involved & attempt.units)


def _unit_roles(workflow: Workflow) -> frozenset[str]:
    """A use unit leads no rescue from its lift: it acts for a unit only where such units are given cases."""
    leads = (move.roles for move in workflow.moves.values() if "actor_in_lead_unit" in move.rules)
    given = any("use_unit" in held_roles(workflow, roles) for roles in leads)
    return UNIT_ROLES if given else UNIT_ROLES - {"use_unit"}


@rule("person_unfit", "office", body=True)
def named_person_fits(attempt: Attempt) -> bool:
    """Who is named to verify or check holds a post that may, who is named to handle is of the unit named."""
    office, unit = attempt.context.office, attempt.get("unit")
    assignee = attempt.get("assignee")
    fits = not assignee or unit in office.person(assignee).units
    for field, assignment in (("verifier", "verification"), ("checker", "check")):
        named = attempt.get(field)
        fits = fits and (named is None or bool(office.person(named).roles & _roles_of(attempt, assignment)))
    return fits


def _roles_of(attempt: Attempt, assignment: str) -> frozenset[str]:
    """Held roles of the moves that ask for this assignment."""
    workflow = attempt.workflow
    names = (name for move in workflow.moves.values() if move.assignment == assignment for name in move.roles)
    return frozenset(role for name in names for role in workflow.roles.get(name, (name,)))


RULES = (
    unit_is_in_case,
    named_person_fits,
    actor_is_assigned,
    actor_in_lead_unit,
    actor_in_co_unit,
    actor_in_any_unit,
    evidence_complete,
    assist_fits,
    assists_answered,
    no_order_running,
)
