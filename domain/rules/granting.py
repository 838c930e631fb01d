"""What may be asked of a second person, how much of it, and who is high enough to grant it (amounts: D).

The chains follow a city notice of 2014 (A). Nothing is granted by silence: these rules let a person decide, and no
move of theirs is the system's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from domain.calendar import TimeUnit
from domain.clock_arithmetic import due_at, used_between
from domain.facts.work import ExtensionGranted
from domain.granted import Request
from domain.requested import due_with
from domain.rules.rule import Attempt, rule
from domain.scalars import is_empty

LADDER = ("shift_leader", "deputy", "leader")
INTERIM_SLOT = "interim_measure"


@rule("too_late")
def before_deadline(attempt: Attempt) -> bool:
    """The time to handle has not run out: nobody asks for more once he is late."""
    handle = attempt.known.clock("handle")
    return handle is None or not handle.has_run_out(attempt.now)


@rule("extension_used")
def extension_left(attempt: Attempt) -> bool:
    """Fewer extensions than allowed were granted in this round."""
    return len(attempt.known.extended) < attempt.parameter("extension_times")


@rule("extension_too_long", "calendar", body=True)
def within_extension_max(attempt: Attempt) -> bool:
    """The first at most the original limit and a number of working days; all of a round together at most another.

    What is extended without a request gets a later moment, within both numbers of days.
    """
    if isinstance(attempt.fact, ExtensionGranted):
        return _later_within(attempt, attempt.fact)
    handle, amount = attempt.known.clock("handle"), attempt.get("amount") or 0
    if handle is None:
        return False
    days, earlier = _work_days(attempt, amount), _granted_work_days(attempt)
    fits = earlier + days <= attempt.parameter("extension_total_work_days")
    if attempt.known.extended:
        return fits
    return fits and amount <= handle.amount and days <= attempt.parameter("extension_first_work_days")


def _later_within(attempt: Attempt, fact: ExtensionGranted) -> bool:
    days = used_between(attempt.context.calendar, TimeUnit.WORK_DAY, fact.old_due_at, fact.new_due_at)
    most, total = (attempt.parameter(f"extension_{which}_work_days") for which in ("first", "total"))
    first = bool(attempt.known.extended) or days <= most
    return fact.new_due_at > fact.old_due_at and first and _granted_work_days(attempt) + days <= total


def _work_days(attempt: Attempt, amount: int) -> int:
    """Working days from the due moment to the one asked for; none where no time to handle runs."""
    handle = attempt.known.clock("handle")
    if handle is None:
        return 0
    due = due_with(attempt, handle, amount)
    return used_between(attempt.context.calendar, TimeUnit.WORK_DAY, handle.due_at, due)


def _granted_work_days(attempt: Attempt) -> int:
    calendar = attempt.context.calendar
    return sum(
        used_between(calendar, TimeUnit.WORK_DAY, one.old_due_at, one.new_due_at)
        for one in attempt.known.extended
    )


@rule("ground_not_allowed", body=True)
def ground_allowed(attempt: Attempt) -> bool:
    """The ground is on the category's list, where it has one."""
    listed = attempt.category.suspension_grounds if attempt.category is not None else ()
    return not listed or (attempt.get("reason") or attempt.get("ground")) in listed


@rule(
    "no_interim_measure",
    body=True,
    demands=(
        "interim",
        "files",
    ),
)
def interim_measure_given(attempt: Attempt) -> bool:
    """What keeps the place safe meanwhile is told and shown: text and a photo."""
    return not is_empty(attempt.get("interim")) and bool(attempt.files(INTERIM_SLOT))


@rule("suspension_too_long", "calendar", body=True)
def within_suspension_max(attempt: Attempt) -> bool:
    """Until a day to come, at most so many natural days from now; after that it is asked for anew."""
    today = attempt.context.calendar.local(attempt.now).date()
    last = today + timedelta(days=attempt.parameter("suspension_max_natural_days"))
    until = attempt.get("until")
    return isinstance(until, date) and today < until <= last


@rule("exclusion_too_late", "calendar")
def exclusion_in_time(attempt: Attempt) -> bool:
    """At most 10 working days since the case ended."""
    ended = attempt.known.closed_at
    if ended is None:
        return False
    days = attempt.parameter("exclusion_window_work_days")
    return attempt.now < due_at(attempt.context.calendar, ended, days, TimeUnit.WORK_DAY)


@rule("approver_too_low", "calendar")
def approver_high_enough(attempt: Attempt) -> bool:
    """This role may grant or refuse this kind and amount."""
    request = attempt.known.request
    if request is None or request.kind not in _NEEDED:
        return True
    return bool(attempt.actor.roles & _NEEDED[request.kind](attempt, request))


def _from(lowest: str) -> frozenset[str]:
    return frozenset(LADDER[LADDER.index(lowest) :])


def _reopening(attempt: Attempt, _: Request) -> frozenset[str]:
    """The deputy's when the same shift leader closed the case; else any of the move's roles will do."""
    own = bool(attempt.known.closers & attempt.ids)
    return frozenset({"deputy"}) if own else attempt.actor.roles


def _extension(attempt: Attempt, request: Request) -> frozenset[str]:
    """The first: shift leader. A second, or engineering: deputy. More days or cases at once than it may grant: head."""
    days = _work_days(attempt, request.amount)
    many = attempt.command.together > attempt.parameter("extension_deputy_cases")
    if many or days > attempt.parameter("extension_deputy_work_days"):
        return _from("leader")
    second = bool(attempt.known.extended) or attempt.has_flag("engineering")
    return _from("deputy" if second else "shift_leader")


_NEEDED: Mapping[str, Callable[[Attempt, Request], frozenset[str]]] = {
    "reopen": _reopening,
    "extension": _extension,
    "suspension": lambda _, __: _from("deputy"),
    "forced_closure": lambda _, __: _from("deputy"),
    "exclusion": lambda _, __: frozenset({"supervisor"}),
}
"""Who may decide, by kind of request (workflow tables, who grants what)."""

RULES = (
    before_deadline,
    extension_left,
    within_extension_max,
    ground_allowed,
    interim_measure_given,
    within_suspension_max,
    exclusion_in_time,
    approver_high_enough,
)
