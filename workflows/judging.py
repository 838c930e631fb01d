"""What follows from a checklist by itself: where a track says whether it counts, nobody has to look."""

from __future__ import annotations

from collections.abc import Iterator

from domain.case import Case
from domain.definition import Workflow
from domain.envelope import Event
from domain.facts.site import ChecklistRecorded
from domain.facts.work import CheckFailed, CheckPassed
from domain.office import SYSTEM
from domain.rounds import MEASURED, counts
from workflows.consequences import Around, Consequence

SHORT = "巡查时长或里程不足,判为无效"


def judge_round(event: Event, case: Case, around: Around) -> Iterator[Consequence]:
    """A measured round is confirmed or found void by its figures, with the moves its workflow lets the system take."""
    workflow = around.workflow
    if workflow is None or not isinstance(event.fact, ChecklistRecorded):
        return
    category = workflow.categories.get(case.category)
    if category is None or MEASURED not in category.flags:
        return
    good = counts(case, category, workflow.parameters)
    move = _move_of_system(workflow, case.state, CheckPassed.TOPIC if good else CheckFailed.TOPIC)
    if move:
        fields = {} if good else {"finding": SHORT}
        yield Consequence(reaction="judge_round", on=case.id, move=move, fields=fields)


def _move_of_system(workflow: Workflow, state: str, topic: str) -> str:
    """The move from here with which the system records such a fact; empty when there is none."""
    for name, move in workflow.moves.items():
        if state in move.sources and move.fact == topic and SYSTEM in move.roles:
            return name
    return ""
