"""When a case may be given to a unit, given back, disputed; when a request may be made and decided."""

from __future__ import annotations

from datetime import timedelta

from domain.calendar import TimeUnit
from domain.clock_arithmetic import due_at
from domain.disclosure import accused_of
from domain.facts.dispatch import LEVELS
from domain.rules.rule import Attempt, rule

UNITS_OWN = ("return", "exclusion")
"""Requests in a unit's own interest: nobody of that unit decides on them."""


@rule("not_in_duty_list", "office", body=True)
def unit_in_duty_list(attempt: Attempt) -> bool:
    """The duty list (派单目录) gives the unit this category and place; who is designated must only be there."""
    unit, office = str(attempt.get("unit")), attempt.context.office
    if attempt.get("chosen_by") == "designation":
        return unit in office.units and office.units[unit].active
    return office.has_duty(unit, attempt.known.category, attempt.known.community)


@rule("same_unit", body=True)
def new_unit_differs(attempt: Attempt) -> bool:
    """Another unit than the one that has the case."""
    return bool(attempt.get("unit") != attempt.known.unit)


@rule("needs_coordination")
def returns_below_limit(attempt: Attempt) -> bool:
    """Fewer than two granted returns in this round; then the dispute over duty is to be coordinated."""
    return attempt.known.returns_in_round < attempt.parameter("returns_limit")


NAMED = ("assignee", "verifier", "checker")
"""Fields that give a case to a person."""


@rule("unit_is_accused", "office", body=True)
def accused_unit_excluded(attempt: Attempt) -> bool:
    """Who is complained of in an accusation is not the one to receive it, to look into it or to take it on himself
    (信访工作条例30).
    """
    accused = accused_of(attempt.known)
    if not accused:
        return True
    people = [person for person in map(attempt.get, NAMED) if person]
    units = [unit for person in people for unit in attempt.context.office.person(person).units]
    given = {attempt.get("unit"), *people, *units} - {None}
    return accused.isdisjoint(given or attempt.units | attempt.ids)


@rule("no_dispute")
def duty_disputed(attempt: Attempt) -> bool:
    """Two granted returns, a written objection after a refused one, or no unit on the duty list."""
    case, office = attempt.known, attempt.context.office
    nobody = not office.units_with_duty(case.category, case.community)
    refused_once = case.return_refused or (case.request is not None and case.request.kind == "return")
    return case.returns_in_round >= attempt.parameter("returns_limit") or refused_once or nobody


@rule("conflict_of_interest", body=True)
def no_conflict_of_interest(attempt: Attempt) -> bool:
    """Neither kin of a party nor with an interest, declared or registered, and no party's objection stands."""
    proposed = {attempt.get("assignee")} | attempt.ids
    return not proposed & attempt.known.mediation.interested


@rule("return_too_late", "calendar")
def return_in_time(attempt: Attempt) -> bool:
    """At most one working day since the dispatch (A: 潍坊)."""
    since = attempt.known.dispatched_at
    if since is None:
        return False
    days = attempt.parameter("return_window_work_days")
    return attempt.now < due_at(attempt.context.calendar, since, days, TimeUnit.WORK_DAY)


@rule("return_used")
def one_return_per_dispatch(attempt: Attempt) -> bool:
    """None was asked for since this dispatch."""
    return not attempt.known.return_asked


@rule("designated")
def not_designated(attempt: Attempt) -> bool:
    """Who was designated after a dispute cannot give the case back."""
    return attempt.known.chosen_by != "designation"


@rule("request_open")
def no_open_request(attempt: Attempt) -> bool:
    """Every request was granted, refused or has lapsed (law 5)."""
    return attempt.known.request is None


@rule("no_request")
def request_is_open(attempt: Attempt) -> bool:
    """One is open, of a kind this move decides."""
    request = attempt.known.request
    return request is not None and request.kind in attempt.move.decides


@rule("own_request")
def approver_not_requester(attempt: Attempt) -> bool:
    """Neither the person nor his principal asked for it or opened the task, and a return not his unit either."""
    request, task = attempt.known.request, attempt.known.task
    if request is None:
        return task is None or not task.opened_by & attempt.ids
    own_unit = request.kind in UNITS_OWN and request.unit in attempt.units
    return not request.persons & attempt.ids and not own_unit


@rule("no_supervision")
def supervision_is_open(attempt: Attempt) -> bool:
    """A supervision is unanswered."""
    return attempt.known.supervisions > 0


@rule("due_in_the_past", body=True)
def due_ahead(attempt: Attempt) -> bool:
    """What is asked for is due after it was asked for."""
    due: bool = attempt.get("due_at") > attempt.now
    return due


@rule("level_not_higher", body=True)
def level_is_higher(attempt: Attempt) -> bool:
    """The level asked is above the one reached; every case begins at the desk."""
    reached = attempt.known.level or "desk"
    return LEVELS.index(attempt.get("to_level")) > LEVELS.index(reached)


@rule("reopen_too_late")
def within_reopen_window(attempt: Attempt) -> bool:
    """At most 30 days (D) since it ended; later a new case is opened and linked to the old one."""
    ended = attempt.known.closed_at
    return ended is not None and attempt.now <= ended + timedelta(
        days=attempt.parameter("reopen_window_days")
    )


RULES = (
    unit_in_duty_list,
    new_unit_differs,
    returns_below_limit,
    accused_unit_excluded,
    duty_disputed,
    no_conflict_of_interest,
    return_in_time,
    one_return_per_dispatch,
    not_designated,
    no_open_request,
    request_is_open,
    approver_not_requester,
    supervision_is_open,
    due_ahead,
    level_is_higher,
    within_reopen_window,
)
