"""When an alarm of a lift means that somebody is in it, when nobody is, and what a repair has to say."""

from __future__ import annotations

from collections.abc import Mapping

from domain.rules.rule import Attempt, rule

BUTTON, MODE, CODE, STOPPED, PERSON = "alarm_button", "lift_mode", "lift_code", "stopped_s", "person_inside"
"""Entries of a lift's alarm: the button in the car, the mode of service and the code of the fault (GB/T 24476-2017),
for how many seconds it stands still, whether the sensor sees somebody."""
IN_MAINTENANCE = 2
"""Mode of service 检修: whoever works on the lift brings all of its signals about, except the button in the car."""
STUCK_CODES = (4, 8, 93)
"""Stopped outside of a door zone, kept from moving, and a maker's own code for people shut in (D)."""


@rule("nobody_trapped", body=True)
def trapped_signal(attempt: Attempt) -> bool:
    """What a device reports means that somebody is trapped; whoever reports it himself is believed."""
    if attempt.get("channel") != "device":
        return True
    said: Mapping[str, object] = attempt.get("attributes") or {}
    if said.get(BUTTON) is True:
        return True
    stopped = said.get(STOPPED)
    stuck = isinstance(stopped, int) and stopped >= attempt.parameter("lift_stopped_s")
    fault = said.get(CODE) in STUCK_CODES or stuck
    return said.get(MODE) != IN_MAINTENANCE and said.get(PERSON) is True and fault


@rule("nobody_answered")
def person_answered(attempt: Attempt) -> bool:
    """The last who answered, in the car or on the spot, says that nobody is in it."""
    answers = [made.inside for made in attempt.known.contacts if made.reached and made.inside is not None]
    return bool(answers) and answers[-1] is False


@rule("no_cause_code", body=True)
def cause_code_set(attempt: Attempt) -> bool:
    """The cause is chosen from the list."""
    asked = attempt.category.asked_in(attempt.command.move) if attempt.category is not None else ()
    items = attempt.get("items") or {}
    return any(items.get(name) is True for name in asked)


RULES = (trapped_signal, person_answered, cause_code_set)
