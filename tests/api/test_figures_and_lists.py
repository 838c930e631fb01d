"""Every figure opens into just the cases it counts, whatever was asked for and whenever."""

from typing import Any

import pytest

from tests.api.journey import Journey
from tests.api.serving import Door

OPEN_NOW = {"phase": ["work", "done"]}
ASKED: list[dict[str, Any]] = [
    {},
    {"workflow": "device_check"},
    {"community": "none"},
    {"phase": "done"},
    OPEN_NOW,
    {"phase": "work,done"},
    {"workflow": "device_check,city_case"},
    {"q": "路口", "sort": "-opened_at", "limit": 2},
]


@pytest.fixture(scope="module")
def busy(door: Door) -> Door:
    """Cases of two workflows in several states, which have moved on since a position that is looked back to."""
    Journey(door).until("closed")
    Journey(door).until("handling")
    check = Journey(door)
    assert check.open(workflow="device_check", category="device.check").status_code == 201
    Journey(door).until("filed").settled()
    return door


def listed(door: Door, address: str) -> int:
    """How many cases a list shows, on all its pages."""
    number, more = 0, address
    while more:
        answer = door.as_("deputy-1").get(more)
        assert answer.status_code == 200, (more, answer.text)
        number, more = number + len(answer.json()["cases"]), answer.json()["next"]
    return number


def then(door: Door) -> dict[str, int]:
    """A position at which some cases were not there yet, and others had not come so far."""
    return {"position": int(door.as_("deputy-1").get("/api/v1/board").json()["position"]) - 6}


def counted(body: dict[str, Any]) -> list[tuple[str, int]]:
    """Lists and how many cases they should show."""
    groups = [figure for group in body.get("groups", ()) for figure in group["figures"]]
    figures = [one for one in (*body.get("figures", ()), *groups) if one["unit"] == "cases"]
    by = [(one["cases"], one["count"]) for counts in body.get("by", {}).values() for one in counts]
    return [*((one["cases"], one["value"] or 0) for one in figures), *by]


@pytest.mark.parametrize("past", [False, True])
@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_the_board_opens_into_its_cases(busy: Door, asked: dict[str, Any], past: bool) -> None:
    sent: dict[str, Any] = {**asked, **(then(busy) if past else {})}
    body = busy.as_("deputy-1").get("/api/v1/board", params=sent).json()
    for address, number in counted(body):
        assert listed(busy, address) == number, address


@pytest.mark.parametrize("by", ["", "workflow"])
def test_the_closed_loop_of_the_past_opens_into_its_cases(busy: Door, by: str) -> None:
    asked: dict[str, Any] = {**then(busy), **({"by": by} if by else {})}
    body = busy.as_("deputy-1").get("/api/v1/closed-loop", params=asked).json()
    assert counted(body | {"by": {}})
    for address, number in counted(body | {"by": {}}):
        assert listed(busy, address) == number, address
