"""When something happens by itself along the time of a clock; every moment counted by hand (8:30-12, 13:30-17:30)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.calendar import TimeUnit
from domain.case import Case, Clock
from domain.clock_arithmetic import due_at
from domain.definition import ClockRule, Limit, Move, Rung, Workflow
from domain.ladder import DUE, EXPIRE, Point, next_moment, next_of, points, points_between
from tests.calendars import PUBLISHED, at

MONDAY = at("2026-03-02 09:00")
DAY, MONTH = Limit(amount=1, unit="work_day"), Limit(amount=30, unit="natural_day")
HALF, NEARLY, OVER, TWICE = (Rung(percent=share, tell=("deputy",)) for share in (50, 80, 100, 200))
NEXT_DAY, LOOK = Rung(after=DAY, tell=("leader",)), Rung(every=MONTH, tell=("deputy",))
LADDER = {"reminder": HALF, "warning": NEARLY, "overdue": OVER, "raised": TWICE, "led": NEXT_DAY}


def _clock(amount: int, unit: str, start: datetime = MONDAY, **more: Any) -> Clock:
    due = due_at(PUBLISHED, start, amount, TimeUnit(unit))
    made = Clock(name="c", key="", kind="duty", unit=unit, amount=amount, started_at=start, due_at=due)
    return replace(made, **more)


def _rule(clock: Clock, **rungs: Rung) -> ClockRule:
    limit = Limit(amount=clock.amount, unit=clock.unit)
    return ClockRule(kind="duty", limit=limit, ladder=rungs or LADDER)


def _moments(clock: Clock, **rungs: Rung) -> dict[str, datetime]:
    return {point.rung: point.at for point in points(clock, _rule(clock, **rungs), PUBLISHED)}


@pytest.mark.parametrize(
    ("clock", "half", "nearly", "twice"),
    [
        (_clock(2, "work_hour"), "2026-03-02 10:00", "2026-03-02 10:36", "2026-03-02 14:30"),
        (
            _clock(2, "work_hour", at("2026-03-02 11:30")),
            "2026-03-02 14:00",
            "2026-03-02 14:36",
            "2026-03-02 17:00",
        ),
        # From Monday 9:00 to Wednesday 17:30 there are 22 open hours: 7, 7.5 and 7.5 of them.
        (_clock(2, "work_day"), "2026-03-03 14:00", "2026-03-04 11:36", "2026-03-09 17:00"),
        (_clock(60, "minute"), "2026-03-02 09:30", "2026-03-02 09:48", "2026-03-02 11:00"),
        # Ten natural days end on the 12th at 24:00: ten days and fifteen hours after the start.
        (_clock(10, "natural_day"), "2026-03-07 16:30", "2026-03-10 21:00", "2026-03-23 15:00"),
    ],
)
def test_shares_of_the_time_are_measured_as_it_runs(clock: Clock, half: str, nearly: str, twice: str) -> None:
    moments = _moments(clock)
    assert (moments["reminder"], moments["warning"], moments["raised"]) == (at(half), at(nearly), at(twice))
    assert moments["overdue"] == moments[DUE] == clock.due_at


def test_a_pause_moves_what_is_left_and_nothing_more() -> None:
    paused, resumed = at("2026-03-02 10:00"), at("2026-03-02 15:00")
    clock = _clock(2, "work_hour", due_at=at("2026-03-02 16:00"), pauses=((paused, resumed),))
    moments = _moments(clock)
    assert (moments["reminder"], moments["warning"]) == (resumed, at("2026-03-02 15:36"))


def test_what_follows_a_day_later_is_counted_like_any_day() -> None:
    assert _moments(_clock(2, "work_hour", at("2026-03-06 14:00")))["led"] == at("2026-03-09 17:30")


def test_looks_come_regularly_until_the_time_is_over() -> None:
    clock = _clock(90, "natural_day", at("2026-01-05 10:00"))
    looks = [point.at for point in points(clock, _rule(clock, look=LOOK), PUBLISHED) if point.rung == "look"]
    assert looks == [at("2026-02-05 00:00"), at("2026-03-07 00:00")]


def test_a_clock_that_rests_or_was_told_late_from_elsewhere_has_no_points() -> None:
    resting = _clock(2, "work_hour", paused_at=at("2026-03-02 10:30"))
    silent = _clock(2, "work_hour", silent=True)
    assert (_moments(resting), _moments(silent)) == ({}, {})
    for clock in (resting, silent):
        assert next_moment(clock, _rule(clock), PUBLISHED, MONDAY) is None


def test_one_that_rests_since_it_had_run_out_is_still_to_be_recorded() -> None:
    late = _clock(2, "work_hour", paused_at=at("2026-03-02 11:30"))
    now = at("2026-03-02 16:00")
    assert _moments(late) == {DUE: late.due_at}
    assert next_moment(late, _rule(late), PUBLISHED, now) == now
    assert next_moment(replace(late, passed="e"), _rule(late), PUBLISHED, now) is None


def _case(*clocks: Clock, overrun: tuple[Clock, ...] = ()) -> Case:
    return Case(
        id="case-1", workflow="w", digest="d", version=3, state="here", phase="work",
        opened_at=MONDAY, last_at=MONDAY, clocks={clock.name: clock for clock in clocks}, overrun=overrun,
    )  # fmt: skip


def _workflow(*, expires: bool = True) -> Workflow:
    move = Move(sources=("here",), target=None, roles=("system",), fact="deadline.passed")
    rule = _rule(_clock(2, "work_hour"))
    moves = {EXPIRE: move} if expires else {}
    return Workflow(key="w", version=1, states={}, moves=moves, clocks={"c": rule, "d": rule}, roles={})


def _due(case: Case, since: str, until: str) -> list[tuple[str, str]]:
    found = points_between(case, _workflow(), PUBLISHED, at(f"2026-03-{since}"), at(f"2026-03-{until}"))
    return [(point.clock.name, point.rung) for point in found]


def test_of_reminders_only_the_latest_is_worth_telling() -> None:
    case = _case(_clock(2, "work_hour"))
    assert _due(case, "02 09:00", "02 10:00") == [("c", "reminder")]
    assert _due(case, "02 10:00", "02 10:40") == [("c", "warning")]
    assert _due(case, "02 10:01", "02 10:30") == []
    assert _due(case, "02 09:00", "02 10:59") == [("c", "warning")]


def test_once_the_time_is_over_it_is_recorded_and_its_ladder_follows() -> None:
    case = _case(_clock(2, "work_hour"))
    assert _due(case, "02 09:00", "02 11:00") == [("c", DUE), ("c", "overdue")]
    passed = _case(_clock(2, "work_hour", passed="event-1"))
    assert _due(passed, "02 11:00", "03 18:00") == [("c", "overdue"), ("c", "raised"), ("c", "led")]


def test_several_clocks_are_looked_at_in_the_order_of_their_moments() -> None:
    first, second = _clock(2, "work_hour"), replace(_clock(1, "work_hour"), name="d")
    gone = replace(_clock(1, "minute"), name="d")
    due = _due(_case(first, second, overrun=(gone,)), "02 09:00", "02 11:00")
    assert due == [("d", DUE), ("d", DUE), ("d", "overdue"), ("c", DUE), ("c", "overdue"), ("d", "raised")]


def test_a_case_is_looked_at_again_when_its_first_clock_has_something_to_do() -> None:
    first, second = _clock(2, "work_hour"), replace(_clock(1, "work_hour"), name="d")
    workflow = _workflow()
    assert next_of(_case(first, second), workflow, PUBLISHED, MONDAY) == at("2026-03-02 09:30")
    assert next_of(_case(), workflow, PUBLISHED, MONDAY) is None
    assert next_of(_case(overrun=(first,)), workflow, PUBLISHED, MONDAY) == MONDAY
    assert next_of(_case(first), _workflow(expires=False), PUBLISHED, MONDAY) is None


RUNGS = st.dictionaries(
    st.sampled_from(["a", "b", "c", "d"]),
    st.one_of(
        st.integers(1, 300).map(lambda share: Rung(percent=share)),
        st.integers(1, 3).map(lambda days: Rung(after=Limit(amount=days, unit="work_day"))),
        st.integers(1, 40).map(lambda days: Rung(every=Limit(amount=days, unit="natural_day"))),
    ),
)


@given(
    rungs=RUNGS,
    amount=st.integers(1, 60),
    unit=st.sampled_from([str(unit) for unit in TimeUnit if unit is not TimeUnit.MONTH]),
    start=st.datetimes(datetime(2026, 1, 1), datetime(2026, 6, 1)),
    later=st.timedeltas(timedelta(), timedelta(days=150)),
    passed=st.booleans(),
)
@settings(max_examples=300, deadline=None)
def test_the_next_moment_is_the_first_of_all_points_that_are_to_come(
    rungs: dict[str, Rung], amount: int, unit: str, start: datetime, later: timedelta, passed: bool
) -> None:
    begin = start.replace(tzinfo=MONDAY.tzinfo)
    clock = _clock(amount, unit, begin)
    now = begin + later
    clock = replace(clock, passed="event-1" if passed and clock.due_at <= now else "")
    rule = ClockRule(kind="duty", limit=DAY, ladder=rungs)

    def is_to_come(point: Point) -> bool:
        return point.at > now or (point.rung == DUE and not clock.passed)

    wanted = [max(point.at, now) for point in points(clock, rule, PUBLISHED) if is_to_come(point)]
    assert next_moment(clock, rule, PUBLISHED, now) == min(wanted, default=None)
