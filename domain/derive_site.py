"""Fields of what is done on the spot that follow from where the case lies, who acts and when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from domain.codec import to_data
from domain.derivation import Derive, Sent, today
from domain.facts.site import MANUAL
from domain.office import Post
from domain.rules.rule import Attempt
from domain.scalars import SCALARS

MINUTE = timedelta(minutes=1)


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


def _manual_place(attempt: Attempt, _: Post, sent: Sent) -> Any:
    """Who says by hand that he is there is where the case is; a device says itself where it is."""
    here = attempt.known.place
    return to_data(here) if sent.get("how") == MANUAL and here is not None else None


def _trapped(attempt: Attempt, _: Post, __: Sent) -> int:
    """Whole minutes since the alarm."""
    return max(0, (attempt.now - attempt.known.opened_at) // MINUTE)


DERIVED: Mapping[tuple[str, str], Derive] = {
    ("check.passed", "distance"): _distance,
    ("site.reached", "distance"): _distance,
    ("checklist.recorded", "list"): lambda attempt, _, __: attempt.known.category,
    ("checklist.recorded", "version"): lambda attempt, _, __: attempt.workflow.version,
    ("people.freed", "trapped"): _trapped,
}
FILLED: Mapping[tuple[str, str], Derive] = {
    ("site.reached", "persons"): lambda attempt, _, __: sorted(attempt.ids),
    ("site.reached", "place"): _manual_place,
    ("work.noted", "until"): lambda attempt, post, sent: (
        today(attempt, post, sent) if attempt.move.names("until") else None
    ),
}
