"""Fields of what devices tell that follow from the device and from the case, so that no gateway can get them wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.alarms import is_fit
from domain.derivation import Derive, Sent
from domain.facts.devices import NORMAL, REPEATED, SUPPRESSED
from domain.office import Post
from domain.rules.rule import Attempt


def _device(attempt: Attempt, post: Post, sent: Sent) -> Any:
    """The gateway speaks for itself; of others' records it is the device that reported, unless another is named."""
    return attempt.command.actor if post.role == "gateway" else sent.get("device") or attempt.known.device


def _kind(attempt: Attempt, _: Post, __: Sent) -> Any:
    return (attempt.known.alarm.kind if attempt.known.alarm else "") or "other"


def _state(_: Attempt, __: Post, sent: Sent) -> Any:
    """Whatever it says, a reading that does not count is kept and changes nothing."""
    fit = is_fit(str(sent.get("flag") or NORMAL), sent.get("mode"))
    return sent.get("state") if fit else SUPPRESSED


def _count(attempt: Attempt, _: Post, sent: Sent) -> int:
    raises = attempt.known.alarm.raises if attempt.known.alarm else 0
    return raises + int(_state(attempt, _, sent) == REPEATED)


def _after(attempt: Attempt, _: Post, __: Sent) -> int:
    """From the report until it became normal; until now where nothing was observed since."""
    alarm = attempt.known.alarm
    gone = alarm.since if alarm and not alarm.raised else attempt.now
    return max(0, round((gone - attempt.known.opened_at).total_seconds()))


DERIVED: Mapping[tuple[str, str], Derive] = {
    ("alarm.observed", "count"): _count,
    ("case.self_corrected", "after"): _after,
}
FILLED: Mapping[tuple[str, str], Derive] = {
    ("alarm.observed", "device"): _device,
    ("alarm.observed", "kind"): _kind,
    ("alarm.observed", "state"): _state,
    ("evidence.reviewed", "device"): _device,
}
OVERRULED = frozenset({("alarm.observed", "state")})
"""Filled in also when something was sent: what was sent is looked at, and does not always stand."""
