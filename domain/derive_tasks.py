"""What nobody types of a task: it is about what its cases are about, and its plan is the next one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from domain.case import Case
from domain.children import child_id
from domain.clusters import applicant_of, filed_day, in_order
from domain.codec import to_data
from domain.derivation import Sent
from domain.errors import RuleBroken
from domain.facts.tasks import OF_PARENT, SAME_APPLICANT
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
    """Who the cases have in common; of a child, whom its parent's order was served on."""
    order = _newest(attempt).order
    if sent.get("rule") == OF_PARENT:
        return order.party or None if order else None
    return applicant_of(_newest(attempt)) or None if sent.get("rule") == SAME_APPLICANT else None


def today(attempt: Attempt, _: Post, __: Sent) -> str:
    """The day of the move."""
    return attempt.context.calendar.local(attempt.now).date().isoformat()


def _day(attempt: Attempt, post: Post, sent: Sent, nth: int) -> str:
    """The day on which one of the cases was filed; of a child, the day on which it is opened."""
    if sent.get("rule") == OF_PARENT:
        return today(attempt, post, sent)
    return filed_day(_cases(attempt)[nth], attempt.context.calendar).isoformat()


TASK_FIELDS: Mapping[tuple[str, str], Callable[[Attempt, Post, Sent], Any]] = {
    ("task.opened", "parent"): lambda attempt, _, __: _newest(attempt).id,
    ("task.opened", "category"): lambda attempt, _, __: _newest(attempt).category or None,
    ("task.opened", "title"): lambda attempt, _, __: _newest(attempt).title,
    ("task.opened", "place"): lambda attempt, _, __: to_data(_newest(attempt).place),
    ("task.opened", "subject"): _subject,
    ("task.opened", "since"): lambda attempt, post, sent: _day(attempt, post, sent, 0),
    ("task.opened", "until"): lambda attempt, post, sent: _day(attempt, post, sent, -1),
    ("plan.approved", "version"): lambda attempt, _, __: attempt.known.plan_version + 1,
}
