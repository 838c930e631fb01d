"""When what a device noticed may open a case, and when it may go without anybody having looked."""

from __future__ import annotations

from datetime import timedelta

from domain.alarms import FLAG, MODE, is_fit, is_flapping
from domain.facts.intake import DEVICE
from domain.rules.rule import Attempt, rule


@rule("reading_suppressed", body=True)
def reading_counts(attempt: Attempt) -> bool:
    """A device that reports gave a normal reading, and nobody was maintaining it; what people report is not asked."""
    if attempt.get("channel") != DEVICE:
        return True
    told = attempt.get("attributes") or {}
    return is_fit(str(told.get(FLAG, "")), str(told.get(MODE, "")))


@rule("still_raised")
def clear_long_enough(attempt: Attempt) -> bool:
    """A device reported it, and it has been normal for `clear_minutes` without a break."""
    alarm = attempt.known.alarm
    if alarm is None or attempt.known.channel != DEVICE:
        return False
    quiet = timedelta(minutes=attempt.parameter("clear_minutes"))
    return not alarm.raised and attempt.now - alarm.since >= quiet


@rule("flapping")
def not_flapping(attempt: Attempt) -> bool:
    """The alarm never came and went `flap_times` within `flap_minutes`: then its going says nothing."""
    alarm = attempt.known.alarm
    within = timedelta(minutes=attempt.parameter("flap_minutes"))
    return alarm is None or not is_flapping(alarm, attempt.parameter("flap_times"), within)


RULES = (reading_counts, clear_long_enough, not_flapping)
