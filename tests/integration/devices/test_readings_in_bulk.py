"""Thousands of readings, late, doubled, flagged and flapping: as many leads as a plain count of them comes to.

`make soak NAME=readings` takes 100,000; every run takes a few thousand of the same.
"""

from __future__ import annotations

import json
import re
import resource
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import groupby
from random import Random
from time import perf_counter

import pytest

from domain.sensing.reading import Measured, Reading
from tests.support.brute_alarms import Look, Sent, tally
from tests.support.device_office import AMMONIA, Watched, station, watched
from tests.support.log_events import PLACE
from tests.support.office_engine import START
from workflows.devices.intake import take

pytestmark = pytest.mark.anyio
SEED = 20261129
SHORT, LONG = (3, 1_500), (40, 100_000)
LOOK_S = 7_200


@pytest.mark.parametrize(
    ("devices", "number"),
    [pytest.param(*SHORT, id="short"), pytest.param(*LONG, id="long", marks=pytest.mark.slow)],
)
async def test_readings_in_bulk_open_as_many_leads_as_a_plain_count(
    database: str, devices: int, number: int
) -> None:
    history = looked_at(arriving(Random(SEED), devices, number))
    names = sorted({one.device for one in history if isinstance(one, Sent)})
    async with watched(database, *map(station, names)) as office:
        sent, judged_s, taken_s = await play(office, history)
        wanted = tally(history)

        assert sent["late"] == wanted.late > 0
        assert sent["duplicate"] == wanted.duplicates > 0
        assert sent["conflict"] == wanted.conflicts > 0
        assert await opened(office) == {device: n for device, n in wanted.opened.items() if n}
        assert await checked(office) == wanted.checks
        await nothing_raw_in_the_log(office)
        assert (
            await office.rows("SELECT id FROM bihuan.alarm_acts WHERE state IN ('waiting', 'refused')") == []
        )
    total = sum(sent.values())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"seed {SEED}: {total} readings {dict(sent)}, {sum(wanted.opened.values())} leads")
    print(
        f"taken in {total / taken_s:.0f}/s, judged and carried out {wanted.judged / judged_s:.0f}/s, {peak} MiB"
    )


def arriving(dice: Random, devices: int, number: int) -> list[Sent]:
    """What so many devices send, in the order it arrives."""
    found: list[Sent] = []
    each = number // devices
    for n in range(devices):
        found += of_device(dice, f"ws-{n:02}", each)
    return sorted(found, key=lambda one: (one.arrived, one.device, one.sequence))[:number]


def of_device(dice: Random, device: str, number: int) -> list[Sent]:
    """Calm, spells over the class, and flapping; some marked as not counting, some late, some sent again."""
    found: list[Sent] = []
    at, sequence, mood, left = dice.randrange(900), 0, "calm", 20
    while len(found) < number:
        if left == 0:
            mood = dice.choices(("calm", "over", "flap", "gap"), (60, 40, 4, 12))[0]
            left = dice.randrange(2, 30)
            at += dice.randrange(6_000, 40_000) if mood == "gap" else 0
        left, sequence = left - 1, sequence + 1
        at += dice.randrange(60, 240) if mood == "flap" else dice.randrange(300, 1_200)
        high = mood == "over" or (mood == "flap" and dice.random() < 0.55)
        value = dice.randrange(880, 2_500) if high else dice.randrange(200, 1_020)
        delay = dice.choices((30, 200, 2_000, 20_000), (80, 12, 6, 2))[0]
        one = Sent(device, sequence, at, at + dice.randrange(delay) + 1, value, dice.random() > 0.07)
        found.append(one)
        if dice.random() < 0.03:
            found.append(replace(one, arrived=one.arrived + dice.randrange(1, 4_000)))
        if dice.random() < 0.005:
            found.append(replace(one, arrived=one.arrived + 10, thousandths=one.thousandths + 1))
    return found


def looked_at(sent: list[Sent]) -> list[Sent | Look]:
    """The same in batches, one a device between two looks, which arrive with their last; all is settled at the end."""
    found: list[Sent | Look] = []
    for nth, ones in groupby(sent, key=lambda one: one.arrived // LOOK_S):
        batches: dict[str, list[Sent]] = defaultdict(list)
        for one in ones:
            batches[one.device].append(one)
        for batch in batches.values():
            found += [replace(one, arrived=batch[-1].arrived) for one in batch]
        found.append(Look((nth + 1) * LOOK_S))
    return [*found, Look(sent[-1].arrived + 10 * LOOK_S)]


async def play(office: Watched, history: list[Sent | Look]) -> tuple[Counter[str], float, float]:
    """Send everything as it arrives, a batch in one call; a worker looks when somebody does."""
    verdicts, taken_s, judged_s = Counter[str](), 0.0, 0.0
    waiting: dict[str, list[Sent]] = defaultdict(list)
    for one in history:
        if isinstance(one, Sent):
            waiting[one.device].append(one)
            continue
        for device, ones in waiting.items():
            begun = perf_counter()
            now = START + timedelta(seconds=ones[-1].arrived)
            verdicts.update(await take(office.engine.log, device, 300, list(map(read, ones)), now))
            taken_s += perf_counter() - begun
        waiting.clear()
        begun = perf_counter()
        office.now = START + timedelta(seconds=one.at)
        await office.go()
        judged_s += perf_counter() - begun
    return verdicts, judged_s, taken_s


def read(sent: Sent) -> Reading:
    """A reading with its number written so that it can be found again wherever it comes to lie."""
    dice = Random(f"{sent.device}/{sent.sequence}")
    value = Decimal(sent.thousandths) / 1000
    mode = "normal" if sent.counts or dice.random() < 0.5 else "maintenance"
    flag = "N" if sent.counts or mode == "maintenance" else dice.choice("FMSDCTBX")
    return Reading(
        sequence=sent.sequence,
        measured_at=START + timedelta(seconds=sent.measured),
        values=(Measured(factor=AMMONIA, value=value, flag=flag),),
        mode=mode,
    )


async def opened(office: Watched) -> dict[str, int]:
    """Leads by device, as the log has them."""
    rows = await office.rows(
        "SELECT convert_from(data, 'UTF8')::jsonb ->> 'device' FROM bihuan.events WHERE jurisdiction = %b::text"
        " AND topic = 'case.reported' AND metadata ->> 'workflow' = 'river_bank'",
        PLACE,
    )
    return dict(Counter(device for (device,) in rows))


async def checked(office: Watched) -> set[str]:
    """Devices that somebody has to look at; one check each."""
    rows = await office.rows(
        "SELECT convert_from(data, 'UTF8')::jsonb ->> 'device' FROM bihuan.events WHERE jurisdiction = %b::text"
        " AND topic = 'case.reported' AND metadata ->> 'workflow' = 'device_check'"
        " AND convert_from(data, 'UTF8')::jsonb -> 'attributes' ->> 'alarm' <> 'offline'",
        PLACE,
    )
    found = [str(device) for (device,) in rows]
    assert len(found) == len(set(found))
    return set(found)


async def nothing_raw_in_the_log(office: Watched) -> None:
    """Every fact of a case comes from an act; no number stands in the log but those of acts."""
    facts = await office.rows(
        "SELECT topic, convert_from(data, 'UTF8') FROM bihuan.events"
        " WHERE jurisdiction = %b::text AND stream_id <> 'office'",
        PLACE,
    )
    rows = await office.rows("SELECT data ->> 'value' FROM bihuan.alarm_acts WHERE state = 'done'")
    allowed = Counter(value for (value,) in rows if value)
    told = Counter(
        number
        for topic, data in facts
        if topic in ("case.reported", "alarm.observed")
        for number in {*re.findall(r'"value": ?"([\d.]+)"', json.dumps(json.loads(data)))}
    )
    assert told
    assert not told - allowed
