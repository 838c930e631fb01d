"""What stands where a case's number is expected."""

from __future__ import annotations

from api.asking import Asked
from api.pages.texts import text_of
from domain.definition import Workflow

FILING = "case.filed"
"""The fact that gives a case its number."""


def number_shown(asked: Asked, workflow: str, case_no: str | None) -> str:
    """The number; without one whether it is not filed yet, or belongs to a workflow that files nothing."""
    if case_no:
        return case_no
    loaded = asked.services.catalogue.workflows.get(workflow)
    files = loaded is None or files_cases(loaded.workflow)
    return text_of("not_filed" if files else "no_number", asked.language)


def files_cases(workflow: Workflow) -> bool:
    """Whether cases of this workflow are ever filed; a task the office sets itself is not."""
    return any(move.fact == FILING for move in workflow.moves.values())
