"""From readings to leads: opened once, joined, cleared by themselves, never from data that do not count."""

from __future__ import annotations

import pytest

from tests.support.device_office import FINE, OVER, STATION, Watched, measured

pytestmark = pytest.mark.anyio


async def test_two_samples_running_over_the_class_open_one_lead(office: Watched) -> None:
    await office.play([measured(1, 0, OVER), measured(2, 15, OVER), measured(3, 30, OVER)])

    assert await office.topics() == ["case.reported"]
    (case,) = await office.engine.cases([await _case(office)])
    assert (case.device, case.channel, case.category) == (STATION, "device", "river.pollution")
    assert case.attributes["value"] == OVER
    assert case.attributes["limit"] == "1.0"


async def test_a_lead_goes_by_itself_after_a_quarter_of_an_hour(office: Watched) -> None:
    await office.play([measured(1, 0, OVER), measured(2, 15, OVER), measured(3, 30), measured(4, 46)])

    assert await office.topics() == ["case.reported", "alarm.observed", "case.self_corrected"]


async def test_five_ups_and_downs_in_forty_minutes_are_one_lead_and_one_device_check(office: Watched) -> None:
    """S2-4."""
    ups = [measured(n, n * 2, OVER if n % 4 in (0, 1) else FINE) for n in range(20)]
    await office.play([*ups, measured(90, 60), measured(91, 90)])

    assert (await office.topics("river_bank")).count("case.reported") == 1
    assert await office.topics("device_check") == ["case.reported"]
    assert "case.self_corrected" not in await office.topics()
    assert "case.filed" not in await office.topics()


async def test_data_that_do_not_count_are_kept_and_open_nothing(office: Watched) -> None:
    """S6-3: any flag but N, and maintenance."""
    flags = [measured(n, n, OVER, flag=flag) for n, flag in enumerate("FMSDCTBX")]
    upkeep = [measured(20 + n, 20 + n, OVER, mode="maintenance") for n in range(3)]
    await office.play([*flags, *upkeep])

    assert await office.topics() == []
    assert await office.acts() == [("suppressed", "kept", "noted")]
    assert office.verdicts == ["stored"] * 11


async def test_what_is_suppressed_during_a_live_lead_is_kept_on_it(office: Watched) -> None:
    await office.play([measured(1, 0, OVER), measured(2, 15, OVER), measured(3, 20, OVER, flag="C")])

    assert await office.topics() == ["case.reported", "alarm.observed"]
    (case,) = await office.engine.cases([await _case(office)])
    assert case.alarm is not None
    assert (case.alarm.suppressed, case.alarm.raises) == (1, 1)


async def _case(office: Watched) -> str:
    rows = await office.rows(
        "SELECT case_id FROM bihuan.alarm_acts WHERE kind = 'opened' ORDER BY id LIMIT 1"
    )
    return str(rows[0][0])
