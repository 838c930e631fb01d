"""Parents and children: what opens a child, when it counts as finished, and by which move another case is told.

A move of the parent that `opens` a workflow records `child.linked` with an id made of its own fact; that the child is
then opened, tied and told of follows from facts (`workflows.children`), so whatever is done again is done once.
"""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

from domain.definition import NEW, Move, Workflow
from domain.envelope import Event
from domain.facts.dispatch import CaseTransferred, ChildFinished, ChildLinked
from domain.facts.intake import CaseDeclined, CaseEnded
from domain.facts.schema import Fact
from domain.facts.work import CaseClosed
from domain.office import SYSTEM

OPENED_BY_PARENT = "linked_by_parent"
"""The rule of the move by which a parent's child begins."""
LINK, FINISH = "link_child", "child_done"
"""The moves every workflow has of the base, where it has none of its own for the relation."""
TIED = frozenset({"child", "penalty", "follow_up", "mediation"})
"""Relations in which a child tells its parent when it counts as finished."""
BY_HAND = TIED
"""Relations that a person may draw; all others follow from merging, counting and opening, and are the system's."""
OUTCOMES: dict[type[Fact], str] = {
    CaseClosed: "closed",
    CaseDeclined: "declined",
    CaseEnded: "withdrawn",
    CaseTransferred: "transferred",
}
OTHERWISE = "ended"
"""The outcome of a case that ended in another way."""


def child_id(event_id: str, workflow: str) -> str:
    """The id of the child that a fact opens: made of the fact, so that it is opened once."""
    return str(uuid5(NAMESPACE_URL, f"{event_id}/{workflow}"))


def opening_of(workflow: Workflow) -> str:
    """The move by which the system opens a case of this workflow for its parent; empty when there is none."""
    moves = workflow.moves.items()
    return next((name for name, move in moves if NEW in move.sources and OPENED_BY_PARENT in move.rules), "")


def settled_by(event: Event, workflow: Workflow) -> str:
    """The outcome with which the case counts as finished since this fact; empty when the fact changes nothing of it.

    `workflow` is the version that decided it.
    """
    it = event.envelope
    move = workflow.moves.get(it.trigger)
    if move is not None and move.settles:
        return move.settles
    if it.phase != "done" or it.source == it.target or not workflow.is_open(it.source):
        return ""
    return OUTCOMES.get(type(event.fact), OTHERWISE)


def linking_move(workflow: Workflow, state: str, relation: str) -> str:
    """The system's move that hangs a child on a case in this state."""
    return _own_move(workflow, state, ChildLinked.TOPIC, relation) or LINK


def finishing_move(workflow: Workflow, state: str, relation: str) -> str:
    """The system's move that tells a case in this state of the end of a child."""
    return _own_move(workflow, state, ChildFinished.TOPIC, relation) or FINISH


def _own_move(workflow: Workflow, state: str, topic: str, relation: str) -> str:
    """The move that is for this relation alone, where the workflow has one and it is legal here."""
    return next((name for name, move in workflow.moves.items() if _fits(move, state, topic, relation)), "")


def _fits(move: Move, state: str, topic: str, relation: str) -> bool:
    own = (move.fact, move.given.get("relation")) == (topic, relation) and SYSTEM in move.roles
    return own and state in move.sources
