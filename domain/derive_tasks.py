"""What nobody types of a task: it is about what its cases or its parent are about, or what its plan says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.case import Case
from domain.clusters import applicant_of, filed_day, in_order
from domain.codec import to_data
from domain.derivation import ByKind, Derive, Sent, composed_title, today
from domain.errors import RuleBroken
from domain.facts.tasks import (
    BY_CYCLE,
    CAMPAIGN,
    ON_REQUEST,
    PENALTY,
    PERIODIC,
    ROOT_CAUSE,
    SAME_APPLICANT,
)
from domain.office import Post
from domain.roles import OUTSIDE
from domain.rules.planned import plan_named, turn_named
from domain.rules.rule import Attempt

OPENED = "task.opened"


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


def _subject(attempt: Attempt, _: Post, sent: Sent) -> str | None:
    """Who the cases have in common."""
    return applicant_of(_newest(attempt)) or None if sent.get("rule") == SAME_APPLICANT else None


def _served_on(attempt: Attempt, _: Post, __: Sent) -> str | None:
    """Whom the order of a child's parent was served on."""
    order = _newest(attempt).order
    return order.party or None if order else None


def _of_plan(name: str) -> Derive:
    """What a plan says of its turns."""

    def derive(attempt: Attempt, _: Post, sent: Sent) -> Any:
        plan = plan_named(attempt, sent.get("plan"))
        return to_data(getattr(plan, name)) if plan is not None else None

    return derive


def _for_whom(attempt: Attempt, post: Post, sent: Sent) -> Any:
    """Who asks for something himself is whom it is for."""
    himself = attempt.command.on_behalf_of or attempt.command.actor
    return himself if post.role in OUTSIDE else sent.get("subject")


def _assignee(attempt: Attempt, _: Post, sent: Sent) -> str | None:
    """The first who holds the role in the unit."""
    role, unit = sent.get("doer"), sent.get("unit")
    return attempt.context.office.holder(str(role), str(unit)) or None if role and unit else None


def _title(attempt: Attempt, post: Post, sent: Sent) -> str | None:
    plan = plan_named(attempt, sent.get("plan"))
    if plan is not None:
        return plan.name_zh
    return composed_title(attempt, post, sent) or None


def _since(attempt: Attempt, post: Post, sent: Sent) -> str | None:
    plan = plan_named(attempt, sent.get("plan"))
    if plan is None:
        return today(attempt, post, sent)
    turn = turn_named(attempt, plan, sent.get("parent"))
    return turn.since.isoformat() if turn else None


def _until(attempt: Attempt, _: Post, sent: Sent) -> str | None:
    plan = plan_named(attempt, sent.get("plan"))
    turn = turn_named(attempt, plan, sent.get("parent")) if plan is not None else None
    return turn.until.isoformat() if turn else None


OF_CASES: Mapping[str, Derive] = {
    "parent": lambda attempt, _, __: _newest(attempt).id,
    "category": lambda attempt, _, __: _newest(attempt).category or None,
    "title": lambda attempt, _, __: _newest(attempt).title,
    "place": lambda attempt, _, __: to_data(_newest(attempt).place),
}
"""What a task has of the cases it is about, or of the one that opened it."""
DERIVED_BY_KIND: ByKind = {
    (OPENED, ROOT_CAUSE): {
        **OF_CASES,
        "subject": _subject,
        "since": lambda attempt, _, __: filed_day(_cases(attempt)[0], attempt.context.calendar).isoformat(),
        "until": lambda attempt, _, __: filed_day(_newest(attempt), attempt.context.calendar).isoformat(),
    },
    (OPENED, PENALTY): {**OF_CASES, "subject": _served_on, "since": today, "until": today},
    (OPENED, PERIODIC): {"rule": lambda _, __, sent: BY_CYCLE if sent.get("plan") else ON_REQUEST},
    (OPENED, CAMPAIGN): {"unit": lambda _, post, __: post.unit or None},  # whose head proposes it leads it
}
DERIVED: Mapping[tuple[str, str], Derive] = {
    ("plan.approved", "version"): lambda attempt, _, __: attempt.known.plan_version + 1,
}
FILLED: Mapping[tuple[str, str], Derive] = {
    ("plan.approved", "since"): today,
    **{(OPENED, name): _of_plan(name) for name in ("category", "unit", "place", "attributes")},
    (OPENED, "doer"): _of_plan("role"),
    (OPENED, "assignee"): _assignee,
    (OPENED, "subject"): _for_whom,
    (OPENED, "title"): _title,
    (OPENED, "since"): _since,
    (OPENED, "until"): _until,
}
OWN = frozenset({(OPENED, "subject")})
"""Fields in which somebody from outside names himself, whatever he sends."""
