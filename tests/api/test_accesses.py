"""The log of looks over HTTP and as a page: who saw which fields of which case, for auditors alone."""

from __future__ import annotations

import asyncio
import csv
import io
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from api.bootstrap import build
from domain.facts.privacy import PersonalDataViewed
from tests.api import office
from tests.api.journey import Journey
from tests.api.serving import Door
from tests.api.test_pages import browser, shown
from workflows.looks import Look

ACCESSES = "/api/v1/accesses"
PHONE, NAME, SAID = "case.reported.reporter_phone", "case.reported.reporter_name", "meeting.held.record"


@pytest.fixture(scope="module")
def looked(door: Door) -> tuple[Door, Journey, Journey]:
    """Two cases, and four looks at them a minute apart."""
    first, second = Journey(door).until("filed"), Journey(door).until("filed")
    looks = [
        Look(person="intake-1", role="intake", unit="desk", door="http", fact=_seen(first, personal=(PHONE, NAME))),
        Look(person="deputy-1", role="deputy", unit="leaders", door="http", fact=_seen(first, personal=(PHONE,))),
        Look(person="auditor-1", role="auditor", unit="leaders", door="http",
             fact=_seen(second, confidential=(SAID,), purpose="audit", reach="granted", request="r-1")),
        Look(person="leader-1", role="leader", unit="leaders", door="export",
             fact=_seen(first, second, personal=(PHONE,), purpose="export")),
    ]  # fmt: skip
    asyncio.run(_note(door, looks))
    return door, first, second


def _seen(*cases: Journey, **what: Any) -> PersonalDataViewed:
    return PersonalDataViewed(cases=tuple(case.id for case in cases), **what)


async def _note(door: Door, looks: list[Look]) -> None:
    async with build(door.settings, clock=door.clock) as services:
        for look in looks:
            door.clock.forward(minutes=1)
            await services.privacy.looks.note(look)


def get(door: Door, status: int = 200, actor: str = "auditor-1", **params: Any) -> Any:
    head = asyncio.run(_head(door))
    answer = door.as_(actor).get(ACCESSES, params={**params, "min_position": head})
    assert answer.status_code == status, answer.text
    return answer.json()


async def _head(door: Door) -> int:
    async with build(door.settings) as services:
        return await services.log.head()


def who(found: Any) -> list[str]:
    return [one["person"] for one in found["accesses"]]


ALL = ["leader-1", "auditor-1", "deputy-1", "intake-1"]


def test_every_look_is_told_the_newest_first(looked: tuple[Door, Journey, Journey]) -> None:
    door, first, _ = looked
    found = get(door, since=START_OF_DAY)
    assert [one for one in who(found) if one in ALL][:4] == ALL
    look = next(one for one in found["accesses"] if one["person"] == "intake-1" and len(one["fields"]) == 2)
    assert look["cases"] == [{"id": first.id, "case_no": first.case()["case_no"]}]
    assert (look["person_label"], look["role_label"], look["class"]) == ("受理员 1", "受理员", 2)
    assert [field["label"] for field in look["fields"]] == ["上报 · 诉求人电话", "上报 · 诉求人姓名"]
    assert (look["purpose_label"], look["reach_label"]) == ("履行职责", "岗位可看全部案卷")


START_OF_DAY = "2026-11-24"
LEVEL_3: dict[str, Any] = {"class": 3}


def test_looks_are_found_by_person_case_class_purpose_and_time(looked: tuple[Door, Journey, Journey]) -> None:
    door, first, second = looked
    assert who(get(door, person="deputy-1"))[:1] == ["deputy-1"]
    assert set(who(get(door, case=first.id))) >= {"leader-1", "deputy-1", "intake-1"}
    assert "auditor-1" not in who(get(door, case=first.case()["case_no"]))
    assert who(get(door, case=second.id, purpose="audit,export")) == ["leader-1", "auditor-1"]
    (confidential,) = get(door, **LEVEL_3)["accesses"]
    assert confidential["fields"] == [{"field": SAID, "class": 3, "label": "调解会 · 笔录"}]
    assert who(get(door, request="r-1")) == ["auditor-1"]
    at = door.clock()
    until = (at - timedelta(seconds=30)).isoformat()
    assert who(get(door, case=first.id, until=until, limit=1)) == ["deputy-1"]


def test_pages_follow_each_other(looked: tuple[Door, Journey, Journey]) -> None:
    door, first, _ = looked
    page, seen = get(door, case=first.id, limit=1), []
    while True:
        seen += who(page)
        if page["next"] is None:
            break
        page = door.as_("auditor-1").get(page["next"]).json()
    assert seen == who(get(door, case=first.id))


def test_the_same_as_a_table(looked: tuple[Door, Journey, Journey]) -> None:
    door, first, second = looked
    answer = door.as_("auditor-1").get(ACCESSES, params={"format": "csv", "purpose": "export"})
    assert answer.headers["content-type"].startswith("text/csv")
    (row,) = csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert (row["person"], row["cases"], row["class"]) == ("leader-1", f"{first.id} {second.id}", "2")
    assert (row["fields"], row["purpose_label"], row["door"]) == (PHONE, "导出", "export")


def test_who_reported_anonymously_is_not_told_by_his_own_look(door: Door) -> None:
    mine = Journey(door)
    mine.open("resident-89", channel="app", reporter=None, reporter_name="匿名乙", anonymous=True)
    assert mine.case("resident-89")["report"]["reporter_name"] == "匿名乙"

    (look,) = [one for one in get(door, case=mine.id)["accesses"] if one["role"] == "reporter"]
    assert (look["person"], look["person_label"], look["purpose"]) == (None, "诉求人", "own_data")
    assert get(door, person="resident-89")["accesses"] == []
    for path in (
        f"{ACCESSES}?case={mine.id}&format=csv",
        "/api/v1/events?limit=1000",
        f"/accesses?case={mine.id}",
    ):
        assert "resident-89" not in door.as_("auditor-1").get(path).text
    assert "resident-89" not in door.as_("dispatch-1").get("/api/v1/events?limit=1000").text


@pytest.mark.parametrize("actor", ["steward-1", "leader-1", "supervisor-1", "intake-1", "resident-7"])
def test_the_log_of_looks_is_for_auditors(door: Door, actor: str) -> None:
    answer = door.as_(actor).get(ACCESSES)
    assert (answer.status_code, answer.json()["code"]) == (403, "role_missing")


@pytest.mark.parametrize(
    ("params", "status", "code"),
    [
        ({"case": "no-such"}, 404, "not_found"),
        ({"case": "00000000-0000-7000-8000-000000000000"}, 404, "not_found"),
        ({"class": "1"}, 422, "bad_parameter"),
        ({"purpose": "curiosity"}, 422, "bad_parameter"),
        ({"who": "intake-1"}, 422, "bad_parameter"),
        ({"limit": "201"}, 422, "bad_parameter"),
    ],
)
def test_a_wrong_question_is_refused(door: Door, params: dict[str, str], status: int, code: str) -> None:
    answer = door.as_("auditor-1").get(ACCESSES, params=params)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_an_auditor_sees_who_saw_what_and_never_what_it_says(looked: tuple[Door, Journey, Journey]) -> None:
    door, first, _ = looked
    client = browser(door, "auditor-1")
    assert f"/accesses?case={first.id}" in client.get(f"/cases/{first.id}").text
    shown(client, f"/accesses?case={first.id}")
    page = client.get(f"/accesses?case={first.id}").text
    for told in ("受理员 1", "上报 · 诉求人电话", "履行职责", "岗位可看全部案卷", first.case()["case_no"]):
        assert told in page
    assert "0571-0000" not in page
    assert "0571-0000" not in door.as_("auditor-1").get(ACCESSES).text
    english = browser(door, "auditor-1", "en").get(f"/accesses?case={first.id}").text
    assert "Looks at personal data" in english
    assert "Reporter&#39;s phone" in english


def test_what_cannot_be_recorded_is_not_shown(door: Door) -> None:
    """The log takes nothing, while everything can be read."""
    journey = Journey(door)
    journey.open(reporter_phone="0571-0000-0090")
    client, page = door.as_("intake-1"), browser(door, "deputy-1")
    turn = "SELECT pg_advisory_lock(hashtextextended(%s, 0))"
    with psycopg.connect(door.dsn, autocommit=True) as busy:
        busy.execute(turn, [f"bihuan.log:{office.CODE}"])
        answers = [client.get(f"/api/v1/cases/{journey.id}"), page.get(f"/cases/{journey.id}")]
        unseen = door.as_("checker-1").get(f"/api/v1/cases/{journey.id}")
    for answer in answers:
        assert (answer.status_code, "database_away" in answer.text) == (503, True)
        assert "0571-0000-0090" not in answer.text
    assert unseen.status_code == 200, "who is shown nothing personal waits for nothing"
    assert client.get(f"/api/v1/cases/{journey.id}").json()["report"]["reporter_phone"] == "0571-0000-0090"


def test_every_way_out_is_recorded(door: Door) -> None:
    """Case, history, page, feed, export: whoever was shown the number is in the list, by the way he was shown it."""
    journey = Journey(door)
    journey.open()
    ways = {
        "intake-1": f"/api/v1/cases/{journey.id}",
        "shift-1": f"/api/v1/cases/{journey.id}/history",
        "deputy-1": f"/cases/{journey.id}",
        "dispatch-1": f"/api/v1/events?after={int(journey.answers[0].headers['x-position']) - 1}&limit=1",
        "leader-1": f"/api/v1/export/csv?case={journey.id}",
    }
    for actor, path in ways.items():
        answer = door.as_(actor, Accept="text/html" if path.startswith("/cases") else "*/*").get(path)
        assert (answer.status_code, "0571-0000" in answer.text) == (200, True), (actor, path)
    seen = {one["person"]: one for one in get(door, case=journey.id)["accesses"]}
    assert seen.keys() == ways.keys()
    for actor, one in seen.items():
        assert PHONE in [field["field"] for field in one["fields"]], actor
    assert (seen["leader-1"]["purpose"], seen["leader-1"]["door"]) == ("export", "export")
    assert {seen[actor]["purpose"] for actor in ways if actor != "leader-1"} == {"duty"}


def test_what_is_not_shown_is_not_told_as_seen(door: Door) -> None:
    """The case shows what was reported, its history everything, what may be done only what people are called."""
    journey = Journey(door)
    journey.open(reporter_name="诉求人 91")
    journey.until("dispatched")
    for actor, path in (("intake-1", ""), ("shift-1", "/history"), ("deputy-1", "/moves")):
        assert door.as_(actor).get(f"/api/v1/cases/{journey.id}{path}").status_code == 200
    seen = {
        one["person"]: {field["field"] for field in one["fields"]}
        for one in get(door, case=journey.id)["accesses"]
    }
    reported = {PHONE, NAME, "case.reported.narrative"}
    assert seen == {
        "intake-1": reported,
        "shift-1": reported | {"case.dispatched.instruction"},
        "deputy-1": {NAME},
    }


def test_moves_and_lists_that_show_nothing_personal_record_nothing(door: Door) -> None:
    journey = Journey(door).until("filed")
    own = f"/api/v1/cases/{journey.id}"
    for path in ("/api/v1/cases", "/api/v1/board", f"{own}/moves", f"{own}/deadlines"):
        assert door.as_("dispatch-1").get(path).status_code == 200
    assert [one["person"] for one in get(door, case=journey.id)["accesses"]] == []


def test_only_an_auditor_finds_the_way_there(looked: tuple[Door, Journey, Journey]) -> None:
    door, first, _ = looked
    client = browser(door, "intake-1")
    assert "/accesses" not in client.get(f"/cases/{first.id}").text
    assert client.get("/accesses").status_code == 403


def test_getting_a_photo_is_a_look_at_the_field_that_carries_it(door: Door) -> None:
    journey = Journey(door).until("handled")
    own = door.as_("handler-1").get(f"/api/v1/cases/{journey.id}/history").json()["facts"]
    photo = next(fact["payload"]["files"][0] for fact in own if fact["topic"] == "work.reported")
    path = f"/api/v1/files/{photo['id']}"
    for actor, status in (("handler-1", 200), ("deputy-1", 200), ("handler-2", 404)):
        assert door.as_(actor).get(path).status_code == status
    seen = [one for one in get(door, case=journey.id)["accesses"] if len(one["fields"]) == 1]
    told = [(one["person"], one["fields"][0]["field"]) for one in seen]
    assert told == [("deputy-1", "work.reported.files")], "who took it himself looks at nothing new"
