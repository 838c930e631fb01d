"""What nobody types of a task: it is about what its cases are about, and its plan is the next one."""

from __future__ import annotations

from collections.abc import Mapping

from domain.case import Case
from domain.clusters import applicant_of, filed_day, in_order
from domain.codec import to_data
from domain.derivation import ByKind, Derive, Sent
from domain.errors import RuleBroken
from domain.facts.tasks import ROOT_CAUSE, SAME_APPLICANT
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


def _subject(attempt: Attempt, _: Post, sent: Sent) -> str | None:
    return applicant_of(_newest(attempt)) or None if sent.get("rule") == SAME_APPLICANT else None


DERIVED: Mapping[tuple[str, str], Derive] = {
    ("plan.approved", "version"): lambda attempt, _, __: attempt.known.plan_version + 1,
}
DERIVED_BY_KIND: ByKind = {
    ("task.opened", ROOT_CAUSE): {
        "parent": lambda attempt, _, __: _newest(attempt).id,
        "category": lambda attempt, _, __: _newest(attempt).category or None,
        "title": lambda attempt, _, __: _newest(attempt).title,
        "place": lambda attempt, _, __: to_data(_newest(attempt).place),
        "subject": _subject,
        "since": lambda attempt, _, __: filed_day(_cases(attempt)[0], attempt.context.calendar).isoformat(),
        "until": lambda attempt, _, __: filed_day(_newest(attempt), attempt.context.calendar).isoformat(),
    },
}
