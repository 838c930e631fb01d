"""Who is accused finds no trace of the case, wherever cases are listed, counted or spoken of (信访工作条例30).

Every way in is walked, as the application has them: one that is added later is walked as well.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import httpx2
import pytest
from fastapi.routing import APIRoute

from api.app import API, BESIDE, PAGES, PREFIX
from api.exporting.formats import FORMATS
from tests.api import office
from tests.api.accused_story import ACCUSATION, ALL_ACCUSED, OTHERS, STREET, Story, told
from tests.api.serving import Door

pytestmark = pytest.mark.timeout(300)
NOT_BY_PERSON = {
    "/api/v1/audit/tile/{path:path}": "auditors hold the whole log, or nobody could prove that nothing is missing",
}
"""Ways that give everybody the same."""
SHOWS_IT = {
    "/",
    "/accesses",
    "/api/v1/accesses",
    "/api/v1/cases",
    "/api/v1/cases/{case_id}",
    "/api/v1/cases/{case_id}/history",
    "/api/v1/events",
    "/api/v1/export/{name}",
    "/api/v1/grants",
    "/api/v1/ledger",
    "/api/v1/messages",
    "/api/v1/rates/{figure}/cases",
    "/cases/{case_id}",
    "/grants",
    "/ledger",
    "/messages",
    "/rates/{figure}",
}
"""Where it is found by who is not accused: else nothing would be proved of these."""


@pytest.fixture(scope="module")
def story(door: Door) -> Story:
    return told(door)


def ways() -> Iterator[str]:
    """The path of every way that somebody can look at something."""
    for prefix, routers in ((PREFIX, API), ("", BESIDE), ("", PAGES)):
        for route in (route for router in routers for route in router.routes):
            assert isinstance(route, APIRoute)
            if "GET" in (route.methods or ()) and f"{prefix}{route.path}" not in NOT_BY_PERSON:
                yield f"{prefix}{route.path}"


def places(story: Story, path: str) -> list[str]:
    """The addresses of a way, for everything it can be asked about that is not the accusation itself."""
    named: dict[str, list[str]] = {
        "case_id": [story.merged.id, story.parent.id],
        "figure": ["filing_rate", "handling_rate", "points_handled_late"],
        "name": list(FORMATS),
        "key": ["city_case"],
        "code": ["not_found"],
        "device": ["none"],
        "file_id": ["00000000-0000-7000-8000-000000000000"],
        "event_id": [story.fact],
    }
    found = [path]
    for name, values in named.items():
        if f"{{{name}}}" in path:
            found = [one.replace(f"{{{name}}}", value) for one in found for value in values]
    assert "{" not in "".join(found), f"{path}: say what it is to be asked about"
    return found


def questions(story: Story) -> list[str]:
    """Everything that lists are narrowed, ordered, grouped and written by; a way refuses what it does not know."""
    case, number, _ = story.traces
    asked: list[dict[str, Any]] = [
        {},
        {"format": "csv"},
        {"limit": 1},
        {"q": STREET},
        {"q": number},
        {"category": ACCUSATION},
        {"unit": office.CLEANING},
        {"figure": "cases"},
        {"figure": "checked", "category": ACCUSATION},
        {"phase": "check"},
        {"mine": "true"},
        {"sort": "-opened_at"},
        {"at": story.then},
        {"at": story.then, "basis": "occurred"},
        {"at": story.then, "q": STREET},
        {"at": story.then, "figure": "cases"},
        {"at": story.then, "unit": office.CLEANING},
        {"position": story.middle},
        {"by": "unit"},
        {"by": "category"},
        {"table": "cases"},
        {"case": case},
        {"case": number},
        {"master": case},
        {"limit": 1000},
        *({"part": part} for part in ("denominator", "missing", "excluded", "suspended", "open")),
    ]
    return [f"?{urlencode(one)}" if one else "" for one in asked]


def answers(story: Story, actor: str, path: str) -> Iterator[tuple[str, httpx2.Response]]:
    page = {"Accept": "text/html"} if not path.startswith(PREFIX) else {}
    with story.door.as_(actor, **page) as client:
        for place in places(story, path):
            for question in questions(story):
                answer = client.get(place + question)
                assert answer.status_code < 500, (place + question, answer.text)
                yield place + question, answer


@pytest.mark.parametrize("actor", ALL_ACCUSED)
def test_the_accused_find_no_trace_of_it_anywhere(story: Story, actor: str) -> None:
    found = {
        address: story.told_by(answer) for path in ways() for address, answer in answers(story, actor, path)
    }
    assert {address: traces for address, traces in found.items() if traces} == {}


def test_others_find_it_everywhere(story: Story) -> None:
    """Or the walk would prove nothing."""
    assert set(ways()) >= SHOWS_IT
    silent = {
        path
        for path in SHOWS_IT
        if not any(story.told_by(answer) for actor in OTHERS for _, answer in answers(story, actor, path))
    }
    assert silent == set()


def figures(story: Story, actor: str) -> dict[str, tuple[float, str]]:
    """Every number that somebody is shown with a list behind it: what it comes to, by that list."""
    client = story.door.as_(actor)
    found: dict[str, tuple[float, str]] = {}
    for path in ("board", "closed-loop", "units", "closed-loop?by=category", "rates", "rates?by=unit"):
        _collect(client.get(f"/api/v1/{path}").json(), path, found)
    return found


def _collect(body: Any, path: str, found: dict[str, tuple[float, str]]) -> None:
    """Everything in an answer that has a list of cases, wherever it stands."""
    if isinstance(body, list):
        for n, one in enumerate(body):
            _collect(one, f"{path}/{n}", found)
    elif isinstance(body, dict):
        number = body.get("count", body.get("value"))
        if isinstance(body.get("cases"), str) and isinstance(number, int):
            found[path] = (number, body["cases"])
        for name, one in body.items():
            _collect(one, f"{path}/{name}", found)


@pytest.mark.parametrize("actor", ["supervisor-1", "dispatch-2", "dispatch-1"])
def test_whatever_somebody_is_told_is_as_long_as_the_list_behind_it(story: Story, actor: str) -> None:
    client, told = story.door.as_(actor), figures(story, actor)
    listed = {way: client.get(f"{way}&limit=500").json()["cases"] for _, way in told.values()}
    assert len(listed) > 100
    assert {place: number for place, (number, way) in told.items() if number != len(listed[way])} == {}


def test_only_the_accused_count_one_case_less(story: Story) -> None:
    cases = {
        actor: figures(story, actor)["closed-loop/groups/0/figures/0"][0] for actor in (*ALL_ACCUSED, *OTHERS)
    }
    assert {cases[actor] for actor in OTHERS} == {max(cases.values())}
    assert {cases[actor] for actor in ALL_ACCUSED} == {max(cases.values()) - 1}


def test_the_accused_are_told_that_the_case_is_not_there(story: Story) -> None:
    """Also where they name it, and where they are to decide on it."""
    case, number, _ = story.traces
    client = story.door.as_("deputy-1")
    for named in (case, number):
        for path in ("", "/history", "/moves", "/deadlines"):
            assert client.get(f"/api/v1/cases/{named}{path}").status_code == 404
    (request,) = story.door.as_("deputy-9").get("/api/v1/grants").json()["grants"]
    assert client.post(f"/api/v1/grants/{request['id']}/opening").json()["what"] == "request"
    entry = next(iter(_disputed(story, "supervisor-9")))
    said = {"upheld": True, "reason": "属实"}
    refused = story.door.as_("supervisor-1").post(f"/api/v1/ledger/{entry}/decision", json=said)
    assert (refused.status_code, refused.json()["what"]) == (404, "dispute")


def _disputed(story: Story, actor: str) -> list[str]:
    found = story.door.as_(actor).get("/api/v1/ledger", params={"unit": office.CLEANING}).json()["entries"]
    return [one["entry"] for one in found if one["dispute"]]


def test_messages_fill_their_pages_without_it(story: Story) -> None:
    """Or a short page would tell that something was left out."""
    client = story.door.as_("deputy-1")
    everything = client.get("/api/v1/messages", params={"limit": 200}).json()["messages"]
    assert len(everything) > 1
    path, seen = "/api/v1/messages?limit=1", list[Any]()
    while path:
        page = client.get(path).json()
        assert len(page["messages"]) == 1
        seen, path = seen + page["messages"], page["next"]
    assert seen == everything


def test_of_what_is_about_it_the_feed_says_only_that_a_position_is_taken(story: Story) -> None:
    """Its own facts, and those of the office about it: objections to its points, requests to read it, looks at it."""
    feeds = {
        actor: story.door.as_(actor).get("/api/v1/events", params={"limit": 1000}).json()["events"]
        for actor in ("auditor-1", "auditor-9")
    }
    about = [
        row
        for row in feeds["auditor-9"]
        if story.accusation.id in json.dumps(row) and not _speaks(story, row)
    ]
    assert {row["topic"] for row in about} >= {"case.reported", "figure.disputed", "access.requested"}
    seen = {row["position"]: row for row in feeds["auditor-1"]}
    assert [row["position"] for row in feeds["auditor-1"]] == [row["position"] for row in feeds["auditor-9"]]
    told = {name for row in about for name, value in seen[row["position"]].items() if value is not None}
    assert told == {"position", "stream", "topic"}


def _speaks(story: Story, row: dict[str, Any]) -> bool:
    """Whether it is a fact of another case, which names the accusation."""
    return row["stream"] in (story.merged.id, story.parent.id)
