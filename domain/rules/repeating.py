"""Rules of single kinds of devices: fumes of kitchens seen on the spot, e-bikes in lifts and who comes again."""

from __future__ import annotations

from decimal import Decimal

from domain.rules.rule import Attempt, rule

TRAPPED = "trapped"


@rule("not_seen_on_site")
def fume_seen_on_site(attempt: Attempt) -> bool:
    """Two officers noted that they saw it, or measured more than the limit by hand (GB 18483-2001)."""
    case, limit = attempt.known, Decimal(attempt.parameter("fume_limit_ug_m3")) / 1000
    return case.seen_on_site or (case.sampled is not None and case.sampled > limit)


@rule("door_must_open", body=True)
def door_may_be_held(attempt: Attempt) -> bool:
    """The lift runs normally and nobody is trapped in it: in fire, quake or fireman's service no door is held."""
    alarm = attempt.known.alarm
    trapped = alarm is not None and (TRAPPED in alarm.also or (alarm.kind == TRAPPED and alarm.raised))
    return attempt.get("mode") == "normal" and not trapped


@rule("not_first")
def first_time(attempt: Attempt) -> bool:
    """The first of this household or person in thirty days, and what was asked on the spot was done."""
    occasion = attempt.known.occasion
    return occasion is not None and occasion.times == 1 and not occasion.refused


@rule("not_second")
def second_time(attempt: Attempt) -> bool:
    """The second of this household or person in thirty days, or the first when it was refused on the spot."""
    occasion = attempt.known.occasion
    return occasion is not None and (occasion.times == 2 or (occasion.times == 1 and occasion.refused))


@rule("not_third")
def third_time(attempt: Attempt) -> bool:
    """The third of this household or person in thirty days or a later one, or the community is visiting already."""
    occasion = attempt.known.occasion
    return occasion is not None and (occasion.times > 2 or attempt.known.state == "visiting")


@rule("two_persons_needed", body=True)
def two_persons(attempt: Attempt) -> bool:
    """Two different persons were there, the actor among them."""
    present = frozenset(attempt.get("officers", ()))
    return len(present) >= 2 and attempt.command.actor in present


RULES = (fume_seen_on_site, door_may_be_held, first_time, second_time, third_time, two_persons)
