"""Looks at personal data: on disk before anything is shown, once for the same look, and nothing shown otherwise."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest

from domain.envelope import Event
from domain.facts.privacy import PersonalDataViewed
from tests.support.fault_proxy import FaultProxy
from tests.support.log_events import MOMENT, PLACE, everything, uid
from workflows.log import EventLog, LogUnavailable, Timeouts
from workflows.looks import WINDOW, Look, Looks

pytestmark = pytest.mark.anyio
QUICK = Timeouts(connect_s=1, lock=300, statement=1000, queue=2000)


@dataclass
class Clock:
    now: datetime = MOMENT

    def __call__(self) -> datetime:
        return self.now


def ids() -> Iterator[str]:
    yield from (str(uid(number)) for number in count(1))


def looks_of(log: EventLog, clock: Clock, numbers: Iterator[str] | None = None) -> Looks:
    made = numbers or ids()
    return Looks(log, new_id=lambda: next(made), clock=clock)


def look(person: str = "intake-1", case: str = "case-1", trace: str = "", **fact: Any) -> Look:
    seen: dict[str, Any] = {"personal": ("case.reported.reporter_phone",), **fact}
    viewed = PersonalDataViewed(cases=(case,), **seen)
    return Look(person=person, role="intake", unit="desk", door="http", fact=viewed, trace=trace)


async def stored(log: EventLog) -> list[Event]:
    return [event for event in await everything(log) if isinstance(event.fact, PersonalDataViewed)]


async def test_a_look_is_on_disk_when_it_was_noted(log: EventLog) -> None:
    await looks_of(log, Clock()).note(look(trace="t-1", purpose="audit", reach="granted", request="r-1"))

    (event,) = await stored(log)
    assert event.fact == look(purpose="audit", reach="granted", request="r-1").fact
    envelope = event.envelope
    assert (envelope.actor, envelope.role, envelope.unit, envelope.door) == (
        "intake-1",
        "intake",
        "desk",
        "http",
    )
    assert (envelope.occurred_at, envelope.trace, envelope.workflow) == (MOMENT, "t-1", "")


async def test_the_same_look_within_ten_minutes_is_one(log: EventLog) -> None:
    clock = Clock()
    looks = looks_of(log, clock)
    for minutes in (0, 1, 9.99):
        clock.now = MOMENT + timedelta(minutes=minutes)
        await looks.note(look(trace=str(minutes)))
    assert len(await stored(log)) == 1

    clock.now = MOMENT + WINDOW
    await looks.note(look())
    assert [event.envelope.occurred_at for event in await stored(log)] == [MOMENT, MOMENT + WINDOW]


async def test_whatever_differs_is_another_look(log: EventLog) -> None:
    looks = looks_of(log, Clock())
    different = [
        look(),
        look(person="dispatcher-1"),
        look(case="case-2"),
        look(personal=("case.reported.reporter_name",)),
        look(confidential=("meeting.held.statements",)),
        look(purpose="audit"),
        look(reach="granted", request="r-1"),
    ]
    for one in different:
        await looks.note(one)
    assert [event.fact for event in await stored(log)] == [one.fact for one in different]


async def test_looks_that_come_together_are_stored_together_each_once(log: EventLog) -> None:
    looks = looks_of(log, Clock())
    await asyncio.gather(*(looks.note(look(case=f"case-{n % 20}")) for n in range(100)))

    events = await stored(log)
    assert sorted(event.fact.cases for event in events) == sorted((f"case-{n}",) for n in range(20))  # type: ignore[attr-defined]
    assert log.append_counts.batches <= 3
    assert [event.envelope.version for event in events] == list(range(1, 21))


async def test_processes_never_wait_for_each_others_version(log: EventLog) -> None:
    made = ids()
    ours, theirs = looks_of(log, Clock(), made), looks_of(log, Clock(), made)
    await asyncio.gather(*(one.note(look(case=f"case-{n}")) for n in range(10) for one in (ours, theirs)))

    streams = {event.envelope.case_id for event in await stored(log)}
    assert len(streams) == 2
    assert all(stream.startswith("access_") for stream in streams)
    assert len(await stored(log)) == 20, "each process tells the same look for itself"


async def test_a_clock_that_is_put_back_hides_no_look(log: EventLog) -> None:
    clock = Clock()
    looks = looks_of(log, clock)
    await looks.note(look())
    clock.now = MOMENT - timedelta(days=1)
    await looks.note(look())
    assert len(await stored(log)) == 2


async def test_a_reader_who_hangs_up_takes_nothing_from_others(log: EventLog) -> None:
    looks = looks_of(log, Clock())
    gone = asyncio.create_task(looks.note(look()))
    stays = asyncio.create_task(looks.note(look()))
    await asyncio.sleep(0)
    gone.cancel()
    with suppress(asyncio.CancelledError):
        await gone
    await stays
    assert len(await stored(log)) == 1


@pytest.fixture
async def proxy(database: str) -> AsyncIterator[FaultProxy]:
    async with FaultProxy(database) as started:
        yield started


@pytest.fixture
async def far(proxy: FaultProxy) -> AsyncIterator[EventLog]:
    """A log behind the proxy."""
    async with EventLog(proxy.dsn, PLACE, timeouts=QUICK, hints=False) as opened:
        yield opened


async def test_while_it_cannot_be_recorded_nobody_is_shown_anything(
    log: EventLog, far: EventLog, proxy: FaultProxy
) -> None:
    looks = looks_of(far, Clock())
    await looks.note(look())
    proxy.flowing.clear()
    waiting = [asyncio.create_task(looks.note(look(case=f"case-{n}"))) for n in range(2, 6)]
    found = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(one) for one in found] == [LogUnavailable] * 4

    proxy.flowing.set()
    await looks.note(look(case="case-2"))
    cases = {event.fact.cases for event in await stored(log)}  # type: ignore[attr-defined]
    assert {("case-1",), ("case-2",)} <= cases


async def test_a_look_whose_answer_got_lost_is_there_once_and_the_next_goes_on(
    log: EventLog, far: EventLog, proxy: FaultProxy
) -> None:
    looks = looks_of(far, Clock())
    await looks.note(look())
    proxy.losing_answer_to = b"case-2"
    await looks.note(look(case="case-2"))
    await looks.note(look(case="case-3"))

    assert proxy.cuts == 1
    events = await stored(log)
    assert [event.fact.cases for event in events] == [("case-1",), ("case-2",), ("case-3",)]  # type: ignore[attr-defined]
    assert [event.envelope.version for event in events] == [1, 2, 3]


async def test_a_stream_that_moved_on_unheard_is_gone_on_from(log: EventLog) -> None:
    """As after an answer that never came: what this process believes of its own stream is not what is there."""
    looks = looks_of(log, Clock())
    await looks.note(look())
    looks._version = 0
    await looks.note(look(case="case-2"))
    assert [event.envelope.version for event in await stored(log)] == [1, 2]
