"""Cases told from elsewhere: what had happened by a moment is one thing, what was known here then another."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from api import identity
from api.bootstrap import build
from domain.command import Command
from domain.office import Post
from tests.api import office
from tests.api.journey import REPORT
from tests.api.serving import Door
from tests.support.until import until

REPORTED, FILED = datetime(2011, 3, 1, 9, tzinfo=UTC), datetime(2011, 3, 2, 9, tzinfo=UTC)
BETWEEN, AFTER, LATER = "2011-03-01T12:00:00Z", "2011-03-03T00:00:00Z", "2012-01-01T00:00:00Z"


@pytest.fixture(scope="module")
def told(door: Door) -> tuple[Door, str]:
    """An office to which a case of 2011 was told today: reported by one there, filed by another."""
    case_id = identity.new_id()

    def step(move: str, actor: str, at: datetime, fields: Mapping[str, Any], **more: Any) -> Command:
        return Command(
            id=identity.new_id(),
            event_id=identity.new_id(),
            case_id=case_id,
            move=move,
            actor=actor,
            now=door.clock(),
            fields=fields,
            occurred_at=at,
            door="import",
            elsewhere=Post(role="intake", unit="group_1"),
            **more,
        )

    async def tell() -> None:
        async with build(door.settings, dsn=door.dsn, jurisdiction=office.CODE, clock=door.clock) as services:
            await services.engine.handle(step("report", "Resource21", REPORTED, REPORT, workflow="city_case"))
            await services.engine.handle(
                step("file", "Resource10", FILED, {"condition": "none of ours", "community": office.NORTH})
            )

    asyncio.run(tell())
    client = door.as_("intake-1")
    until(lambda: case_id in {case["id"] for case in client.get("/api/v1/cases").json()["cases"]})
    return door, case_id


def _case(told: tuple[Door, str], **asked: str) -> tuple[int, str]:
    door, case_id = told
    answer = door.as_("intake-1").get(f"/api/v1/cases/{case_id}", params=asked)
    return answer.status_code, answer.json().get("state", "")


def test_it_had_happened_then_and_is_known_only_now(told: tuple[Door, str]) -> None:
    assert _case(told) == (200, "filed")
    assert _case(told, at=BETWEEN, basis="occurred") == (200, "reported")
    assert _case(told, at=AFTER, basis="occurred") == (200, "filed")
    for moment in (BETWEEN, AFTER, LATER):
        assert _case(told, at=moment, basis="recorded") == (404, "")
        assert _case(told, at=moment) == (404, ""), "recorded is the default"


@pytest.mark.parametrize(
    ("moment", "basis", "states"),
    [
        (BETWEEN, "occurred", ["reported"]),
        (AFTER, "occurred", ["filed"]),
        (AFTER, "recorded", []),
        (LATER, "recorded", []),
    ],
)
def test_the_board_looks_back_by_either_time(
    told: tuple[Door, str], moment: str, basis: str, states: list[str]
) -> None:
    asked = {"at": moment, "basis": basis}
    client = told[0].as_("intake-1")
    listed = client.get("/api/v1/cases", params=asked).json()["cases"]
    assert [case["state"] for case in listed] == states
    assert client.get("/api/v1/board", params=asked).json()["figures"][0]["value"] == len(states)


def test_its_history_tells_both_times_the_post_there_and_the_rules_that_did_not_hold(
    told: tuple[Door, str],
) -> None:
    door, case_id = told
    reported, filed = door.as_("intake-1").get(f"/api/v1/cases/{case_id}/history").json()["facts"]
    assert (reported["occurred_at"], filed["occurred_at"]) == (
        "2011-03-01T09:00:00Z",
        "2011-03-02T09:00:00Z",
    )
    assert datetime.fromisoformat(filed["recorded_at"]).year > 2011
    assert [(fact["actor"], fact["door"]) for fact in (reported, filed)] == [
        ("Resource21", "import"),
        ("Resource10", "import"),
    ]
    not_held = [verdict["rule"] for verdict in filed["rules"] if not verdict["held"]]
    assert not_held == ["fields_of_move", "filing_condition_met"]


def test_its_page_shows_who_and_when_it_was(told: tuple[Door, str]) -> None:
    door, case_id = told
    page = door.as_("intake-1", **{"Accept-Language": "en"}).get(f"/cases/{case_id}")
    assert page.status_code == 200
    assert "Resource21" in page.text
    assert "2011-03-01 17:00" in page.text
