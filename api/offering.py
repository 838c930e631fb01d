"""The moves offered to somebody on a case, with the desk their choices come from."""

from __future__ import annotations

from collections.abc import Mapping

from api.asking import Asked
from api.choices import Desk
from domain.case import Case
from domain.command import Command
from domain.definition import Workflow
from domain.disclosure import may_know_reporter
from domain.offers import Offer, moves_for
from domain.rules import RULES

FOLLOWERS = "followers"


async def desk_of(
    asked: Asked, workflow: Workflow, case: Case | None, called: Mapping[str, str] | None = None
) -> tuple[Desk, tuple[Offer, ...]]:
    """Every move of the workflow judged for this person now, as far as it can be without a body."""
    command = Command(
        id="",
        event_id="",
        case_id=case.id if case else asked.services.new_id(),
        move=_asking_most(workflow),
        actor=asked.person.id,
        now=asked.now,
        workflow="" if case else workflow.key,
    )
    view = await asked.services.engine.view(command)
    context = view.context()
    offers = moves_for(view.case, asked.person, asked.now, view.workflow, view.machine, context)
    desk = Desk(
        case=view.case,
        workflow=view.workflow,
        context=context,
        wording=asked.wording(workflow.key),
        now=asked.now,
        called=called or {},
        knows_reporter=view.case is None or may_know_reporter(asked.person, view.case),
    )
    return desk, offers


def _asking_most(workflow: Workflow) -> str:
    """A move whose rules ask for the cases merged into this one: with those read, every move can be judged."""
    asking = (
        name
        for name, move in workflow.moves.items()
        if any(FOLLOWERS in RULES[rule].needs for rule in move.rules)
    )
    return next(asking, "")
