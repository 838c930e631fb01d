"""When a running case may follow another version of its workflow: everything it has must have a place there."""

from __future__ import annotations

from domain.migrating import state_of
from domain.rules.rule import Attempt, rule


@rule("other_workflow", body=True)
def same_workflow(attempt: Attempt) -> bool:
    """The version is one of the case's own workflow, and the one that decides."""
    wanted: str = attempt.get("to_digest")
    return attempt.workflow.key == attempt.known.workflow and attempt.workflow.digest == wanted


@rule("same_version", body=True)
def version_differs(attempt: Attempt) -> bool:
    """The case does not follow this version already."""
    wanted: str = attempt.get("to_digest")
    return attempt.known.digest != wanted


@rule("clock_lost")
def clocks_survive(attempt: Attempt) -> bool:
    """Every live clock of the case is one of the version's: another could never be stopped."""
    return all(clock.name in attempt.workflow.clocks for clock in attempt.known.clocks.values())


@rule("category_lost")
def category_survives(attempt: Attempt) -> bool:
    """The version has the case's category, or lists none."""
    category, listed = attempt.known.category, attempt.workflow.categories
    return not category or not listed or category in listed


@rule("request_lost", body=True)
def request_survives(attempt: Attempt) -> bool:
    """An open request can still be granted in the state the case will be in."""
    request = attempt.known.request
    state = state_of(attempt.known, attempt.move, attempt.command.fields)
    return request is None or state in attempt.workflow.grantable_in(request.kind)


@rule("act_lost")
def order_survives(attempt: Attempt) -> bool:
    """The act of an order that is not rechecked yet is still listed."""
    order = attempt.known.order
    return order is None or bool(order.result) or order.act in attempt.workflow.acts


RULES = (
    same_workflow,
    version_differs,
    clocks_survive,
    category_survives,
    request_survives,
    order_survives,
)
