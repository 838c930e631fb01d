"""What a filing may bring about beside its own case: a root-cause task (溯源) opened, joined or brought back to work.

The reaction finds; the rules judge. What it counted stands in the fact it asks for, so that it can be counted again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID, uuid5

from domain.case import Case
from domain.children import linking_move
from domain.clusters import NEAR, about, came_back, cause_of, found_by
from domain.definition import Workflow
from domain.envelope import Event
from domain.facts.intake import CaseDeclined, CaseFiled
from domain.facts.tasks import ROOT_CAUSE, SAME_OBJECT, TaskOpened
from domain.facts.work import CaseClosed
from workflows.consequences import Around, Consequence

WORKFLOW, OPEN = "root_cause", "open"
PLAIN = "link_child"
ENDS = {CaseClosed: "closed", CaseDeclined: "declined"}


def look_for_cause(event: Event, case: Case, around: Around) -> Iterator[Consequence]:
    """A case about which a task runs already hangs on it; else the case may be the one that completes a cluster."""
    if not isinstance(event.fact, CaseFiled) or not around.parameters or around.calendar is None:
        return
    live = [task for task in around.others if about(task, case, around.parameters)]
    for task in live:
        yield from _join(task, case, around)
    cluster = None if live else found_by(case, around.others, around.parameters, around.calendar)
    if cluster is not None:
        yield Consequence(
            reaction="look_for_cause",
            on=task_id(event),
            move=OPEN,
            workflow=WORKFLOW,
            fields={"rule": cluster.rule, "cases": [one.id for one in cluster.cases]},
        )


def task_id(event: Event) -> str:
    """The id of the task a filing opens: made of the fact, so that it is opened once."""
    return str(uuid5(UUID(event.envelope.event_id), WORKFLOW))


def _join(task: Case, case: Case, around: Around) -> Iterator[Consequence]:
    """Hang the case on the task, the task on the case, and bring a watched one back to work."""
    if task.task is not None and case.id in task.task.cases:
        return
    yield Consequence(
        reaction="join_task", on=case.id, move=PLAIN, fields={"child": task.id, "relation": "root_cause"}
    )
    yield Consequence(
        reaction="join_task", on=task.id, move=PLAIN, fields={"child": case.id, "relation": "cause"}
    )
    if came_back(task, case, around.parameters[NEAR]):
        yield Consequence(reaction="came_back", on=task.id, move="relapse", fields={"case": case.id})


def hang_on_task(event: Event, case: Case, around: Around) -> Iterator[Consequence]:
    """Every case that was counted hangs on the task that counted it."""
    if isinstance(event.fact, TaskOpened) and event.fact.kind == ROOT_CAUSE:
        for one in event.fact.cases:
            move = around.linking.get(one, PLAIN)
            fields = {"child": case.id}
            if move == PLAIN:
                fields["relation"] = "root_cause"
            yield Consequence(reaction="hang_on_task", on=one, move=move, fields=fields)


def take_off_task(event: Event, case: Case, _: Around) -> Iterator[Consequence]:
    """When a task ends, the cases that hang on it are told."""
    outcome = next((word for kind, word in ENDS.items() if isinstance(event.fact, kind)), "")
    task = cause_of(case)
    if task is not None and outcome:
        for one in task.cases:
            yield Consequence(
                reaction="take_off_task",
                on=one,
                move="child_done",
                fields={"child": case.id, "outcome": outcome},
            )


def linking_moves(rule: str, cases: Iterable[tuple[Case, Workflow]]) -> dict[str, str]:
    """By case, how it hangs on the task: by a move of its own where its workflow has one for listed objects.

    That move is for open cases; one that has ended meanwhile hangs on the task like any other.
    """
    return {
        case.id: linking_move(workflow, case.state, ROOT_CAUSE) if rule == SAME_OBJECT else PLAIN
        for case, workflow in cases
    }
