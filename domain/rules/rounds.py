"""Periodic tasks: whose turn it is, when it counts as done, who says so, when it is missed or excused."""

from __future__ import annotations

from domain import rounds
from domain.cycles import CYCLE
from domain.definition import Workflow
from domain.facts.tasks import TaskOpened
from domain.roles import held_roles
from domain.rules.planned import plan_named, turn_named
from domain.rules.rule import Attempt, rule


@rule("not_as_planned", "office", "calendar", "parent", body=True)
def as_planned(attempt: Attempt) -> bool:
    """A turn is what its plan says, in the days that come next; without a plan it is a task that is listed, once."""
    fact = attempt.fact
    if not isinstance(fact, TaskOpened):
        return False
    plan = plan_named(attempt, fact.plan)
    if not fact.plan:
        return fact.category in attempt.workflow.categories and fact.since <= fact.until
    turn = turn_named(attempt, plan, fact.parent) if plan is not None else None
    if plan is None or turn is None or plan.workflow != attempt.workflow.key:
        return False
    said = (fact.category, fact.unit, fact.doer, fact.place, fact.since, fact.until)
    return said == (plan.category, plan.unit, plan.role, plan.place, turn.since, turn.until)


@rule("not_your_task", "office")
def actor_has_the_task(attempt: Attempt) -> bool:
    """Who holds the role of the task in the unit that has it; without a role anybody of the unit."""
    case, role = attempt.known, attempt.known.task.role if attempt.known.task else ""
    if not case.unit:
        return True
    return any(
        post.unit == case.unit and role in ("", post.role)
        for person in attempt.persons
        for post in person.posts
    )


def doers(workflow: Workflow) -> frozenset[str]:
    """The roles that may take up a task; none where nobody is asked whether it is his."""
    taken_up = [move for move in workflow.moves.values() if actor_has_the_task.name in move.rules]
    return frozenset(role for move in taken_up for role in held_roles(workflow, move.roles))


@rule("doer_unknown", "office", body=True)
def doer_known(attempt: Attempt) -> bool:
    """What no plan says is for a unit in service, and there for somebody who holds the role and may take it up; who is
    told of it is one of those. A plan names a post that was held when it was adopted, and keeps it while it is empty.
    """
    role, unit, told = (attempt.get(name) for name in ("doer", "unit", "assignee"))
    if attempt.get("plan") or not (role or unit or told):
        return True
    office, able = attempt.context.office, doers(attempt.workflow)
    posts = office.posts.get(told, ()) if told else (post for held in office.posts.values() for post in held)
    fitting = {post.unit for post in posts if role in (None, post.role) and (not able or post.role in able)}
    return any(unit in (None, one) and one in office.units and office.units[one].active for one in fitting)


@rule("checklist_open", body=True)
def checklist_complete(attempt: Attempt) -> bool:
    """Every question of the list is answered; a no is an answer."""
    asked = attempt.category.asked_in(attempt.command.move) if attempt.category is not None else ()
    return rounds.is_complete(attempt.get("items"), asked)


@rule("round_invalid")
def round_valid(attempt: Attempt) -> bool:
    """A patrol took ten minutes at least and four fifths of its reach (D), anything else has every item answered."""
    least, percent = rounds.LEAST_MINUTES, rounds.REACH_PERCENT
    numbers = {name: attempt.parameter(name) for name in (least, percent)}
    return rounds.counts(attempt.known, attempt.category, numbers)


@rule("own_round")
def confirmer_not_doer(attempt: Attempt) -> bool:
    """Another person than who did it."""
    filled_in = attempt.known.checklist
    return not attempt.ids & (attempt.known.hands | (filled_in.by if filled_in else frozenset()))


@rule("excuse_not_listed", body=True, demands=("ground",))
def excuse_listed(attempt: Attempt) -> bool:
    """A flood, a storm or a closure kept everybody away."""
    return bool(attempt.get("ground"))


@rule("cycle_running")
def cycle_over(attempt: Attempt) -> bool:
    """The time of the turn has run out."""
    clock = attempt.known.clock(CYCLE)
    return clock is not None and clock.has_run_out(attempt.now)


RULES = (
    as_planned,
    actor_has_the_task,
    doer_known,
    checklist_complete,
    round_valid,
    confirmer_not_doer,
    excuse_listed,
    cycle_over,
)
