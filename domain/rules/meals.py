"""Rules of meals brought to the door: who may order what until when, what may leave the kitchen, who is safe."""

from __future__ import annotations

from datetime import date, timedelta

from domain.facts.dispatch import ContactMade
from domain.facts.meals import SPOKEN, MealCardIssued
from domain.meal_plan import BETWEEN, ORDER, batch_of, moment_of
from domain.rules.rule import Attempt, rule


def _card(attempt: Attempt, person: str) -> MealCardIssued | None:
    return attempt.context.office.meal_cards.get(person)


@rule("not_eligible", "office", body=True)
def eligible(attempt: Attempt) -> bool:
    """Whom the meal is for is on the meal list on that day."""
    card, day = _card(attempt, str(attempt.get("subject"))), attempt.get("since")
    return card is not None and card.since <= day <= card.until


@rule("diet_conflict", "diet", body=True)
def diet_safe(attempt: Attempt) -> bool:
    """The dish holds nothing this person must not eat; judged again, the record does not know what that was."""
    avoids = attempt.context.avoids
    return avoids is None or not any(attempt.has_flag(f"contains_{kind}") for kind in avoids)


@rule("ordering_closed", "calendar", body=True)
def ordered_in_time(attempt: Attempt) -> bool:
    """The hour until which this meal can be ordered for that day is not over."""
    until = moment_of(attempt, attempt.get("since"), str(attempt.get("meal")), ORDER)
    return until is not None and attempt.now < until


@rule("after_cutoff", "calendar")
def before_cutoff(attempt: Attempt) -> bool:
    """Before that hour the kitchen has bought nothing for it."""
    task = attempt.known.task
    until = moment_of(attempt, task.since, task.meal, ORDER) if task is not None else None
    return until is not None and attempt.now < until


@rule("other_batch", body=True)
def batch_of_own_meal(attempt: Attempt) -> bool:
    """It joins a batch of that kitchen, day and meal: who stops one of it stops nothing else, and misses nothing."""
    batch, task = attempt.get("batch"), attempt.known.task
    if not batch:
        return True
    if task is None or not task.meal:
        return False
    own = batch_of(attempt.get("unit"), task.since, task.meal)
    return batch == own or str(batch).startswith(own + BETWEEN)


def _today(attempt: Attempt) -> date:
    return attempt.context.calendar.local(attempt.now).date()


@rule("before_meal_day", "calendar")
def meal_day_come(attempt: Attempt) -> bool:
    """It leaves no earlier than on the day it is for: until then it can be cancelled, and nothing fresh is made."""
    task = attempt.known.task
    return task is not None and task.since <= _today(attempt)


@rule("meal_day_over", "calendar")
def meal_day_not_over(attempt: Attempt) -> bool:
    """What was made for a day is eaten on that day: later it is brought to nobody, and given back."""
    task = attempt.known.task
    return task is not None and _today(attempt) <= task.until


@rule(
    "no_sample",
    body=True,
    demands=("cooked_at", "sample_g", "sample_until"),
    tells=("sample_least_g", "sample_hours"),
)
def batch_sampled(attempt: Attempt) -> bool:
    """Enough of each dish is kept back for long enough (留样, K: GB 31654), of what is cooked by now."""
    cooked_at, until = attempt.get("cooked_at"), attempt.get("sample_until")
    if cooked_at is None or until is None or cooked_at > attempt.now:
        return False
    long_enough = until - cooked_at >= timedelta(hours=attempt.parameter("sample_hours"))
    return long_enough and (attempt.get("sample_g") or 0) >= attempt.parameter("sample_least_g")


@rule("not_hot", body=True, demands=("temperature",), tells=("hot_least_c",))
def hot_enough(attempt: Attempt) -> bool:
    """It leaves hot (K: 60 degrees Celsius)."""
    degrees = attempt.get("temperature")
    return degrees is not None and degrees >= attempt.parameter("hot_least_c")


@rule("batch_not_cleared", body=True, demands=("authority", "doc_no"))
def batch_cleared(attempt: Attempt) -> bool:
    """The market regulator or the health authority cleared it, in writing (食品安全法103, 105)."""
    return attempt.get("authority") is not None and bool(str(attempt.get("doc_no") or "").strip())


@rule("nobody_reached", "office", body=True)
def spoke_to_person_or_family(attempt: Attempt) -> bool:
    """Somebody spoke to the person or to the family on the list: that they are safe is known, not assumed."""
    if not isinstance(attempt.fact, ContactMade):
        return attempt.get("proof") in SPOKEN
    task = attempt.known.task
    if task is None or not attempt.fact.reached:
        return False
    card = _card(attempt, task.subject)
    return attempt.fact.subject in {task.subject, *(card.family if card else ())}


@rule("subsidy_posted", "claims", body=True)
def one_subsidy_a_day(_: Attempt) -> bool:
    """A subsidy, and a refund, is posted once a person and day: the log holds that as a claim and refuses a second."""
    return True


RULES = (
    eligible,
    diet_safe,
    ordered_in_time,
    before_cutoff,
    batch_of_own_meal,
    meal_day_come,
    meal_day_not_over,
    batch_sampled,
    hot_enough,
    batch_cleared,
    spoke_to_person_or_family,
    one_subsidy_a_day,
)
