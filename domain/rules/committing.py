"""Who may take on a commitment, and when hours of volunteers count (浙江省志愿服务条例19; two signatures: D)."""

from __future__ import annotations

from domain.fieldwork import Shift
from domain.rules.rule import Attempt, rule

HOUSEHOLD = "household"
"""Attribute of an offer: persons of the household it is for, separated by commas."""
VOLUNTEER = "volunteer"


@rule("claims_own_wish", "office", body=True)
def claimer_not_beneficiary(attempt: Attempt) -> bool:
    """Neither whom it is for, nor of that household, nor of the body it is for."""
    case = attempt.known
    listed = str(case.attributes.get(HOUSEHOLD, "")).split(",")
    concerned = {case.reporter or "", *(name.strip() for name in listed)} - {""}
    claimers = {attempt.get("assignee"), attempt.get("unit"), attempt.get("person")}
    if attempt.get("person"):
        claimers |= attempt.ids | attempt.units
    return not concerned & claimers


@rule("beneficiary_not_told")
def beneficiary_told(attempt: Attempt) -> bool:
    """Whom it is for was told that it was given back, or tried often enough, before somebody else takes it on."""
    return not attempt.known.clocks_named("tell_reporter")


def _own_shifts(attempt: Attempt) -> tuple[Shift, ...]:
    return tuple(shift for shift in attempt.known.shifts if shift.person in attempt.ids)


@rule("checked_in_already")
def not_there_yet(attempt: Attempt) -> bool:
    """Who checks in is not there yet, and was not then: no hour counts twice, also when it is told late."""
    return all(shift.until is not None and shift.until <= attempt.now for shift in _own_shifts(attempt))


@rule("others_presence", body=True)
def checks_in_himself(attempt: Attempt) -> bool:
    """Who checks in is there himself: nobody earns hours by somebody else's word, nor by standing in."""
    return set(attempt.get("persons", ())) == {attempt.command.actor}


@rule("not_checked_in")
def checked_in(attempt: Attempt) -> bool:
    """Who checks out has checked in, and no later."""
    return any(shift.until is None and shift.since <= attempt.now for shift in _own_shifts(attempt))


@rule("shift_open")
def shift_over(attempt: Attempt) -> bool:
    """Every shift is over, one is unsigned, and who signs worked none of them.

    Who was there for a unit that gave it back can check out no more, and holds up nobody.
    """
    case = attempt.known
    unsigned = [shift for shift in case.shifts if not shift.signed_by]
    own = any(shift.person in attempt.ids for shift in unsigned)
    over = [shift.until is not None for shift in unsigned if shift.until or shift.unit == case.unit]
    return bool(over) and not own and all(over)


@rule("hours_not_signed", "office")
def hours_signed(attempt: Attempt) -> bool:
    """A volunteer's work: in and out are recorded, and both he and another person have signed."""
    case, office = attempt.known, attempt.context.office
    claimed_by = office.person(case.assignments.get("work", ""))
    volunteered = VOLUNTEER in claimed_by.roles or any(VOLUNTEER in one.roles for one in attempt.persons)
    shifts = [shift for shift in case.shifts if shift.unit == case.unit]
    return not volunteered or (bool(shifts) and all(shift.signed_by for shift in shifts))


RULES = (
    claimer_not_beneficiary,
    beneficiary_told,
    not_there_yet,
    checks_in_himself,
    checked_in,
    shift_over,
    hours_signed,
)
