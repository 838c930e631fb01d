"""Why a step was not taken over, in a sentence with what can be done."""

from __future__ import annotations

from collections.abc import Sequence

from api.importing.history.steps import Step
from domain.codec import FieldProblem
from domain.errors import FieldMissing, Refused
from workflows.loader import Labels

NO_MOVE, NOT_OPENED, OTHER_FILE = "move_not_allowed", "not_opened", "known_from_another_file"


def no_move(step: Step, state: str, allowed: Sequence[str]) -> str:
    """The workflow has no such move from the state the case had reached."""
    there = ", ".join(allowed) or "none"
    return (
        f'"{step.activity}" is {" or ".join(step.mapped.moves)}, which the state {state} does not allow (it allows '
        f"{there}); the workflow decides, the step is left out"
    )


def not_opened(step: Step) -> str:
    """No step before it opened the case."""
    return f'"{step.activity}" opens no case, and no step before it was taken over that does'


def other_file(number: str) -> str:
    """The case came in by another file or mapping name before."""
    return f"case {number} was taken over from another file before; a case is taken over from one file alone"


def told(refusal: Refused, labels: Labels) -> str:
    """A refusal of the engine."""
    if isinstance(refusal, FieldMissing):
        return "; ".join(_field(problem) for problem in refusal.facts["problems"])
    return labels.refusal(refusal.code, "en", refusal.numbers)


def _field(problem: FieldProblem) -> str:
    if problem.problem == "before_the_last":
        return "the case has gone on here since: its last fact is later than this step"
    if problem.problem == "in_the_future":
        return "the step lies in the future; correct the file's time, or the zone in the mapping"
    return f"{problem.pointer.lstrip('/')} is {problem.problem} {problem.expected}".strip()
