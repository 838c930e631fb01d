"""Readings come in once each, in whatever order, and are judged in the order they were measured."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from tests.support.device_office import FINE, OVER, STATION, Watched, measured
from tests.support.office_engine import START
from workflows.devices.intake import take
from workflows.devices.pruning import horizon_of, older, prune

pytestmark = pytest.mark.anyio


async def test_a_sequence_is_taken_once(office: Watched) -> None:
    first = measured(1, 0)

    assert await office.send([first, first]) == ["stored", "duplicate"]
    assert await office.send([first, measured(1, 0, "0.41"), measured(1, 1)]) == [
        "duplicate", "conflict", "conflict",
    ]  # fmt: skip
    assert len(await office.rows("SELECT sequence FROM bihuan.readings")) == 1


async def test_the_same_batch_from_ten_connections_is_taken_once(office: Watched) -> None:
    batch = [measured(n, n) for n in range(50)]
    told = await asyncio.gather(
        *(take(office.engine.log, STATION, 0, batch, START + timedelta(hours=1)) for _ in range(10))
    )

    assert (
        sorted(verdict for verdicts in told for verdict in verdicts) == ["duplicate"] * 450 + ["stored"] * 50
    )


async def test_devices_have_sequences_of_their_own(office: Watched) -> None:
    assert await office.send([measured(1, 0)]) == ["stored"]
    assert await office.send([measured(1, 0)], device="ws-east-2") == ["stored"]


async def test_what_comes_in_another_order_is_judged_in_the_order_it_was_measured(office: Watched) -> None:
    """By arrival two over follow each other; by measurement one that is fine lies between."""
    office.lateness_s = 300
    await office.send([measured(1, 0, OVER), measured(3, 4, OVER), measured(2, 2, FINE)])
    office.now += timedelta(minutes=6)
    await office.go()

    assert await office.topics() == []


async def test_nothing_is_judged_before_its_time_has_come(office: Watched) -> None:
    office.lateness_s = 300
    await office.send([measured(1, 0, OVER), measured(2, 4, OVER)])

    assert await office.go() == 0
    office.now += timedelta(seconds=299)
    assert await office.go() == 0
    office.now += timedelta(seconds=1)
    assert await office.go() == 3  # two readings and the lead
    assert await office.send([measured(3, 3.9)]) == ["late"]


async def test_a_later_reading_closes_the_time_of_earlier_ones(office: Watched) -> None:
    office.lateness_s = 300
    await office.send([measured(1, 0, OVER), measured(2, 4, OVER), measured(3, 9)])

    assert await office.go() == 3
    assert await office.send([measured(4, 3)]) == ["late"]
    assert await office.send([measured(5, 4)]) == ["stored"]


async def test_a_clock_that_runs_ahead_is_told_and_closes_nothing(office: Watched) -> None:
    office.now = START

    ahead = await take(office.engine.log, STATION, 0, [measured(1, 5), measured(2, 0)], START)
    assert ahead == ["clock_ahead", "stored"]
    assert await take(office.engine.log, STATION, 0, [measured(3, 5)], START) == ["clock_ahead"]


async def test_deleted_by_date_they_do_not_come_back(office: Watched) -> None:
    await office.play([measured(n, n * 60) for n in range(10)])
    await office.send([measured(10, 600)])  # waits to be judged
    log, noon = office.engine.log, START + timedelta(minutes=300)
    assert await horizon_of(log, noon) == noon
    assert await horizon_of(log, START + timedelta(days=9)) == START + timedelta(minutes=600)

    assert (await older(log, noon))[0] == 5
    assert await prune(log, noon) == 5
    assert await office.send([measured(0, 0), measured(99, 10), measured(5, 300)]) == [
        "too_old", "too_old", "duplicate",
    ]  # fmt: skip
