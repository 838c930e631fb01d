"""Fields nobody types: what follows from the case, the actor or the office is filled in, so it cannot be wrong.

`DERIVED` fields are never accepted from outside. `FILLED` ones are taken as sent and filled in when missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from domain import (
    counting_occasions,
    derive_deadlines,
    derive_devices,
    derive_orders,
    derive_supervision,
    derive_system,
)
from domain.declaration import declared
from domain.definition import Move
from domain.derivation import Derive, Sent
from domain.derive_tasks import TASK_FIELDS, opened_child, today
from domain.facts import BY_TOPIC
from domain.facts.intake import PUBLIC_CHANNELS
from domain.office import Post
from domain.requested import is_taken_over, taken_over
from domain.rules import RULES
from domain.rules.rule import Attempt
from domain.scalars import SCALARS, is_empty

OUTSIDERS = ("reporter", "party")
COMMUNITY_DIGITS = 12
"""A grid code begins with the 12 digits of its community (GB/T 30428.1: 6+3+3+3)."""


def _title(attempt: Attempt, _: Post, sent: Sent) -> str:
    category = attempt.workflow.categories.get(str(sent.get("category")))
    place = sent.get("place")
    address = place.get("address", "") if isinstance(place, Mapping) else ""
    return " · ".join(filter(None, (category.title if category else "", str(address))))


def _reporter(attempt: Attempt, post: Post, sent: Sent) -> Any:
    himself = attempt.command.on_behalf_of or attempt.command.actor
    return himself if post.role in OUTSIDERS else sent.get("reporter")


def _device(attempt: Attempt, post: Post, sent: Sent) -> Any:
    return attempt.command.actor if post.role == "gateway" else sent.get("device")


def _supplemented_by(_: Attempt, post: Post, __: Sent) -> str:
    if post.role in OUTSIDERS:
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


def _distance(attempt: Attempt, _: Post, sent: Sent) -> Any:
    place, here = sent.get("place"), attempt.known.place
    if not isinstance(place, Mapping) or here is None:
        return None
    degrees = SCALARS[float][0]
    lat, lon = degrees(place.get("lat_deg")), degrees(place.get("lon_deg"))
    if lat is None or lon is None:
        return None
    away = here.distance_m(type(here)(lat_deg=lat, lon_deg=lon))
    return None if away is None else f"{away:.1f}"


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


DERIVED: Mapping[tuple[str, str], Derive] = {
    ("case.reported", "title"): _title,
    ("case.supplemented", "by"): _supplemented_by,
    ("case.filed", "case_no"): lambda attempt, _, __: (
        attempt.known.case_no or attempt.context.case_no or None
    ),
    ("case.filed", "limit_profile"): _limit_profile,
    ("case.reclassified", "old"): lambda attempt, _, __: attempt.known.category,
    ("case.unmerged", "master"): lambda attempt, _, __: attempt.known.master,
    ("case.dispatched", "round"): lambda attempt, _, __: attempt.known.round,
    ("case.reassigned", "from_unit"): lambda attempt, _, __: attempt.known.unit,
    ("case.signed_for", "unit"): lambda attempt, _, __: attempt.known.unit,
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
    ("check.passed", "distance"): _distance,
    ("check.failed", "level"): lambda attempt, _, __: attempt.known.check_level or "street",
    ("case.reopened", "round"): lambda attempt, _, __: attempt.known.round + 1,
    ("case.migrated", "from_digest"): lambda attempt, _, __: attempt.known.digest,
    ("case.evaluated", "indicators"): _indicators,
    ("case.evaluated", "formula"): lambda _, __, ___: "case.v1",
    **derive_supervision.DERIVED,
    **TASK_FIELDS,
    **derive_deadlines.DERIVED,
    **derive_devices.DERIVED,
    **derive_orders.DERIVED,
    **counting_occasions.DERIVED,
}

FILLED: Mapping[tuple[str, str], Derive] = {
    ("case.reported", "reporter"): _reporter,
    ("case.reported", "device"): _device,
    ("case.filed", "category"): _filed_category,
    ("case.filed", "grid"): lambda attempt, _, __: attempt.known.grid,
    ("case.filed", "community"): _filed_community,
    ("case.reassigned", "unit"): lambda attempt, _, __: attempt.known.unit,
    ("case.returned", "reason"): _return_reason,
    **derive_supervision.FILLED,
    ("plan.approved", "since"): today,
    **derive_deadlines.FILLED,
    **derive_devices.FILLED,
    **derive_orders.FILLED,
}

Rows = tuple[tuple[str, Derive], ...]


def _by_topic(table: Mapping[tuple[str, str], Derive]) -> Mapping[str, Rows]:
    topics = {topic for topic, _ in table}
    return {topic: tuple((name, how) for (of, name), how in table.items() if of == topic) for topic in topics}


_DERIVED, _FILLED = _by_topic(DERIVED), _by_topic(FILLED)
_OPENING: Rows = (("child", opened_child),)
"""What follows from a move that opens a child."""


def is_derived(topic: str, field: str) -> bool:
    """Whether this field is never accepted from outside, whichever move records the fact."""
    return (topic, field) in DERIVED


def follows(move: Move, field: str) -> bool:
    """Whether this field of this move's fact is never accepted from outside."""
    return is_derived(move.fact, field) or (bool(move.opens) and field == "child")


def is_typed(move: Move, field: str) -> bool:
    """Whether somebody gives this field of the move's fact: neither fixed, derived nor taken over from a request.

    Nor a field of other moves, which name it or have a rule that asks for it.
    """
    fixed = field in move.given or follows(move, field)
    foreign = field in _by_name(move.fact) and not (move.names(field) or _is_demanded(move, field))
    return not fixed and not foreign and not is_taken_over(move, field)


def _is_demanded(move: Move, field: str) -> bool:
    return any(field in RULES[name].demands for name in move.rules)


@cache
def _by_name(topic: str) -> frozenset[str]:
    """Fields that only moves carry which name them."""
    return frozenset(field.name for field in declared(BY_TOPIC[topic]) if field.by_name)


def filled_in(attempt: Attempt, post: Post) -> dict[str, Any]:
    """The command's fields with what the move fixes, what follows from the case, and what was left out.

    A reporter's own identity replaces what was sent: nobody from outside reports in another's name.
    """
    fields: dict[str, Any] = {**attempt.command.fields, **attempt.move.given}
    if post.role == "system":
        fields = derive_system.filled_in(attempt, fields)
    for name, derive in _FILLED.get(attempt.move.fact, ()):
        if is_empty(fields.get(name)) or _is_overruled(attempt.move, name, post):
            fields[name] = derive(attempt, post, fields)
    for name, derive in _derived(attempt.move):
        fields[name] = derive(attempt, post, fields)
    fields |= taken_over(attempt)
    return {name: value for name, value in fields.items() if value is not None}


def settled(attempt: Attempt, post: Post, told: Sent) -> dict[str, Any]:
    """The fields of a whole fact that nobody gives: fixed, derived, taken over, one's own identity.

    `told` are all fields of the fact. Raises RuleBroken when a request should be decided and none is open.
    """
    fields: dict[str, Any] = dict(attempt.move.given)
    for name, derive in _FILLED.get(attempt.move.fact, ()):
        if _is_overruled(attempt.move, name, post):
            fields[name] = derive(attempt, post, told)
    for name, derive in _derived(attempt.move):
        fields[name] = derive(attempt, post, told)
    fields |= taken_over(attempt)
    return fields


def _is_overruled(move: Move, name: str, post: Post) -> bool:
    """Whether what was sent does not stand by itself: somebody's own identity, the state of an alarm."""
    own = name == "reporter" and post.role in OUTSIDERS
    return own or (move.fact, name) in derive_devices.OVERRULED


def _derived(move: Move) -> Rows:
    rows = _OPENING if move.opens else _DERIVED.get(move.fact, ())
    return tuple(row for row in rows if row[0] not in move.given) if move.given else rows
