"""Where a workflow can never come to it the closed loop says so: null, of nought, not applicable; never a nought."""

from typing import Any

import httpx2
import pytest

from tests.api import office
from tests.api.journey import Journey
from tests.api.serving import Door
from tests.api.test_pages import browser

LOOP = "/api/v1/closed-loop"
CHECKS = {"workflow": "device_check"}
LACKED = 4
"""Of the figures the board shows, those a check of a device never comes to: closed loops, returns, reopenings."""


@pytest.fixture(scope="module")
def mixed(door: Door) -> Door:
    """A closed case of the street, and a device that is being looked at: nobody files or closes that."""
    Journey(door).until("closed")
    last = Journey(door)
    assert last.open(**CHECKS, category="device.check").status_code == 201
    last.settled()
    return door


def groups(door: Door, language: str = "zh-CN", **params: Any) -> dict[str, dict[str, dict[str, Any]]]:
    answer = door.as_("deputy-1", **{"Accept-Language": language}).get(LOOP, params=params)
    assert answer.status_code == 200, answer.text
    return {
        group["group"]: {figure["id"]: figure for figure in group["figures"]}
        for group in answer.json()["groups"]
    }


def place(door: Door, *, past: bool) -> dict[str, Any]:
    found = door.as_("deputy-1").get(LOOP).json()["position"]
    return {"position": found} if past else {}


@pytest.mark.parametrize("past", [False, True])
def test_each_workflow_tells_what_it_can_come_to(mixed: Door, past: bool) -> None:
    found = groups(mixed, by="workflow", **place(mixed, past=past))
    street, checks = found["city_case"]["loop_closed"], found["device_check"]["loop_closed"]
    assert (street["value"], street["of"], street["note"]) == (1, 1, None)
    assert (checks["value"], checks["of"]) == (None, 0)
    assert checks["note"].startswith("不适用")
    assert found["device_check"]["cases"]["of"] is None
    english = groups(mixed, "en", by="workflow", **place(mixed, past=past))
    assert english["device_check"]["loop_closed"]["note"].startswith("Not applicable")


@pytest.mark.parametrize("past", [False, True])
def test_all_together_count_those_that_can(mixed: Door, past: bool) -> None:
    told = groups(mixed, **place(mixed, past=past))[""]
    assert (told["cases"]["value"], told["loop_closed"]["value"], told["loop_closed"]["of"]) == (2, 1, 1)
    assert told["loop_closed"]["note"] is None
    only = groups(mixed, **CHECKS, **place(mixed, past=past))[""]
    assert (only["loop_closed"]["value"], only["returned"]["value"]) == (None, None)


@pytest.mark.parametrize("past", [False, True])
def test_the_list_behind_is_what_is_counted(mixed: Door, past: bool) -> None:
    client = mixed.as_("deputy-1")
    cut = "".join(f"&{name}={value}" for name, value in place(mixed, past=past).items())
    for figures in groups(mixed, by="workflow").values():
        for figure in figures.values():
            if figure["unit"] == "cases":
                rows = client.get(f"{figure['cases']}{cut}").json()["cases"]
                assert len(rows) == (figure["value"] or 0), figure["id"]


def test_a_unit_that_only_has_such_cases_is_told_the_same(mixed: Door) -> None:
    found = mixed.as_("deputy-1").get("/api/v1/units").json()["groups"]
    told = {
        group["group"]: {one["id"]: (one["value"], one["of"]) for one in group["figures"]} for group in found
    }
    assert told[office.CLEANING]["loop_closed"] == (1, 1)
    assert told[""]["loop_closed"] == (None, 0)


def test_the_board_says_not_applicable_and_over_how_many(mixed: Door) -> None:
    client = browser(mixed, "deputy-1")
    everything, only = board(client), board(client, **CHECKS)
    assert '闭环<br><span class="small faint">计入 1 件</span>' in everything
    assert "不适用" not in everything
    assert only.count("不适用") == LACKED
    assert board(client, unit=office.TEAM, **CHECKS).count("不适用") == LACKED, "before there is such a case"
    assert "不适用" not in board(client, unit=office.TEAM, workflow="city_case")
    assert "n/a" in board(client, lang="en", **CHECKS)


def board(client: httpx2.Client, **params: str) -> str:
    answer = client.get("/", params=params)
    assert answer.status_code == 200, answer.text
    return answer.text
