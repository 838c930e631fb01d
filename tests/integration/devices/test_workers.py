"""Whoever dies loses nothing and doubles nothing; whoever shares does nothing twice; what cannot be done is kept."""

from __future__ import annotations

import asyncio
from contextlib import aclosing, suppress
from datetime import timedelta
from typing import Any

import pytest

from domain.command import Command
from domain.facts.sensing import AlarmModeSet, AlarmSnoozed
from domain.values import Place
from tests.support.device_office import (
    FINE,
    OVER,
    STATION,
    Watched,
    follower,
    measured,
    packaged,
    station,
    watched,
)
from tests.support.office_engine import START, new_id
from workflows.devices.following import Following
from workflows.devices.ground import Ground
from workflows.devices.listing import try_again
from workflows.engine import Done, Engine

pytestmark = pytest.mark.anyio
TWO = [measured(1, 0, OVER), measured(2, 15, OVER)]


class Dies(Exception):
    """The worker is gone."""


class Dying:
    """An engine whose worker dies right after a fact was stored."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    async def handle(self, command: Any) -> Done:
        await self._engine.handle(command)
        raise Dies


async def test_who_dies_before_judging_leaves_it_to_the_next(office: Watched) -> None:
    """The reading is stored, nobody judged it: any worker goes on."""
    await office.send(TWO)
    async with aclosing(follower(office.dsn, office.engine)) as another:
        await another.drain(office.now)

    assert await office.topics() == ["case.reported"]


async def test_who_dies_between_a_fact_and_its_mark_doubles_nothing(office: Watched) -> None:
    mortal = follower(office.dsn, Dying(office.engine))  # type: ignore[arg-type]
    story = [*TWO, measured(3, 30), measured(4, 46), measured(5, 50, OVER), measured(6, 55, OVER)]
    for one in story:
        await office.send([one])
        with suppress(Dies):  # an act is carried out, and nobody knows
            await mortal.drain(office.now)
        await mortal.aclose()
        await office.go()

    assert await office.topics() == [
        "case.reported",
        "alarm.observed",
        "case.self_corrected",
        "case.reported",
    ]
    assert {state for _, _, state in await office.acts()} == {"done"}


async def test_workers_share_without_doing_anything_twice(database: str) -> None:
    names = [f"ws-{n}" for n in range(6)]
    async with watched(database, *map(station, names)) as office:
        for name in names:
            await office.send(
                [measured(n, n * 2, OVER if n % 4 in (0, 1) else FINE) for n in range(40)], name
            )
        others = [follower(office.dsn, office.engine) for _ in range(3)]
        await asyncio.gather(*(other.drain(office.now) for other in [*others, office.following]))
        await office.go()
        for other in others:
            await other.aclose()

        assert (await office.topics("river_bank")).count("case.reported") == 6
        assert (await office.topics("device_check")).count("case.reported") == 6
        rows = await office.rows(
            "SELECT count(*), count(DISTINCT (device, alarm, nth)) FROM bihuan.alarm_acts"
        )
        assert rows[0][0] == rows[0][1]


async def test_a_lead_that_somebody_ended_is_not_joined(office: Watched) -> None:
    await office.play(TWO)
    (first,) = await cases(office)
    await decline(office, first)
    await office.play([measured(3, 20), measured(4, 22, OVER), measured(5, 24, OVER)])

    assert len(await cases(office)) == 2


async def test_a_lead_that_ends_while_its_alarm_is_on_its_way_becomes_a_new_one(office: Watched) -> None:
    """Judged as joining, but by the time it is carried out nobody can join any more."""
    await office.play([*TWO, measured(3, 20)])
    (first,) = await cases(office)
    await office.send([measured(4, 22, OVER), measured(5, 24, OVER)])
    ground = Ground(engine=Meddling(office, first), sensing=packaged().sensing, zone=START.tzinfo)  # type: ignore[arg-type]
    async with aclosing(Following(office.dsn, ground)) as meddled:
        await meddled.drain(office.now)
        await office.go()

    assert len(await cases(office)) == 2
    assert ("again", "live", "done") in await office.acts()


class Meddling:
    """An engine before whose first command somebody ends the lead."""

    def __init__(self, office: Watched, case: str) -> None:
        self._office, self._case = office, case

    def __getattr__(self, name: str) -> Any:
        return getattr(self._office.engine, name)

    async def handle(self, command: Any) -> Done:
        case, self._case = self._case, ""
        if case:
            await decline(self._office, case)
        return await self._office.engine.handle(command)


async def test_a_lead_people_have_in_hand_stays_theirs(office: Watched) -> None:
    await office.play(TWO)
    (first,) = await cases(office)
    sends = {"verifier": "grid-1", "questions": "水色是否异常"}
    await take_move(office, "order_verification", "intake-1", first, sends)
    await office.play([measured(3, 20), measured(4, 36), measured(5, 38, OVER), measured(6, 40, OVER)])

    assert await cases(office) == [first]
    assert ("recovered", "live", "refused") in await office.acts()
    assert (await office.topics()).count("alarm.observed") == 2  # normal, and raised again


async def test_a_place_the_office_does_not_have_is_kept_and_can_be_tried_again(database: str) -> None:
    async with watched(database, station(place=Place(lat_deg=10.0, lon_deg=10.0))) as office:
        await office.play(TWO)
        assert await office.acts() == [("opened", "live", "refused")]
        await office.tell(station())
        assert await try_again(office.engine.log, STATION) == 1
        await office.go()

        assert await office.acts() == [("opened", "live", "done")]


async def test_a_silent_device_gets_one_check(office: Watched) -> None:
    await office.play([measured(1, 0)])
    office.now = START + timedelta(hours=23, minutes=59)
    await office.go()
    assert await office.topics() == []
    office.now += timedelta(minutes=2)
    await office.go()
    await office.go()
    assert await office.topics("device_check") == ["case.reported"]
    await office.play([measured(2, 1450)])
    office.now += timedelta(days=2)
    await office.go()

    assert await office.topics("device_check") == ["case.reported"]  # the first is still to be looked at
    assert (await office.acts()).count(("silent", "live", "done")) == 2


async def test_what_people_decide_holds_from_the_next_reading(office: Watched) -> None:
    until = START + timedelta(hours=1)
    await office.tell(AlarmSnoozed(device=STATION, alarm="water_over_class", until=until, reason="清洗"))
    await office.play(TWO)
    assert await office.topics() == []
    await office.play([measured(3, 60, OVER)])
    assert await office.topics() == ["case.reported"]
    await office.tell(AlarmModeSet(alarm="water_over_class", mode="off", reason="停用"))
    await office.play([measured(4, 70), measured(5, 100)])

    assert await office.topics() == ["case.reported"]


async def test_a_device_out_of_service_raises_nothing(office: Watched) -> None:
    await office.tell(station(active=False))
    await office.play(TWO)

    assert (await office.topics(), await office.acts()) == ([], [])


async def cases(office: Watched) -> list[str]:
    rows = await office.rows(
        "SELECT stream_id FROM bihuan.events WHERE topic = 'case.reported' ORDER BY position"
    )
    return [str(row[0]) for row in rows]


async def decline(office: Watched, case: str) -> None:
    sends = {"reason": "false_alarm", "explanation": "现场水质正常", "told": True}
    await take_move(office, "decline", "intake-1", case, sends)


async def take_move(office: Watched, move: str, by: str, case: str, sends: dict[str, Any]) -> None:
    command = Command(
        id=new_id(), event_id=new_id(), case_id=case, move=move, actor=by, now=office.now, fields=sends
    )
    await office.engine.handle(command)
