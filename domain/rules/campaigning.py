"""What several units plan, visit and finish together, and what becomes of the cases that hang on it.

浙江省综合行政执法条例13 (综合查一次), 14 (职责分工). Nothing vanishes with its parent: a child has ended, rests with
approval, or has a unit of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from domain.case import Case
from domain.rules.closing import NEVER_BLOCK
from domain.rules.rule import Attempt, rule

AN_INSTANT = timedelta(microseconds=1)
"""Before the end of a day, which is the first moment of the next one."""
CORNERS = 3
"""An outline has at least so many."""


@rule("units_not_listed", "office", body=True)
def units_known(attempt: Attempt) -> bool:
    """Every participant is another unit of the office, in service."""
    named, units = attempt.get("units", ()), attempt.context.office.units
    return len(set(named)) == len(named) and all(unit in units and units[unit].active for unit in named)


@rule("area_open", body=True)
def area_closed(attempt: Attempt) -> bool:
    """An outline is none at all, or three corners and more, each as `latitude,longitude`."""
    outline = attempt.get("area", ())
    return not outline or (len(outline) >= CORNERS and all(map(_is_corner, outline)))


def _is_corner(text: str) -> bool:
    parts = text.split(",")
    try:
        lat, lon = (float(part) for part in parts)
    except ValueError:
        return False
    return -90 <= lat <= 90 and -180 <= lon <= 180


@rule("plan_incomplete", body=True)
def plan_names_duties(attempt: Attempt) -> bool:
    """Every unit that takes part has a duty in the plan (浙综执14)."""
    task = attempt.known.task
    taking_part = attempt.known.co_units | (task.units if task else frozenset())
    duties = attempt.get("duties") or {}
    return bool(duties) and all(str(duties.get(unit) or "").strip() for unit in taking_part)


@rule("plan_end_moved", "calendar", body=True)
def plan_keeps_its_end(attempt: Attempt) -> bool:
    """A changed plan ends when the time that runs ends: more of it is an extension's to give."""
    calendar, rules = attempt.context.calendar, attempt.workflow.clocks
    due = [clock.due_at for clock in attempt.known.clocks.values() if rules[clock.name].due_field == "until"]
    return all(calendar.local(end - AN_INSTANT).date() == attempt.get("until") for end in due)


@rule("already_visited", body=True, demands=("object",))
def one_visit_per_object(attempt: Attempt) -> bool:
    """Nobody came to this object in this campaign before, or it is said why somebody comes again (浙综执13)."""
    meant, name = attempt.get("list"), _as_one_name(attempt.get("object"))
    before = any(one.list == meant and _as_one_name(one.object) == name for one in attempt.known.checklists)
    return bool(name) and (not before or bool(attempt.get("reason")))


def _as_one_name(object_id: str | None) -> str:
    """However many blanks somebody typed, and wherever, it is the same object."""
    return "".join((object_id or "").split())


def _open_children(attempt: Attempt) -> Iterator[Case | None]:
    """The children that have not ended, as they are now; None for one that is nowhere to be found."""
    for child, relation in attempt.known.children.items():
        other = attempt.context.others.get(child)
        if relation not in NEVER_BLOCK and (other is None or other.phase != "done"):
            yield other


@rule("children_unsettled", "children")
def children_settled(attempt: Attempt) -> bool:
    """Every child has ended, or rests with approval; those are listed."""
    return all(child is not None and child.phase == "suspended" for child in _open_children(attempt))


@rule("children_left", "children")
def children_rehomed(attempt: Attempt) -> bool:
    """Every open child has a unit of its own, so that it goes on when its parent ends."""
    return all(child is not None and bool(child.unit) for child in _open_children(attempt))


@rule("target_not_measured", body=True, demands=("quantity", "method"))
def target_measured(attempt: Attempt) -> bool:
    """Measured before and after, by one method."""
    plan = attempt.known.plan
    measured = isinstance(attempt.get("quantity"), Decimal)
    return plan is not None and plan.measured and measured and attempt.get("method") == plan.method


RULES = (
    units_known,
    area_closed,
    plan_names_duties,
    plan_keeps_its_end,
    one_visit_per_object,
    children_settled,
    children_rehomed,
    target_measured,
)
