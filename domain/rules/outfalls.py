"""When an outfall gets a file, when it is put right, when its file may be closed and is opened again (污水零直排)."""

from __future__ import annotations

from domain.case_parts import Checklist
from domain.fieldwork import OUTFALL_LOOK
from domain.outfalls import flows_when_dry, is_clean
from domain.rules.rule import Attempt, rule

PUBLICITY = "publicity"


def _looks(attempt: Attempt) -> tuple[Checklist, ...]:
    """Looks of this round: those since the file was closed last, all of them while it never was."""
    case = attempt.known
    since = case.closed_at
    return tuple(
        one for one in case.checklists if one.list == OUTFALL_LOOK and (since is None or one.at > since)
    )


@rule("look_contradicts", body=True)
def look_consistent(attempt: Attempt) -> bool:
    """Where it rains now, no hour has passed since the last rain; what is not ticked is a no."""
    items = attempt.get("items") or {}
    return not (items.get("raining") is True and attempt.get("dry_hours"))


@rule("no_dry_day_proof", "calendar")
def dry_day_proof(attempt: Attempt) -> bool:
    """Seen flowing twice, on different days without rain for 48 hours, or once with dye or a sample (D)."""
    return flows_when_dry(
        _looks(attempt),
        attempt.context.calendar,
        dry_hours=attempt.parameter("dry_hours"),
        days_apart=attempt.parameter("dry_sightings_apart_days"),
    )


@rule("object_not_listed")
def one_file_per_object(attempt: Attempt) -> bool:
    """The outfall is a listed one; the log holds it as a claim and refuses a second file (一点一档)."""
    place = attempt.known.place
    return place is not None and bool(place.object_id)


@rule("one_weather_only")
def dry_and_wet_seen(attempt: Attempt) -> bool:
    """Since the work was reported: looked at on a dry day and no flow, looked at in rain and no sewage (A)."""
    done = attempt.known.work_reported_at
    since = [look for look in _looks(attempt) if done is not None and look.at >= done]
    return is_clean(since, dry_hours=attempt.parameter("dry_hours"))


@rule("publicity_running")
def publicity_over(attempt: Attempt) -> bool:
    """The time to object has run out, and no objection is left."""
    clock = attempt.known.clock(PUBLICITY)
    return clock is not None and clock.has_run_out(attempt.now)


@rule("duty_of_nobody", "office", body=True)
def duties_are_units(attempt: Attempt) -> bool:
    """The plan gives a duty to one unit of the office at least, so that somebody begins."""
    units, duties = attempt.context.office.units, attempt.get("duties") or {}
    return any(unit in units and units[unit].active and str(duty).strip() for unit, duty in duties.items())


@rule("not_in_plan", "office")
def unit_in_plan(attempt: Attempt) -> bool:
    """Who begins is of a unit that has a duty in the plan."""
    plan = attempt.known.plan
    return plan is not None and bool(plan.units & attempt.units)


RULES = (
    look_consistent,
    dry_day_proof,
    one_file_per_object,
    dry_and_wet_seen,
    publicity_over,
    duties_are_units,
    unit_in_plan,
)
