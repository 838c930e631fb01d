"""When a petition may be registered, handed on, decided, reviewed, closed (信访工作条例, articles in brackets)."""

from __future__ import annotations

from datetime import timedelta

from domain.facts.mediation import CONTENTS, PARTLY_SUPPORTED, SUPPORTED
from domain.rules.rule import Attempt, rule

MOST_REPRESENTATIVES = 5
STATUTORY = frozenset({"court", "arbitration", "discipline", "administrative"})
"""Ways a matter goes that the law has another procedure for (31 一至四)."""
WINDOW = "review_window"
OF_THE_STREET = frozenset({"office", "community", "desk", "department", "team", "firm", "committee"})
"""Kinds of units that no body stands above which is one of them."""


@rule("too_many_representatives", body=True)
def representatives_at_most_5(attempt: Attempt) -> bool:
    """Several petitioners send five at most (20)."""
    return len(attempt.get("parties", ())) <= MOST_REPRESENTATIVES


@rule("accused_unknown", "office", body=True)
def accused_known(attempt: Attempt) -> bool:
    """Who is accused is named as the office knows them: a name nobody has hides the accusation from nobody (30)."""
    said, office = attempt.get("attributes") or {}, attempt.context.office
    unit, person = said.get("accused_unit"), said.get("accused_person")
    return (not unit or unit in office.units) and (not person or person in office.posts)


@rule("no_statutory_route", body=True)
def statutory_route(attempt: Attempt) -> bool:
    """One of the procedures of 31 is named: court, arbitration, the party's own rules, an administrative procedure."""
    return attempt.get("route") in STATUTORY


@rule("not_concluded", "case", body=True, demands=("case",))
def concluded_before(attempt: Attempt) -> bool:
    """Another petition by the same petitioner came to the opinion of its recheck, which ends the matter (36)."""
    other, case = attempt.context.others.get(attempt.get("case")), attempt.known
    if other is None or other.id == case.id or other.workflow != case.workflow:
        return False
    same = bool({other.reporter, *other.parties} & {case.reporter, *case.parties} - {None})
    return same and other.proceeding.stage == "recheck"


@rule("objection_too_late")
def objection_in_time(attempt: Attempt) -> bool:
    """The five working days to object still run (23)."""
    objection = attempt.known.clock("objection")
    return objection is not None and not objection.has_run_out(attempt.now)


@rule("no_written_notice", body=True, demands=("notice",))
def notice_in_writing(attempt: Attempt) -> bool:
    """The paper that tells the petitioner is attached (22, 23)."""
    return attempt.get("notice") is not None


@rule("petitioner_not_told", body=True, demands=("told",))
def petitioner_told(attempt: Attempt) -> bool:
    """The petitioner was told why it takes longer (34)."""
    return attempt.get("told") is True


@rule("extension_over_limit", body=True)
def extension_within_limit(attempt: Attempt) -> bool:
    """Later than there was, by at most so many natural days."""
    before = attempt.get("old_due_at")
    if before is None:
        return False
    latest = before + timedelta(days=attempt.parameter("extension_max_natural_days"))
    return bool(before < attempt.get("new_due_at") <= latest)


@rule("opinion_incomplete", body=True, demands=("contents",))
def opinion_complete(attempt: Attempt) -> bool:
    """It says what is claimed, what was found, the outcome, on what it rests, and the right to a review (32)."""
    return set(attempt.get("contents", ())) >= set(CONTENTS)


@rule("review_too_late", body=True)
def within_review_window(attempt: Attempt) -> bool:
    """It was received within thirty days of the opinion reaching the petitioner (35, 36); before that at any time."""
    window = attempt.known.clock(WINDOW)
    return window is None or bool(attempt.get("received_at") < window.due_at)


@rule("same_body", "office", body=True)
def deciding_body_above(attempt: Attempt) -> bool:
    """A body above the street's own that has not decided before, and nobody with a hand in the case (35, 36)."""
    case, body = attempt.known, str(attempt.get("body"))
    unit = attempt.context.office.units.get(body)
    above = unit is None or unit.kind not in OF_THE_STREET
    return above and body not in (case.unit, *case.proceeding.bodies) and not attempt.ids & case.hands


@rule("review_window_running")
def review_window_over(attempt: Attempt) -> bool:
    """The petitioner may ask for no review any more, or settled the matter before a mediator."""
    window = attempt.known.clock(WINDOW)
    return attempt.known.proceeding.settled or (window is not None and window.has_run_out(attempt.now))


@rule("opinion_not_executed")
def opinion_executed(attempt: Attempt) -> bool:
    """What an opinion grants was carried out (32)."""
    now = attempt.known.proceeding
    return now.executed or now.outcome not in (SUPPORTED, PARTLY_SUPPORTED)


RULES = (
    representatives_at_most_5,
    accused_known,
    statutory_route,
    concluded_before,
    objection_in_time,
    notice_in_writing,
    petitioner_told,
    extension_within_limit,
    opinion_complete,
    within_review_window,
    deciding_body_above,
    review_window_over,
    opinion_executed,
)
