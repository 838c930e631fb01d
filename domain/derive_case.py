"""Fields that nobody types of the facts most cases have: who reported, which number, whom it was taken from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.derivation import Derive, Sent, composed_title
from domain.facts.intake import PUBLIC_CHANNELS
from domain.office import Post
from domain.roles import OUTSIDE
from domain.rules.rule import Attempt

COMMUNITY_DIGITS = 12
"""A grid code begins with the 12 digits of its community (GB/T 30428.1: 6+3+3+3)."""


def _reporter(attempt: Attempt, post: Post, sent: Sent) -> Any:
    himself = attempt.command.on_behalf_of or attempt.command.actor
    return himself if post.role in OUTSIDE else sent.get("reporter")


def _device(attempt: Attempt, post: Post, sent: Sent) -> Any:
    return attempt.command.actor if post.role == "gateway" else sent.get("device")


def _supplemented_by(_: Attempt, post: Post, __: Sent) -> str:
    if post.role in OUTSIDE:
        return "reporter"
    return "intake" if post.role in ("intake", "committee") else "unit"


def _filed_category(attempt: Attempt, _: Post, __: Sent) -> str:
    return attempt.known.category


def _filed_community(attempt: Attempt, _: Post, sent: Sent) -> str:
    grid = str(sent.get("grid") or "")
    return attempt.known.community or grid[:COMMUNITY_DIGITS]


def _limit_profile(attempt: Attempt, _: Post, sent: Sent) -> str:
    category = attempt.workflow.categories.get(str(sent.get("category") or attempt.known.category))
    return "urgent" if attempt.known.urgent and category and category.urgent_limits else "standard"


def _return_reason(attempt: Attempt, _: Post, __: Sent) -> Any:
    return attempt.known.request.reason if attempt.known.request else None


def _check_unit(attempt: Attempt, _: Post, sent: Sent) -> str:
    posts = attempt.context.office.person(str(sent.get("checker"))).posts
    return posts[0].unit if posts else ""


def _check_level(attempt: Attempt, _: Post, sent: Sent) -> str:
    roles = attempt.context.office.person(str(sent.get("checker"))).roles
    if "legal" in roles and "checker" not in roles:
        return "legal"
    return "grid" if "grid" in roles and "checker" not in roles else "street"


def _old_due(attempt: Attempt, _: Post, sent: Sent) -> Any:
    """The due moment there was; of a performance already missed, the end of its last date."""
    clock = attempt.known.clock(str(attempt.move.given.get("clock") or sent.get("clock")))
    if clock is not None:
        return clock.due_at
    talks = attempt.known.mediation
    return attempt.context.calendar.end_of_day(max(talks.due_on)) if talks.due_on else talks.promised_until


def _indicators(attempt: Attempt, _: Post, __: Sent) -> dict[str, Any]:
    """What the case adds to the figures of its unit; formula `case.v1`."""
    case = attempt.known
    found: dict[str, Any] = {
        "reworks": case.reworks,
        "returns": case.returns,
        "reopened": case.reopened,
        "public_report": case.channel in PUBLIC_CHANNELS,
        "independently_checked": case.checked_independently,
    }
    if case.handle_overdue is not None:
        found["handled_in_time"] = not case.handle_overdue
    return found


def _corrected_of(attempt: Attempt, _: Post, sent: Sent) -> str | None:
    """Whose data the corrected text holds; None where they are the case's."""
    return attempt.known.concerned.get((str(sent.get("fact")), str(sent.get("field"))))


DERIVED: Mapping[tuple[str, str], Derive] = {
    ("case.reported", "title"): composed_title,
    ("case.supplemented", "by"): _supplemented_by,
    ("case.filed", "case_no"): lambda attempt, _, __: (
        attempt.known.case_no or attempt.context.case_no or None
    ),
    ("case.filed", "limit_profile"): _limit_profile,
    ("case.reclassified", "old"): lambda attempt, _, __: attempt.known.category,
    ("case.unmerged", "master"): lambda attempt, _, __: attempt.known.master,
    ("case.dispatched", "round"): lambda attempt, _, __: attempt.known.round,
    ("case.reassigned", "from_unit"): lambda attempt, _, __: attempt.known.unit,
    ("case.signed_for", "person"): lambda attempt, _, __: (
        attempt.command.on_behalf_of or attempt.command.actor
    ),
    ("case.returned", "unit"): lambda attempt, _, __: attempt.known.unit,
    ("case.returned", "nth"): lambda attempt, _, __: attempt.known.returns_in_round + 1,
    ("assist.requested", "assist"): lambda attempt, _, __: f"assist-{len(attempt.known.assists) + 1}",
    ("case.escalated", "from_level"): lambda attempt, _, __: attempt.known.level or "desk",
    ("approval.refused", "kind"): lambda attempt, _, __: (
        attempt.known.request.kind if attempt.known.request else None
    ),
    ("extension.granted", "old_due_at"): _old_due,
    ("extension.granted", "nth"): lambda attempt, _, __: len(attempt.known.extended) + 1,
    ("check.assigned", "unit"): _check_unit,
    ("check.assigned", "level"): _check_level,
    ("check.passed", "level"): lambda attempt, _, __: attempt.known.check_level or "street",
    ("check.failed", "level"): lambda attempt, _, __: attempt.known.check_level or "street",
    ("case.reopened", "round"): lambda attempt, _, __: attempt.known.round + 1,
    ("case.migrated", "from_digest"): lambda attempt, _, __: attempt.known.digest,
    ("case.evaluated", "indicators"): _indicators,
    ("case.evaluated", "formula"): lambda _, __, ___: "case.v1",
    ("record.corrected", "subject"): _corrected_of,
}

FILLED: Mapping[tuple[str, str], Derive] = {
    ("case.reported", "reporter"): _reporter,
    ("case.reported", "device"): _device,
    ("case.filed", "category"): _filed_category,
    ("case.filed", "grid"): lambda attempt, _, __: attempt.known.grid,
    ("case.filed", "community"): _filed_community,
    ("case.returned", "reason"): _return_reason,
}
OWN = frozenset({("case.reported", "reporter")})
"""Fields in which somebody from outside names himself, whatever he sends."""
