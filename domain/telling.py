"""What happened elsewhere is told of, not asked for: only the move must exist, all else is judged and kept.

Nobody here can do again, or better, what was done there. So a role that was not held, a rule that did not hold, a field
that the move asks for and nobody gave are verdicts in the envelope, and refuse nothing. What cannot be made a fact is
refused all the same: a field the fact itself needs, a grant of what was never asked for.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from domain.case import Case
from domain.changing import replace
from domain.clock_effects import clock_effects
from domain.codec import FieldProblem
from domain.envelope import FIELDS_OF_MOVE, ROLE_OF_MOVE, Verdict
from domain.errors import FieldMissing
from domain.facts.schema import Fact
from domain.making import made_of
from domain.office import NOT_STAFF, Post
from domain.roles import STAFF, held_roles
from domain.rules import RULES, Attempt

ASKED_FOR = ("missing", "too_few")
"""Problems of fields that the move, not the fact, has."""


class Judged(NamedTuple):
    """A move that will be recorded: with its fact and its effects on clocks, in which post, and what was found."""

    attempt: Attempt
    fact: Fact
    post: Post
    verdicts: tuple[Verdict, ...]


def told(attempt: Attempt, post: Post, target: str) -> Judged:
    """Judge what was done elsewhere in a post. Raises FieldMissing, RuleBroken for what makes no fact."""
    fact, problems = made_of(attempt, post)
    wrong = tuple(problem for problem in problems if problem.problem not in ASKED_FOR)
    if wrong:
        raise FieldMissing(wrong)
    attempt = replace(attempt, fact=fact)
    attempt = replace(attempt, clocks=clock_effects(attempt, target))
    verdicts = (
        Verdict(rule=ROLE_OF_MOVE, held=_is_role_of(attempt, post.role)),
        Verdict(rule=FIELDS_OF_MOVE, held=not problems),
        *(Verdict(rule=name, held=RULES[name].judge(attempt)) for name in attempt.move.rules),
    )
    return Judged(attempt, fact, post, verdicts)


def expect_later(case: Case | None, said: datetime, now: datetime) -> None:
    """A case is told in the order in which it happened, up to now. Raises FieldMissing."""
    if said > now:
        raise FieldMissing((FieldProblem("/occurred_at", "in_the_future"),))
    if case is not None and said < case.last_at:
        raise FieldMissing((FieldProblem("/occurred_at", "before_the_last"),))


def _is_role_of(attempt: Attempt, role: str) -> bool:
    """Whether the move may be taken in this role; one that was not told is not shown to be."""
    wanted = held_roles(attempt.workflow, attempt.move.roles)
    return role in wanted or (STAFF in wanted and bool(role) and role not in NOT_STAFF)
