"""From a command to the fact it would record, with everything that is wrong with its fields."""

from __future__ import annotations

from datetime import timedelta

from domain.codec import FieldProblem, Unreadable, parse
from domain.completeness import incomplete, photos_ahead
from domain.derive import filled_in
from domain.errors import FieldMissing
from domain.facts import BY_TOPIC
from domain.facts.schema import Fact
from domain.office import Post
from domain.rules import Attempt

CLOCK_TOLERANCE = timedelta(minutes=5)
"""How far a device's clock may be ahead of ours (D)."""


def made_of(attempt: Attempt, post: Post) -> tuple[Fact, list[FieldProblem]]:
    """The fact, and what its move asks for that it does not have. Raises FieldMissing when it would be none."""
    cls = BY_TOPIC[attempt.move.fact]
    fields = filled_in(attempt, post)
    problems = incomplete(attempt, fields)
    try:
        fact = parse(cls, fields)
    except Unreadable as error:
        told = {problem.pointer for problem in problems}
        problems.extend(problem for problem in error.problems if problem.pointer not in told)
        raise FieldMissing(tuple(problems)) from None
    problems.extend(photos_ahead(fact, attempt.command.now + CLOCK_TOLERANCE))
    return fact, problems
