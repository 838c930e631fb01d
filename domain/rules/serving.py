"""Rules of requests and of matters people apply for (行政许可法, 国务院关于在线政务服务的若干规定)."""

from __future__ import annotations

from domain.facts.intake import SHARED_PAPERS
from domain.office import SYSTEM
from domain.rules.closing import was_reached
from domain.rules.rule import Attempt, rule

PAUSES = frozenset({"hearing", "test", "appraisal", "expert_review"})
"""Time that does not count to decide (行政许可法45)."""
EXCLUDED = "excluded_matter"
WORST_GOOD = 3
"""A score below this is bad (差评): who gave it is called back (国办发〔2019〕51号)."""


@rule("duty_elsewhere", "office")
def actor_has_duty(attempt: Attempt) -> bool:
    """A unit of the actor has the duty for this category at this place; the system acts for whichever has."""
    case, office = attempt.known, attempt.context.office
    by_system = attempt.command.actor == SYSTEM
    return by_system or any(office.has_duty(unit, case.category, case.community) for unit in attempt.units)


@rule("asked_before")
def asked_once_only(attempt: Attempt) -> bool:
    """The applicant was not asked for anything yet: all that is missing is told at once (行政许可法32)."""
    return attempt.known.asked == 0


@rule("already_held", body=True)
def not_already_held(attempt: Attempt) -> bool:
    """None of these papers is one the office looks up itself for this item (在线政务服务规定)."""
    return not any(
        paper in SHARED_PAPERS and attempt.has_flag(f"holds_{paper}") for paper in attempt.get("papers", ())
    )


@rule("receipt_running")
def receipt_over(attempt: Attempt) -> bool:
    """The time to answer the application has run out, and nothing is asked: it counts as accepted (行政许可法32)."""
    receipt = attempt.known.clock("receipt")
    return receipt is not None and receipt.has_run_out(attempt.now)


@rule("pause_not_listed", body=True)
def pause_listed(attempt: Attempt) -> bool:
    """A hearing, a test, an appraisal or an expert review (行政许可法45)."""
    return attempt.get("ground") in PAUSES


@rule("rating_running")
def rating_over(attempt: Attempt) -> bool:
    """It was rated, or the time to do so is over."""
    clock = attempt.known.clock("rating")
    return attempt.known.rating is not None or clock is None or clock.has_run_out(attempt.now)


@rule("bad_rating_open", "calendar")
def bad_rating_answered(attempt: Attempt) -> bool:
    """Who rated it badly was called back since, by somebody not in Hands and of no unit that leads or assists."""
    case = attempt.known
    if case.rating is None or case.rating >= WORST_GOOD:
        return True
    own = (case.co_units | {case.unit}) - {""}
    return was_reached(
        attempt,
        (
            made
            for made in case.contacts
            if made.purpose == "callback"
            and made.by not in case.hands
            and made.unit not in own
            and (case.rated_at is None or made.at >= case.rated_at)
        ),
    )


@rule("exclusion_unnamed", body=True)
def exclusion_named(attempt: Attempt) -> bool:
    """Whoever declines an excluded matter says which of the six it is (A: 北京市接诉即办工作条例11)."""
    return (attempt.get("reason") == EXCLUDED) is (attempt.get("exclusion") is not None)


RULES = (
    actor_has_duty,
    asked_once_only,
    not_already_held,
    receipt_over,
    pause_listed,
    rating_over,
    bad_rating_answered,
    exclusion_named,
)
