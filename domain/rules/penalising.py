"""When a penalty may be opened, proposed, decided, enforced (行政处罚法, 强制 = 行政强制法; articles in brackets)."""

from __future__ import annotations

from domain.calendar import TimeUnit
from domain.case import Case
from domain.clock_arithmetic import due_at
from domain.facts.mediation import NATURAL_PERSON, WARNING
from domain.rules.rule import Attempt, rule
from domain.sealed import Sealed

PERSON_MOST_FEN, BODY_MOST_FEN = 200_00, 3_000_00
"""The highest fines that are decided on the spot (51)."""
LEGAL = "legal"


@rule("order_first")
def act_punishable_at_once(attempt: Attempt) -> bool:
    """The order was not obeyed, or the act is one that is fined without waiting for that (its row of the catalogue)."""
    order = attempt.known.order
    act = attempt.workflow.acts.get(order.act) if order is not None else None
    missed = order is not None and order.result == "missed"
    return missed or (act is not None and not act.order_first)


@rule("evidence_not_reviewed", "parents")
def device_evidence_reviewed(attempt: Attempt) -> bool:
    """Each file a device recorded, here or in a case this one hangs on, was reviewed, with both marks yes (41)."""
    others = attempt.context.others
    cases = [attempt.known, *(others[one] for one in attempt.known.parents if one in others)]
    return all(_all_reviewed(case) for case in cases)


def _all_reviewed(case: Case) -> bool:
    return all(case.reviewed.get(file, False) for file in (case.alarm.files if case.alarm else ()))


@rule("not_heard")
def heard_or_waived(attempt: Attempt) -> bool:
    """The party spoke after the notice or waived it, and may ask for no hearing any more (44, 45, 62, 64)."""
    now, asking = attempt.known.proceeding, attempt.known.clock("heard")
    over = now.waived or (asking is not None and asking.has_run_out(attempt.now))
    return now.notified_at is not None and now.heard and over


@rule("heard_running")
def hearing_time_over(attempt: Attempt) -> bool:
    """The time to ask for a hearing is over (64)."""
    asking = attempt.known.clock("heard")
    return asking is not None and asking.has_run_out(attempt.now)


@rule("hearing_too_late", body=True)
def hearing_asked_in_time(attempt: Attempt) -> bool:
    """It was asked for within five working days of the notice (64)."""
    asking = attempt.known.clock("heard")
    return asking is not None and bool(attempt.get("received_at") < asking.due_at)


@rule("hearing_too_early")
def hearing_announced(attempt: Attempt) -> bool:
    """The parties knew of the hearing seven working days before it (64)."""
    notice = attempt.known.clock("hearing_notice")
    return notice is not None and notice.has_run_out(attempt.now)


@rule("host_investigated", body=True, demands=("host",))
def host_not_investigator(attempt: Attempt) -> bool:
    """Who leads the hearing had no hand in the case and has no interest (64)."""
    case, host = attempt.known, attempt.get("host")
    return bool(host) and host not in case.hands | case.mediation.interested


@rule("no_legal_review")
def legal_review_done(attempt: Attempt) -> bool:
    """A legal officer passed it, where it was heard or given to one to look at (58)."""
    case = attempt.known
    asked = case.proceeding.hearing_held or case.check_level == LEGAL
    return case.proceeding.reviewed or not asked


@rule("above_simple_limit", body=True, demands=("party_kind",))
def within_simple_limits(attempt: Attempt) -> bool:
    """On the spot: a warning, or at most 200 yuan for a person and 3,000 for a body (51).

    Judged again, the record does not know how much it was: that lies sealed.
    """
    amount = attempt.get("amount")
    if isinstance(amount, Sealed):
        return True
    if amount is None:
        return bool(attempt.get("outcome") == WARNING)
    return bool(amount <= (PERSON_MOST_FEN if attempt.get("party_kind") == NATURAL_PERSON else BODY_MOST_FEN))


@rule("payment_running")
def payment_over(attempt: Attempt) -> bool:
    """The time to pay is over (67)."""
    pay = attempt.known.clock("pay")
    return pay is not None and pay.has_run_out(attempt.now)


@rule("demand_running")
def demand_over(attempt: Attempt) -> bool:
    """Ten days have passed since the party was urged (强制54)."""
    demand = attempt.known.clock("demand")
    return demand is not None and demand.has_run_out(attempt.now)


@rule("not_challenged")
def is_challenged(attempt: Attempt) -> bool:
    """A reconsideration or a lawsuit about it is pending."""
    return attempt.known.proceeding.challenged


@rule("review_pending", "calendar")
def no_review_pending(attempt: Attempt) -> bool:
    """Nobody reconsiders it or is asked to judge it, and the time to ask for that is over (强制53)."""
    now, months = attempt.known.proceeding, attempt.parameter("challenge_months")
    if now.challenged or now.served_at is None:
        return False
    return attempt.now >= due_at(attempt.context.calendar, now.served_at, months, TimeUnit.MONTH)


RULES = (
    act_punishable_at_once,
    device_evidence_reviewed,
    heard_or_waived,
    hearing_time_over,
    hearing_asked_in_time,
    hearing_announced,
    host_not_investigator,
    legal_review_done,
    within_simple_limits,
    payment_over,
    demand_over,
    is_challenged,
    no_review_pending,
)
