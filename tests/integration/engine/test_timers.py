"""Time acts by itself: once, in order, traced to its cause, also when workers die, share, or were away for days."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from domain.codec import to_data
from domain.command import Command
from domain.envelope import Event
from tests.calendars import at
from tests.support.log_events import PLACE
from tests.support.office_engine import CATEGORY, FILE, REPORT, START, city_case, new_id, opened
from tests.support.samples import photo
from tests.support.timed_office import TimedOffice, timed
from workflows.firing import look_at
from workflows.log.timer_queue import Due, TimerQueue
from workflows.timers import Timers

pytestmark = pytest.mark.anyio
PASSED = "deadline.passed"


class Office(TimedOffice):
    """An office whose time passes."""

    async def report(self, **sends: Any) -> str:
        return await self.take("report", "grid-1", new_id(), {**REPORT, **sends}, workflow="city_case")

    async def file(self, case: str) -> None:
        condition = city_case().categories[CATEGORY].filing[0]
        await self.take("file", "intake-1", case, {**FILE, "condition": condition})

    async def pass_until(self, moment: str) -> list[Event]:
        """Let time go on, as a worker that looks all the time would; `moment` is of March 2026, or a whole one."""
        end, events = at(moment if moment.startswith("2026") else f"2026-03-{moment}"), list[Event]()
        while (due := await self.queue.next_at()) is not None and due <= end:
            self.now = max(self.now, due)
            events.extend((await self.timers.fire()).events)
        self.now = end
        return events

    def messages(self) -> list[tuple[str, str, str, str, str]]:
        with psycopg.connect(self.dsn) as connection:
            return connection.execute(
                "SELECT clock, rung, role, unit, person FROM bihuan.messages ORDER BY id"
            ).fetchall()

    def waiting(self) -> int:
        with psycopg.connect(self.dsn) as connection:
            row = connection.execute("SELECT count(*) FROM bihuan.timers").fetchone()
        return int(row[0]) if row else 0


@pytest.fixture
async def office(database: str) -> AsyncIterator[Office]:
    async with timed(Office, database) as made:
        yield made


def _told(events: list[Event]) -> list[tuple[str, str]]:
    return [(event.envelope.trigger, getattr(event.fact, "clock", "")) for event in events]


async def test_a_report_that_nobody_accepts_is_told_of_and_raised(office: Office) -> None:
    case = await office.report()
    assert await office.pass_until("02 10:59") == []
    assert office.messages() == [
        ("accept", "reminder", "intake", "", ""),
        ("accept", "warning", "shift_leader", "", ""),
    ]
    (passed,) = await office.pass_until("02 11:01")
    assert (passed.fact.TOPIC, passed.envelope.actor, passed.envelope.door) == (PASSED, "system", "worker")
    assert passed.envelope.recorded_at == at("2026-03-02 11:00")
    (raised,) = await office.pass_until("02 18:00")
    assert (raised.envelope.trigger, raised.envelope.occurred_at) == ("escalate", at("2026-03-02 14:30"))
    assert (raised.envelope.causation, raised.envelope.correlation) == (passed.envelope.event_id,) * 2
    assert (await office.engine.case(case)).level == "deputy"
    assert office.messages()[2:] == [
        ("accept", "overdue", "shift_leader", "", ""),
        ("accept", "raised", "deputy", "", ""),
    ]


async def test_what_is_done_in_time_is_not_told_of(office: Office) -> None:
    case = await office.report()
    await office.pass_until("02 09:30")
    await office.file(case)
    assert _told(await office.pass_until("02 10:29")) == []
    assert _told(await office.pass_until("02 10:31")) == [("expire_clock", "dispatch")]
    assert "accept" not in {clock for clock, *_ in office.messages()}


async def test_a_unit_that_does_not_sign_is_supervised_and_its_people_are_told(office: Office) -> None:
    case = await office.report()
    await office.file(case)
    await office.take("dispatch", "dispatcher-1", case, {"unit": "firm", "instruction": "请处置"})
    events = await office.pass_until("02 11:00")
    assert _told(events) == [("expire_clock", "sign"), ("supervise", "")]
    assert events[0].fact.held_by == "firm"  # type: ignore[attr-defined]
    assert ("sign", "overdue", "unit_head", "firm", "") in office.messages()
    assert (await office.engine.case(case)).supervisions == 1


async def _worker(office: Office) -> None:
    """Another process, as far as the database can tell."""
    async with (
        opened(office.dsn, record_clock=lambda: office.now) as engine,
        aclosing(TimerQueue(office.dsn, PLACE)) as queue,
    ):
        await Timers(engine, queue, lambda: office.now).fire_all()


async def test_workers_beside_each_other_do_everything_once(office: Office) -> None:
    cases = [await office.report() for _ in range(20)]
    office.now = at("2026-03-02 11:00")
    await asyncio.gather(*(_worker(office) for _ in range(3)))
    for case in cases:
        history = await office.engine.history(case)
        assert [event.envelope.trigger for event in history] == ["report", "expire_clock"]
    assert office.waiting() == len(cases)


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("number", [40, pytest.param(5_000, marks=pytest.mark.slow)])
async def test_after_days_away_all_is_done_in_order_and_is_known_to_be_late(
    office: Office, number: int
) -> None:
    for nth in range(number):
        office.now = START + timedelta(seconds=nth * 7919 % 3600)
        await office.report()
    office.now = at("2026-03-05 11:00")
    events = [event for event in await office.timers.fire_all() if event.fact.TOPIC == PASSED]
    due = [event.fact.due_at for event in events]  # type: ignore[attr-defined]
    positions = [event.envelope.position for event in events]
    assert (len(due), due, positions) == (number, sorted(due), sorted(positions))
    assert {event.envelope.recorded_at for event in events} == {office.now}
    assert not {rung for _, rung, *_ in office.messages()} & {"reminder", "warning"}


async def test_while_one_catches_up_the_others_stand_by(office: Office) -> None:
    await office.report()
    office.now = at("2026-03-05 11:00")
    async with aclosing(TimerQueue(office.dsn, PLACE)) as other:
        async with office.queue.taken(office.now, 10) as mine, other.taken(office.now, 10) as theirs:
            assert (len(mine.due), mine.in_order, len(theirs.due)) == (1, True, 0)
        async with other.taken(office.now, 10) as nothing:
            assert nothing.due == []


async def _die_looking(office: Office, case: str) -> None:
    async with office.queue.taken(office.now, 10) as taken:
        taken.arm.append(Due(at("2026-04-01 09:00"), case))
        raise ZeroDivisionError


async def test_who_dies_while_looking_loses_nothing(office: Office) -> None:
    case = await office.report()
    office.now = at("2026-03-02 11:00")
    with pytest.raises(ZeroDivisionError):
        await _die_looking(office, case)
    assert _told(await office.timers.fire_all()) == [("expire_clock", "accept")]


async def test_who_died_after_acting_leaves_people_to_be_told(office: Office) -> None:
    case = await office.report()
    await office.file(case)
    await office.take("dispatch", "dispatcher-1", case, {"unit": "firm", "instruction": "请处置"})
    office.now = at("2026-03-02 11:00")
    await look_at(office.engine, case, office.now, office.now)
    await office.timers.fire_all()
    assert ("sign", "overdue", "unit_head", "firm", "") in office.messages()
    assert (await office.engine.case(case)).supervisions == 1


async def test_a_clock_stopped_late_while_nobody_looked_is_recorded_all_the_same(office: Office) -> None:
    case = await office.report()
    office.now = at("2026-03-03 09:00")
    await office.file(case)
    events = await office.timers.fire_all()
    assert _told(events) == [("expire_clock", "accept")]
    assert events[0].fact.due_at == at("2026-03-02 11:00")  # type: ignore[attr-defined]
    assert (await office.engine.case(case)).overrun == ()


async def test_what_was_imported_with_its_time_over_does_nothing_by_itself(office: Office) -> None:
    office.now = START + timedelta(hours=5)
    command = Command(
        id=new_id(), event_id=new_id(), case_id=new_id(), move="report", actor="intake-1", now=office.now,
        fields={**REPORT, "channel": "hotline"}, workflow="city_case", door="import",
        occurred_at=START + timedelta(hours=1),
    )  # fmt: skip
    await office.engine.handle(command)
    events = await office.pass_until("02 18:00")
    assert ("expire_clock", "accept") not in _told(events)


async def test_a_case_that_cannot_be_read_stops_no_other_and_is_tried_again(office: Office) -> None:
    broken, lost, sound = [await office.report() for _ in range(3)]
    with psycopg.connect(office.dsn) as owner:
        owner.execute("ALTER TABLE bihuan.events DISABLE TRIGGER never_changed")
        owner.execute("UPDATE bihuan.events SET topic = 'case.unheard_of' WHERE stream_id = %s", [broken])
        gone = 'UPDATE bihuan.events SET metadata = metadata || \'{"digest": "gone"}\' WHERE stream_id = %s'
        owner.execute(gone, [lost])
    async with opened(office.dsn, record_clock=lambda: office.now) as fresh:
        timers = Timers(fresh, office.queue, lambda: office.now)
        office.now = at("2026-03-02 11:00")
        events = await timers.fire_all()
    assert [event.envelope.case_id for event in events] == [sound]
    assert await office.queue.next_at() == office.now + timedelta(minutes=1)


async def _handling(office: Office) -> str:
    """A damaged road in the hands of a firm since nine o'clock."""
    case = await office.report(category="street.road_damage")
    await office.take(
        "file", "intake-1", case, {**FILE, "category": "street.road_damage", "condition": "surface_broken"}
    )
    await office.take("dispatch", "dispatcher-1", case, {"unit": "firm", "instruction": "请修复"})
    await office.take("sign", "firm-head", case, {})
    return case


async def _ask_to_rest(office: Office, case: str) -> None:
    evidence = to_data(photo("interim_measure", taken=office.now))
    asked = {
        "reason": "season",
        "text": "雨季不宜施工",
        "until": "2026-05-20",
        "interim": "已设围挡",
        "files": [evidence],
    }
    await office.take("request_suspension", "firm-head", case, asked)


async def test_a_request_that_nobody_answers_goes_up_and_is_not_granted(office: Office) -> None:
    case = await _handling(office)
    await _ask_to_rest(office, case)
    due = (await office.engine.case(case)).clocks["approval"].due_at
    assert due == at("2026-03-03 17:30")
    events = await office.pass_until("04 17:00")
    assert ("expire_clock", "approval") in _told(events)
    asked = await office.engine.case(case)
    assert (asked.level, asked.state, asked.request is not None) == ("deputy", "handling", True)
    await office.pass_until("05 09:00")
    assert (await office.engine.case(case)).level == "leader"
    told = [(rung, role) for clock, rung, role, *_ in office.messages() if clock == "approval"]
    assert told[-2:] == [("overdue", "deputy"), ("raised", "leader")]


async def test_a_suspension_ends_by_itself_and_is_looked_at_every_thirty_days(office: Office) -> None:
    case = await _handling(office)
    await _ask_to_rest(office, case)
    office.now = at("2026-03-02 15:00")
    await office.take("grant_suspension", "deputy-1", case, {"until": "2026-05-20"})
    assert _told(await office.pass_until("2026-05-20 23:59")) == []
    looks = [role for clock, rung, role, *_ in office.messages() if (clock, rung) == ("suspension", "look")]
    assert looks == ["deputy", "deputy"]
    events = await office.pass_until("2026-05-21 00:00")
    assert [event.envelope.trigger for event in events] == ["expire_clock", "resume"]
    resumed = await office.engine.case(case)
    assert (resumed.state, resumed.clocks["handle"].paused_at) == ("handling", None)
