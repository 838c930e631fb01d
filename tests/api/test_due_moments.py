"""A due moment is spelled one way wherever it stands: midnight is the end (24:00) of the day that runs out."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from datetime import UTC, datetime, time, timedelta

import pytest

from api.bootstrap import build
from domain.codec import to_data
from tests.api import office
from tests.api.journey import Journey
from tests.api.serving import Door
from tests.api.test_pages import browser, shown
from workflows.log.timer_queue import TimerQueue
from workflows.timers import Timers


async def _fire(door: Door) -> None:
    async with (
        build(door.settings, clock=door.clock) as services,
        aclosing(TimerQueue(door.dsn, office.CODE)) as queue,
    ):
        await Timers(services.engine, queue, door.clock).fire_all()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_midnight_is_the_end_of_its_day_in_facts_deadlines_messages_and_lists(
    own_door: Door, language: str
) -> None:
    own_door.clock.now = max(own_door.clock.now, datetime.now(UTC))
    journey = Journey(own_door).until("handling")
    zone = own_door.services.zone
    day = own_door.clock.now.astimezone(zone).date() + timedelta(days=2)
    midnight = datetime.combine(day + timedelta(days=1), time(), zone)
    ends, begins = f"{day} 24:00", f"{day + timedelta(days=1)} 00:00"
    journey.must("supervisor-1", "supervise", reason="overdue", ask="请说明", due_at=to_data(midnight))

    def pages(*paths: str, actor: str = "supervisor-1") -> str:
        return " ".join(shown(browser(own_door, actor, language), path).text for path in paths)

    case = f"/cases/{journey.id}"
    assert pages(case).count(ends) >= 3  # the deadline, why it is due then, the fact that set it
    assert begins not in pages(case)

    for hours in (-1, 1):
        own_door.clock.now = midnight + timedelta(hours=hours)
        asyncio.run(_fire(own_door))
    topics = {
        fact["topic"] for fact in own_door.as_("supervisor-1").get(f"/api/v1{case}/history").json()["facts"]
    }
    assert "deadline.passed" in topics
    assert begins not in pages(case, "/", "/rates", f"/ledger?unit={office.CLEANING}")
    told = pages("/messages", actor="head-1")
    assert ends in told, told
    assert begins not in told
