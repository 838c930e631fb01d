"""A calendar published: guarded like all of the office, open deadlines counted again once, whoever is interrupted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import uuid4

import pytest

from domain.case import Case, Clock
from domain.command import Command
from domain.definition import Limit, Workflow
from domain.envelope import Event
from domain.errors import Refused
from domain.facts.calendar import CalendarPublished
from domain.facts.recomputing import DeadlineChanged
from domain.published_calendar import counted_by, fact_of
from tests.calendars import ANNOUNCED, EXPECTED, ZONE, announced_data, at
from tests.support.office_engine import REPORT, Clerk, city_case, opened, set_up
from workflows import recounting
from workflows.engine import Done, Engine
from workflows.engine_calendars import CalendarTaken
from workflows.loader import digest_of
from workflows.recount_preview import preview
from workflows.recounting import Recounted, Recounting

pytestmark = pytest.mark.anyio
REPORTED_AT, ANNOUNCED_AT = at("2026-12-21 10:00"), at("2026-12-22 09:00")


def _slow() -> Workflow:
    """A version in which accepting takes thirty working days and the first call sixty."""
    base = city_case()
    limits = {"accept": 30, "first_contact": 60}
    clocks = {
        name: replace(base.clocks[name], limit=Limit(amount=days, unit="work_day", basis="D"), urgent=None)
        for name, days in limits.items()
    }
    made = replace(base, version=base.version + 1, clocks={**base.clocks, **clocks})
    return replace(made, digest=digest_of(made))


@pytest.fixture
async def office(engine: Engine) -> Engine:
    """An office that counts by the calendar of the catalogue, and takes its time."""
    await _publish(engine, EXPECTED)
    await engine.publish(_slow(), "steward-1", REPORTED_AT)
    return engine


async def _publish(engine: Engine, fact: CalendarPublished) -> bool:
    return await engine.publish_calendar(fact, "steward-1", ANNOUNCED_AT)


def _report(case: str = "", channel: str = "hotline") -> Command:
    return Command(
        id=str(uuid4()),
        event_id=str(uuid4()),
        case_id=case or str(uuid4()),
        workflow="city_case",
        move="report",
        actor="intake-1",
        now=REPORTED_AT,
        fields={**REPORT, "channel": channel, "reporter": "resident-1", "source_no": str(uuid4())},
    )


async def _reported(engine: Engine) -> Case:
    return await engine.case((await engine.handle(_report())).case_id)


def _clock(case: Case, name: str) -> Clock:
    clock = case.clock(name)
    assert clock is not None
    return clock


async def _recount(engine: Engine) -> Recounted:
    return await Recounting(engine, lambda: ANNOUNCED_AT).drain()


def _changed(events: list[Event]) -> list[DeadlineChanged]:
    return [event.fact for event in events if isinstance(event.fact, DeadlineChanged)]


async def test_thirty_and_sixty_working_days_are_corrected_by_the_notice(office: Engine) -> None:
    before = await _reported(office)
    assert _clock(before, "accept").due_at == at("2027-02-02 17:30")
    assert _clock(before, "first_contact").due_at == at("2027-03-22 17:30")

    assert await _publish(office, ANNOUNCED)
    found = await _recount(office)

    assert (found.cases, found.moved, found.left) == (1, 2, [])
    after = await office.case(before.id)
    assert _clock(after, "accept").due_at == at("2027-02-01 17:30")
    assert _clock(after, "first_contact").due_at == at("2027-03-19 17:30")
    facts = {fact.clock: fact for fact in _changed(await office.history(before.id))}
    assert facts["accept"] == DeadlineChanged(
        clock="accept",
        old_due_at=at("2027-02-02 17:30"),
        new_due_at=at("2027-02-01 17:30"),
        cause="calendar",
        calendar="cn-2027.1",
    )
    assert {event.envelope.actor for event in (await office.history(before.id))[1:]} == {"system"}


async def test_what_is_counted_from_then_on_is_counted_by_it_and_never_again(office: Engine) -> None:
    await _publish(office, ANNOUNCED)
    case = await _reported(office)
    assert _clock(case, "accept").due_at == at("2027-02-01 17:30")
    assert _clock(case, "accept").calendar == "cn-2027.1"
    assert await _recount(office) == Recounted()


async def test_another_process_decides_by_the_calendar_that_is_in_force(
    office: Engine, database: str
) -> None:
    async with opened(database) as other:
        await other.handle(_report())  # it knows the office now, as it is before the notice
        await _publish(office, ANNOUNCED)
        done = await other.handle(_report())
    effects = {effect.clock: effect for effect in done.events[0].envelope.clocks}
    assert (effects["accept"].calendar, effects["accept"].due_at) == ("cn-2027.1", at("2027-02-01 17:30"))


async def test_a_version_stands_for_one_content_and_the_one_in_force_is_not_told_again(
    office: Engine,
) -> None:
    version = (await office.office()).version
    assert not await _publish(office, EXPECTED)
    changed = fact_of(announced_data(EXPECTED.calendar), ZONE)
    with pytest.raises(CalendarTaken, match="other content"):
        await _publish(office, changed)
    assert (await office.office()).version == version


async def test_going_back_to_an_older_calendar_is_a_fact_and_moves_deadlines_back(office: Engine) -> None:
    before = await _reported(office)
    for fact in (ANNOUNCED, EXPECTED):
        assert await _publish(office, fact)
        await _recount(office)
    after = await office.case(before.id)
    assert _clock(after, "accept").due_at == _clock(before, "accept").due_at
    assert [fact.calendar for fact in _changed(await office.history(before.id))] == [
        *["cn-2027.1"] * 2,
        *["cn-2026.2"] * 2,
    ]


async def test_done_twice_and_by_two_at_once_each_deadline_has_one_fact(
    office: Engine, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recounting, "PAGE", 2)
    cases = [await _reported(office) for _ in range(5)]
    await _publish(office, ANNOUNCED)
    async with opened(database) as other:
        both = [Recounting(engine, lambda: ANNOUNCED_AT) for engine in (office, other)]
        for walk in (*both, *both):
            await walk.drain()
    assert await _recount(office) == Recounted()
    for case in cases:
        assert len(_changed(await office.history(case.id))) == 2


async def test_what_a_preview_tells_is_what_publishing_then_does(
    office: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recounting, "PAGE", 2)
    cases = [await _reported(office) for _ in range(5)]
    told: list[tuple[int, int]] = []
    found = await preview(
        office, counted_by(ANNOUNCED), ANNOUNCED_AT, limit=9, tell=lambda *far: told.append(far)
    )
    assert (found.cases, found.moved, found.left) == (5, 10, [])
    assert [shift.case_id for shift in found.shifts] == [case.id for case in cases for _ in range(2)][:9]
    assert (len(told), told[-1][0]) == (3, told[-1][1])
    assert len(await office.history(cases[0].id)) == 1, "nothing was changed"

    await _publish(office, ANNOUNCED)
    done = await _recount(office)
    assert (done.cases, done.moved) == (found.cases, found.moved)
    after = {case.id: case for case in await office.cases(case.id for case in cases)}
    for shift in found.shifts:
        assert _clock(after[shift.case_id], shift.clock).due_at == shift.new_due_at != shift.old_due_at
    assert (await preview(office, counted_by(ANNOUNCED), ANNOUNCED_AT, limit=9)).moved == 0


async def test_whoever_is_interrupted_is_gone_on_from_where_it_was(
    office: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recounting, "PAGE", 2)
    cases = [await _reported(office) for _ in range(5)]
    await _publish(office, ANNOUNCED)

    def stop(place: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await Recounting(office, lambda: ANNOUNCED_AT).drain(stop)
    found = await _recount(office)
    assert (found.cases, found.moved) == (3, 6)
    moved = [len(_changed(await office.history(case.id))) for case in cases]
    assert moved == [2] * 5


async def test_ended_cases_and_other_deadlines_stay_as_they_are(office: Engine, clerk: Clerk) -> None:
    ended = await _reported(office)
    reason = {"reason": "outside", "explanation": "不在辖区"}
    await office.handle(_move("decline", "intake-1", ended.id, reason))
    await _publish(office, ANNOUNCED)
    assert await _recount(office) == Recounted()
    history = await office.history(ended.id)
    assert _changed(history) == []


def _move(move: str, by: str, case: str, fields: Mapping[str, object]) -> Command:
    return Command(
        id=str(uuid4()),
        event_id=str(uuid4()),
        case_id=case,
        move=move,
        actor=by,
        now=ANNOUNCED_AT,
        fields=fields,
    )


async def test_a_clock_that_rests_moves_and_what_was_left_is_left(office: Engine) -> None:
    case = await _reported(office)
    asked = await office.handle(_move("ask_reporter", "intake-1", case.id, {"items": ["photo"]}))
    await _publish(office, ANNOUNCED)
    found = await _recount(office)
    after = await office.case(asked.case_id)
    resting = _clock(after, "accept")
    assert (resting.paused_at, resting.due_at) == (ANNOUNCED_AT, at("2027-02-01 17:30"))
    assert found.moved == 2, "the time to supplement ends before the notice counts"


async def test_a_case_whose_version_knows_no_such_move_is_told_and_left(engine: Engine) -> None:
    await _publish(engine, EXPECTED)
    slow = _slow()
    moves = {name: move for name, move in slow.moves.items() if name != "recompute"}
    older = replace(slow, moves=moves, digest="")
    await engine.publish(replace(older, digest=digest_of(older)), "steward-1", REPORTED_AT)
    case = await _reported(engine)
    looked = await preview(engine, counted_by(ANNOUNCED), ANNOUNCED_AT, limit=9)
    assert (looked.moved, looked.left, looked.shifts) == (0, [case.id, case.id], [])
    await _publish(engine, ANNOUNCED)
    assert (await _recount(engine)).left == [case.id, case.id]
    assert _clock(await engine.case(case.id), "accept") == _clock(case, "accept")

    now = _slow()
    await engine.publish(now, "steward-1", ANNOUNCED_AT)
    moved = {"to_digest": now.digest}
    await engine.handle(_move("migrate", "steward-1", case.id, moved))
    again = await Recounting(engine, lambda: ANNOUNCED_AT).drain(anew=True)
    assert (again.moved, again.left) == (2, [])
    assert _clock(await engine.case(case.id), "accept").due_at == at("2027-02-01 17:30")


async def test_a_steward_may_have_one_deadline_counted_again(office: Engine) -> None:
    case = await _reported(office)
    await _publish(office, ANNOUNCED)
    wish = {"clock": "accept", "cause": "correction"}
    done: Done = await office.handle(_move("recompute", "steward-1", case.id, wish))
    assert _changed(list(done.events))[0].new_due_at == at("2027-02-01 17:30")
    with pytest.raises(Refused, match="deadline_unchanged"):
        await office.handle(_move("recompute", "steward-1", case.id, wish))
    with pytest.raises(Refused, match="role_missing"):
        await office.handle(_move("recompute", "intake-1", case.id, wish))
    found = await _recount(office)
    assert (found.moved, found.left) == (1, [])


async def test_an_office_without_a_calendar_of_its_own_counts_by_the_one_it_was_given(
    engine: Engine, database: str
) -> None:
    office = await engine.office()
    assert (office.calendar, engine.calendar_of(office).version) == (None, "cn-2026.2")
    assert await _recount(engine) == Recounted()
    await _publish(engine, ANNOUNCED)
    now = await engine.office()
    assert engine.calendar_of(now) == counted_by(ANNOUNCED)
    before = now.calendars[0].at.replace(year=2020)
    assert engine.calendar_of(now, before).version == "cn-2026.2"
    async with opened(database) as other:
        await set_up(other)
        assert (await other.office()).calendar == counted_by(ANNOUNCED)
