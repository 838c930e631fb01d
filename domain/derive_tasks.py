"""What nobody types of a task: it is about what its cases are about, and its plan is the next one."""

from __future__ import annotations

from collections.abc import Mapping

from domain.case import Case
from domain.children import child_id
from domain.clusters import applicant_of, filed_day, in_order
from domain.codec import to_data
from domain.derivation import ByKind, Derive, Sent, today
from domain.errors import RuleBroken
from domain.facts.tasks import PENALTY, ROOT_CAUSE, SAME_APPLICANT
from domain.office import Post
from domain.rules.rule import Attempt


def _cases(attempt: Attempt) -> tuple[Case, ...]:
    """The cases the command names, the first filed first. Raises RuleBroken when none of them is there."""
    named = attempt.command.fields.get("cases")
    several = named if isinstance(named, (list, tuple)) else ()
    others = attempt.context.others
    known = {one: others[one] for one in several if isinstance(one, str) and one in others}
    if not known:
        raise RuleBroken("no_cluster", rule="cluster_reached")
    return in_order(known.values())


def _newest(attempt: Attempt) -> Case:
    return _cases(attempt)[-1]


def opened_child(attempt: Attempt, _: Post, __: Sent) -> str:
    """The child that the move opens."""
    return child_id(attempt.command.event_id, attempt.move.opens)


def _subject(attempt: Attempt, _: Post, sent: Sent) -> str | None:
    """Who the cases have in common."""
    return applicant_of(_newest(attempt)) or None if sent.get("rule") == SAME_APPLICANT else None


def _served_on(attempt: Attempt, _: Post, __: Sent) -> str | None:
    """Whom the order of a child's parent was served on."""
    order = _newest(attempt).order
    return order.party or None if order else None


OF_CASES: Mapping[str, Derive] = {
    "parent": lambda attempt, _, __: _newest(attempt).id,
    "category": lambda attempt, _, __: _newest(attempt).category or None,
    "title": lambda attempt, _, __: _newest(attempt).title,
    "place": lambda attempt, _, __: to_data(_newest(attempt).place),
}
"""What a task has of the cases it is about, or of the one that opened it."""
DERIVED: Mapping[tuple[str, str], Derive] = {
    ("plan.approved", "version"): lambda attempt, _, __: attempt.known.plan_version + 1,
}
DERIVED_BY_KIND: ByKind = {
    ("task.opened", ROOT_CAUSE): {
        **OF_CASES,
        "subject": _subject,
        "since": lambda attempt, _, __: filed_day(_cases(attempt)[0], attempt.context.calendar).isoformat(),
        "until": lambda attempt, _, __: filed_day(_newest(attempt), attempt.context.calendar).isoformat(),
    },
    ("task.opened", PENALTY): {**OF_CASES, "subject": _served_on, "since": today, "until": today},
}
