"""What ties children to their parents: a child is opened, told whose it is, and its end told where it is waited for.

Everything follows from facts, by commands whose ids are made of them. A child knows its parents by facts of its own, so
none is looked for, and whatever becomes of a parent, its children stay what they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from domain.case import Case
from domain.children import LINK, OTHERWISE, TIED, finishing_move, opening_of, settled_by
from domain.definition import Move, Workflow
from domain.derive import is_typed
from domain.envelope import Event
from domain.facts.dispatch import PARENT, ChildLinked
from domain.facts.tasks import OF_PARENT
from workflows.consequences import Around, Consequence


def open_child(event: Event, case: Case, around: Around) -> Iterator[Consequence]:
    """A move that opens a child has it opened: about what its parent is about, in the unit of who opened it."""
    fact, child = event.fact, around.opened
    if isinstance(fact, ChildLinked) and child is not None:
        move = opening_of(child)
        yield Consequence(
            reaction="open_child",
            on=fact.child,
            move=move,
            workflow=child.key,
            fields=_of_child(event, fact, case, child.moves[move]),
        )


def _of_child(event: Event, fact: ChildLinked, case: Case, move: Move) -> dict[str, Any]:
    """What the opening of a child says of it."""
    said = {
        "rule": OF_PARENT,
        "cases": [case.id],
        "unit": event.envelope.unit or case.unit or None,
        "officers": list(fact.officers),
    }
    return {name: value for name, value in said.items() if value and is_typed(move, name)}


def tie_child(event: Event, case: Case, around: Around) -> Iterator[Consequence]:
    """A case that was hung on another by hand is told whose child it is; one that has ended already counts at once."""
    fact = event.fact
    if not isinstance(fact, ChildLinked) or fact.relation not in TIED or around.opens or not around.workflow:
        return
    child, workflow = around.known.get(fact.child, (None, None))
    if child is None or workflow is None:
        return
    if LINK in workflow.moves and child.state in workflow.moves[LINK].sources:
        tied = {"child": case.id, "relation": PARENT}
        yield Consequence(reaction="tie_child", on=child.id, move=LINK, fields=tied)
    if child.phase == "done":
        yield _told("told_at_once", case, around.workflow, child.id, OTHERWISE)


def tell_parents(event: Event, case: Case, around: Around) -> Iterator[Consequence]:
    """Where the case is waited for it is told that it counts as finished."""
    outcome = settled_by(event, around.workflow) if around.workflow is not None else ""
    for one in sorted(case.parents) if outcome else ():
        parent, workflow = around.known.get(one, (None, None))
        if parent is not None and workflow is not None and case.id in parent.children:
            yield _told("tell_parents", parent, workflow, case.id, outcome)


def _told(reaction: str, parent: Case, workflow: Workflow, child: str, outcome: str) -> Consequence:
    return Consequence(
        reaction=reaction,
        on=parent.id,
        move=finishing_move(workflow, parent.state, parent.children.get(child, "")),
        fields={"child": child, "outcome": outcome},
    )
