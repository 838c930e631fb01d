"""Which days a turn has, and which turn comes next: by hand, and without a gap however long it goes on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.case import Case
from domain.cycles import Turn, category_of, first_turn, opens_on, turn_after, turn_again
from domain.definition import Category
from domain.facts.intake import CaseEnded
from domain.facts.office import PlanAdopted
from tests.calendars import PUBLISHED, at
from tests.support.definitions import single
from tests.support.turns import CATEGORIES, ENDED, category, done, missed, plan, turn

WEEK, FIFTEEN, YEAR, MONTH = (CATEGORIES[name] for name in ("patrol", "upkeep", "review", "outfall"))
ONE_DAY = timedelta(days=1)


def _days(found: Turn | None) -> tuple[str, str] | None:
    return (found.since.isoformat(), found.until.isoformat()) if found else None


def _after(kind: Category, last: Case, **more: object) -> tuple[str, str] | None:
    return _days(turn_after(plan(**more), kind, last, PUBLISHED))


@pytest.mark.parametrize(
    ("kind", "begins", "until"),
    [
        (WEEK, "2026-03-02", "2026-03-08"),
        (FIFTEEN, "2026-03-02", "2026-03-16"),
        (MONTH, "2026-03-02", "2026-04-01"),
        (MONTH, "2026-01-31", "2026-02-27"),
        (YEAR, "2026-03-02", "2027-03-01"),
        (YEAR, "2028-02-29", "2029-02-27"),
    ],
)
def test_a_turn_lasts_as_long_as_its_cycle(kind: Category, begins: str, until: str) -> None:
    assert _days(first_turn(plan(begins=date.fromisoformat(begins)), kind)) == (begins, until)


def test_the_next_turn_follows_without_a_gap_whether_the_last_was_done_or_missed() -> None:
    next_week = ("2026-03-09", "2026-03-15")
    assert _after(WEEK, turn()) == next_week
    assert _after(WEEK, missed()) == next_week
    assert _after(WEEK, done(at("2026-03-04 10:00"))) == next_week


def test_months_come_back_to_the_day_on_which_the_plan_began() -> None:
    begins = date(2026, 1, 31)
    short = turn(since=begins, until=date(2026, 2, 27))
    assert _after(MONTH, short, begins=begins) == ("2026-02-28", "2026-03-30")


def test_what_must_not_lie_further_apart_is_counted_from_the_day_it_was_done() -> None:
    assert _after(FIFTEEN, done(at("2026-03-04 10:00"))) == ("2026-03-05", "2026-03-19")
    assert _after(FIFTEEN, missed()) == ("2026-03-09", "2026-03-23")
    assert _after(FIFTEEN, turn()) is None, "it is not known yet when it will be done"
    excused = turn(CaseEnded(reason="excused", explanation="-"), state=ENDED)
    assert _after(FIFTEEN, excused) == ("2026-03-09", "2026-03-23")


def test_what_nobody_renews_has_no_next_turn() -> None:
    whole: dict[str, Any] = {"since": date(2026, 3, 2), "until": date(2027, 3, 1)}
    assert _after(YEAR, missed(**whole)) is None
    assert _after(YEAR, turn(**whole)) is None, "while it is open"
    assert _after(YEAR, done(at("2026-03-04 10:00"), **whole)) == ("2027-03-02", "2028-03-01")
    again = turn_again(plan(), YEAR, missed(**whole), date(2027, 3, 5))
    assert _days(again) == ("2027-03-05", "2028-03-01")
    assert turn_again(plan(), WEEK, missed(), date(2026, 3, 10)) is None
    assert turn_again(plan(), YEAR, turn(**whole), date(2027, 3, 5)) is None


def test_a_case_that_is_no_task_has_no_next_turn() -> None:
    from tests.support.recurring import filed

    assert _after(WEEK, filed("case-a", "2026-03-02 09:00")) is None


def test_a_turn_may_be_opened_some_days_before_it_ends() -> None:
    year = Turn(since=date(2026, 3, 2), until=date(2027, 3, 1))
    assert opens_on(plan(), year) == date(2026, 3, 2)
    assert opens_on(plan(ahead_days=30), year) == date(2027, 1, 30)
    assert opens_on(plan(ahead_days=366), year) == date(2026, 3, 2)


def test_a_plan_needs_a_category_that_says_how_often() -> None:
    workflow = single("task.opened", opening=True)
    assert category_of(plan(category="litter"), workflow) is None
    assert category_of(plan(category="gone"), workflow) is None


@settings(max_examples=60, deadline=None)
@given(
    begins=st.dates(date(2026, 1, 1), date(2029, 12, 31)),
    amount=st.integers(1, 40),
    unit=st.sampled_from(["natural_day", "month"]),
    gone=st.integers(1, 30),
)
def test_turns_follow_each_other_day_by_day(begins: date, amount: int, unit: str, gone: int) -> None:
    kind, adopted = category(amount, unit), plan(begins=begins)
    last = first_turn(adopted, kind)
    for _ in range(gone):
        case = turn(since=last.since, until=last.until)
        following = turn_after(adopted, kind, case, PUBLISHED)
        assert following is not None
        assert following.since == last.until + ONE_DAY
        assert following.since <= following.until
        last = following
    if unit == "natural_day":
        assert (last.until - begins).days + 1 == amount * (gone + 1)


def test_a_plan_is_said_in_the_office_as_last_adopted() -> None:
    from tests.support.turns import planned

    office = planned(plan(), plan(active=False))
    known = office.plans["patrol-east"]
    assert isinstance(known.adopted, PlanAdopted)
    assert not known.adopted.active
    assert known.event_id == f"office-{office.version}"
