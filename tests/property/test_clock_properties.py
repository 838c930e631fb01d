"""Laws of the clocks over random calendars and moments; what they are due at is walked in test_minute_by_minute."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, islice

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.calendar import TimeUnit, WorkCalendar
from domain.clock_arithmetic import due_after_pause, due_at, paused_between, recount, remaining, used_between
from tests.calendars import SHANGHAI

FIRST, LAST = date(2025, 12, 1), date(2027, 2, 28)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
EDGES = [time(0), time(8, 30), time(12), time(12, 40), time(13, 30), time(17, 30), time(23, 59)]
OPEN_MINUTES = [*range(8 * 60 + 30, 12 * 60), *range(13 * 60 + 30, 17 * 60 + 30)]
MIDNIGHT = datetime.min.time()
quick = settings(max_examples=80, deadline=None)


@st.composite
def calendars(draw: st.DrawFn) -> WorkCalendar:
    changed = draw(st.sets(st.sampled_from(DAYS), max_size=40))
    return WorkCalendar(
        version="drawn",
        off_days=frozenset(day for day in changed if day.weekday() < 5),
        make_up_days=frozenset(day for day in changed if day.weekday() >= 5),
    )


clocks = st.sampled_from(EDGES) | st.integers(0, 1439).map(lambda minute: time(minute // 60, minute % 60))
minutes = st.builds(datetime.combine, st.sampled_from(DAYS), clocks).map(
    lambda local: local.replace(tzinfo=SHANGHAI).astimezone(UTC)
)
instants = minutes | st.builds(
    lambda start, us: start + timedelta(microseconds=us), minutes, st.integers(0, 10**11)
)
units = st.sampled_from(TimeUnit)
amounts = st.integers(0, 40)
pairs = st.tuples(instants, instants).map(lambda two: (min(two), max(two)))


def _works(calendar: WorkCalendar, day: date) -> bool:
    return (day.weekday() < 5 and day not in calendar.off_days) or day in calendar.make_up_days


def _days_from(day: date) -> Iterator[date]:
    return (day + timedelta(days=n) for n in count())


def _later_month(day: date, months: int) -> date:
    target = (day.year * 12 + day.month - 1 + months) % 12 + 1
    first = day.replace(day=1)
    for _ in range(months):
        first = (first + timedelta(days=31)).replace(day=1)
    candidates = [first + timedelta(days=n) for n in range(day.day)]
    return max(candidate for candidate in candidates if candidate.month == target)


@quick
@given(calendars(), pairs)
def test_paused_days_are_the_days_walked(calendar: WorkCalendar, pause: tuple[datetime, datetime]) -> None:
    paused_on, resumed_on = (
        (moment.astimezone(SHANGHAI) - timedelta(microseconds=1)).date() for moment in pause
    )
    walked = list(islice(_days_from(paused_on), 1, (resumed_on - paused_on).days + 1))
    assert paused_between(calendar, TimeUnit.NATURAL_DAY, *pause) == len(walked)
    worked = sum(_works(calendar, day) for day in walked)
    assert paused_between(calendar, TimeUnit.WORK_DAY, *pause) == worked


@quick
@given(calendars(), st.sampled_from(DAYS))
def test_working_days_are_found_by_their_number(calendar: WorkCalendar, day: date) -> None:
    assert calendar.is_working_day(day) is _works(calendar, day)
    following = next(later for later in _days_from(day + timedelta(days=1)) if _works(calendar, later))
    assert calendar.next_working_day(day) == following
    assert calendar.working_day(calendar.working_days_through(following)) == following


@quick
@given(calendars(), pairs, amounts, amounts, units, st.booleans())
def test_due_is_monotone_in_start_and_amount(
    calendar: WorkCalendar,
    starts: tuple[datetime, datetime],
    amount: int,
    more: int,
    unit: TimeUnit,
    roll: bool,
) -> None:
    early, late = starts
    due = due_at(calendar, early, amount, unit, roll)
    assert early <= due <= due_at(calendar, late, amount, unit, roll)
    assert due <= due_at(calendar, early, amount + more, unit, roll)


@quick
@given(calendars(), instants, amounts, units)
def test_what_is_used_when_due_is_the_limit(
    calendar: WorkCalendar, start: datetime, amount: int, unit: TimeUnit
) -> None:
    due = due_at(calendar, start, amount, unit)
    local = start.astimezone(SHANGHAI).date()
    expected = {
        TimeUnit.MINUTE: amount * 60,
        TimeUnit.WORK_HOUR: amount * 3600,
        TimeUnit.URGENT_HOUR: amount * 3600,
        TimeUnit.MONTH: (_later_month(local, amount) - local).days,
    }
    assert used_between(calendar, unit, start, due) == expected.get(unit, amount)


@quick
@given(calendars(), instants, instants, units)
def test_a_pause_of_no_length_moves_nothing(
    calendar: WorkCalendar, due: datetime, moment: datetime, unit: TimeUnit
) -> None:
    assert due_after_pause(calendar, due, moment, moment, unit) == due
    assert paused_between(calendar, unit, moment, moment) == 0


@quick
@given(calendars(), instants, st.lists(instants, min_size=3, max_size=3), amounts, units, st.booleans())
def test_consecutive_pauses_add_up(
    calendar: WorkCalendar,
    start: datetime,
    three: list[datetime],
    amount: int,
    unit: TimeUnit,
    roll: bool,
) -> None:
    first, second, third = sorted(three)
    due = due_at(calendar, start, amount, unit)
    once = due_after_pause(calendar, due, first, third, unit)
    twice = due_after_pause(
        calendar, due_after_pause(calendar, due, first, second, unit), second, third, unit
    )
    assert once == twice
    whole, parts = [(first, third)], [(second, third), (first, second)]
    assert recount(calendar, start, amount, unit, whole, roll) == recount(
        calendar, start, amount, unit, parts, roll
    )


@quick
@given(calendars(), st.lists(instants, min_size=5, max_size=5), amounts, units)
def test_a_recount_is_the_pauses_one_after_the_other(
    calendar: WorkCalendar, moments: list[datetime], amount: int, unit: TimeUnit
) -> None:
    start, *rest = sorted(moments)
    pauses = [(rest[0], rest[1]), (rest[2], rest[3])]
    due = due_at(calendar, start, amount, unit)
    for paused_at, resumed_at in pauses:
        due = due_after_pause(calendar, due, paused_at, resumed_at, unit)
    assert recount(calendar, start, amount, unit, pauses) == due


@quick
@given(calendars(), pairs, instants, amounts, st.sampled_from(["work_hour", "urgent_hour", "minute"]))
def test_what_was_left_at_the_pause_is_left_at_the_resumption(
    calendar: WorkCalendar, pause: tuple[datetime, datetime], start: datetime, amount: int, name: str
) -> None:
    unit, (paused_at, resumed_at) = TimeUnit(name), pause
    due = due_at(calendar, start, amount, unit)
    moved = due_after_pause(calendar, due, paused_at, resumed_at, unit)
    assert remaining(calendar, resumed_at, moved, unit) == remaining(calendar, paused_at, due, unit)


@quick
@given(calendars(), instants, instants, st.integers(1, 40), units)
def test_something_is_left_exactly_until_it_is_due(
    calendar: WorkCalendar, start: datetime, now: datetime, amount: int, unit: TimeUnit
) -> None:
    due = due_at(calendar, start, amount, unit)
    assert (remaining(calendar, now, due, unit) > 0) is (now < due)
