"""Opening a case and reading it: now, as it was, why it is due when it is."""

import re
from typing import Any

import pytest

from tests.api import office
from tests.api.journey import PLACE, REPORT, Journey
from tests.api.serving import Door


def test_a_report_opens_a_case(door: Door) -> None:
    answer = Journey(door).open()

    found = answer.json()
    assert answer.status_code == 201
    assert (found["version"], found["state"]) == (1, "reported")
    assert answer.headers["location"] == f"/api/v1/cases/{found['id']}"
    assert (answer.headers["etag"], answer.headers["x-position"]) == ('"v1"', str(found["position"]))
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", found["id"])


@pytest.mark.parametrize(
    ("category", "workflow"),
    [("street.litter", "city_case"), ("river.litter", "river_bank")],
)
def test_the_workflow_follows_from_the_category(door: Door, category: str, workflow: str) -> None:
    journey = Journey(door)
    journey.open(category=category)

    assert journey.case()["workflow"] == workflow


def test_a_workflow_can_be_named(door: Door) -> None:
    journey = Journey(door)
    journey.open(workflow="metro_area", category=None)

    assert journey.case()["workflow"] == "metro_area"


@pytest.mark.parametrize(
    ("changed", "code", "pointers"),
    [
        ({"category": None}, "field_missing", ["/workflow", "/category"]),
        ({"workflow": "nowhere"}, "unknown_workflow", ["/workflow"]),
        ({"category": "nothing.such"}, "unknown_workflow", ["/category"]),
        ({"workflow": 5}, "field_missing", ["/workflow"]),
        ({"channel": None}, "field_missing", ["/channel"]),
        ({"channel": "pigeon"}, "field_missing", ["/channel"]),
        ({"place": {"lat_deg": 300}}, "field_missing", ["/place/lat_deg"]),
        ({"title": "typed"}, "field_missing", ["/title"]),
        ({"colour": "red"}, "field_missing", ["/colour"]),
        ({"occurred_at": "yesterday"}, "field_missing", ["/occurred_at"]),
        ({"on_behalf_of": ["a"]}, "field_missing", ["/on_behalf_of"]),
        ({"on_behalf_of": "system"}, "field_missing", ["/on_behalf_of"]),
    ],
)
def test_what_is_wrong_is_named_by_pointer(
    door: Door, changed: dict[str, Any], code: str, pointers: list[str]
) -> None:
    answer = Journey(door).open(**changed)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert [error["pointer"] for error in answer.json()["errors"]] == pointers


def test_a_move_that_opens_nothing_is_refused_with_those_that_do(door: Door) -> None:
    answer = Journey(door).open(move="close")

    assert (answer.status_code, answer.json()["code"]) == (409, "move_not_allowed")
    assert answer.json()["allowed"] == ["report"]
    unknown = Journey(door).open(move="teleport")
    assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown_move")
    assert unknown.json()["allowed"] == ["report"]


def test_a_case_is_found_by_its_number(door: Door) -> None:
    journey = Journey(door).until("filed")
    number = journey.case()["case_no"]

    assert re.fullmatch(rf"{office.CODE}-\d{{8}}-\d{{4}}", number)
    assert door.as_("intake-1").get(f"/api/v1/cases/{number}").json()["id"] == journey.id


@pytest.mark.parametrize(
    "named",
    [
        "office",
        "bulk",
        "00000000-0000-7000-8000-000000000000",
        f"{office.CODE}-20200101-0001",
        "x" * 500,
        "%00",
        "..%2F..",
        "'; DROP TABLE events; --",
        "%ED%A0%80",
    ],
)
def test_what_is_no_case_is_not_found(door: Door, named: str) -> None:
    answer = door.as_("intake-1").get(f"/api/v1/cases/{named}")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_case_is_shown_as_it_was_at_a_position(door: Door) -> None:
    journey = Journey(door).until("dispatched")
    positions = [int(answer.headers["x-position"]) for answer in journey.answers]

    states = [journey.case(position=position)["state"] for position in positions]
    assert states == ["reported", "filed", "dispatched"]
    assert (
        "etag" not in door.as_("intake-1").get(f"/api/v1/cases/{journey.id}?position={positions[0]}").headers
    )


def test_a_case_is_shown_as_it_was_at_a_moment_of_either_time(door: Door) -> None:
    journey = Journey(door)
    journey.open()
    reported = door.clock.now
    door.clock.forward(hours=1)
    journey.file()
    by_business = {"at": reported.isoformat(), "basis": "occurred"}
    facts = journey.door.as_("intake-1").get(f"/api/v1/cases/{journey.id}/history").json()["facts"]

    assert journey.case(**by_business)["state"] == "reported"
    assert journey.case(at=facts[0]["recorded_at"])["state"] == "reported"
    assert journey.case(at=facts[1]["recorded_at"])["state"] == "filed"
    before = door.as_("intake-1").get(f"/api/v1/cases/{journey.id}", params={"at": "2020-01-01"})
    assert (before.status_code, before.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    "query",
    ["at=whenever", "at=2026-13-01", "at=1066-10-14", "position=-1", "position=1e3", "position=9" + "9" * 30,
     "at=2026-11-24&position=1", "basis=dreamt", "colour=red", "at=%00", "at=%FF"],
)  # fmt: skip
def test_a_bad_look_back_is_refused(door: Door, query: str) -> None:
    journey = Journey(door)
    journey.open()

    answer = door.as_("intake-1").get(f"/api/v1/cases/{journey.id}?{query}")
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_parameter")


def test_the_history_tells_who_when_and_what_it_did_to_the_clocks(door: Door) -> None:
    journey = Journey(door).until("filed")

    facts = door.as_("intake-1").get(f"/api/v1/cases/{journey.id}/history").json()["facts"]
    filed = facts[1]
    assert [fact["topic"] for fact in facts] == ["case.reported", "case.filed"]
    assert (filed["actor"], filed["role"], filed["from"], filed["to"]) == (
        "intake-1",
        "intake",
        "reported",
        "filed",
    )
    assert {"rule": "filing_condition_met", "held": True} in filed["rules"]
    assert {(clock["clock"], clock["effect"]) for clock in filed["clocks"]} >= {
        ("accept", "stopped"),
        ("dispatch", "started"),
    }


def test_a_deadline_says_why_it_is_due_then(door: Door) -> None:
    journey = Journey(door)
    journey.open()
    client = door.as_("intake-1", **{"Accept-Language": "en"})

    found = client.get(f"/api/v1/cases/{journey.id}/deadlines").json()["deadlines"]
    accept = next(one for one in found if one["clock"] == "accept")
    assert (accept["basis"], accept["statutory"], accept["called"]) == ("D", False, "Promised limit")
    assert (accept["limit"]["amount"], accept["limit"]["unit"], accept["calendar"]) == (
        2,
        "work_hour",
        "cn-2026.2",
    )
    assert [step["effect"] for step in accept["steps"]] == ["started"]


def test_a_deadline_that_begins_anew_ends_the_one_before(door: Door) -> None:
    journey = Journey(door).until("dispatched")
    journey.must("dispatch-1", "reassign", unit=office.TEAM, reason="wrong_unit")

    found = door.as_("intake-1").get(f"/api/v1/cases/{journey.id}/deadlines").json()["deadlines"]
    running, before = (one for one in found if one["clock"] == "handle")
    assert (running["ended_at"], before["ended_at"]) == (None, running["started_at"])
    assert running["left"] is not None


def test_a_pause_stands_with_its_deadline(door: Door) -> None:
    journey = Journey(door)
    journey.open()
    journey.must("intake-1", "ask_reporter", items=["place"])
    door.clock.forward(minutes=30)
    journey.must("intake-1", "supplement", text="在桥下")

    found = door.as_("intake-1").get(f"/api/v1/cases/{journey.id}/deadlines").json()["deadlines"]
    accept = next(one for one in found if one["clock"] == "accept")
    (pause,) = accept["pauses"]
    assert pause["from"] < pause["until"]
    assert accept["paused_at"] is None
    assert [step["effect"] for step in accept["steps"]] == ["started", "paused", "resumed"]


def test_answers_say_that_this_is_trial_data_and_which_trace_they_belong_to(door: Door) -> None:
    trace = "0af7651916cd43dd8448eb211c80319c"
    client = door.as_("intake-1", traceparent=f"00-{trace}-b7ad6b7169203331-01")

    answer = client.post("/api/v1/cases", json=dict(REPORT))
    assert (answer.headers["x-bihuan-data"], answer.headers["x-trace-id"]) == ("trial", trace)
    facts = client.get(f"/api/v1/cases/{answer.json()['id']}/history").json()["facts"]
    assert facts[0]["trace"] == trace


def test_a_report_is_kept_as_it_was_sent(door: Door) -> None:
    journey = Journey(door)
    journey.open(narrative="😀 𠮷 \u200b 桥下\n堆着", urgent=True)

    report = journey.case()["report"]
    assert report["narrative"] == "😀 𠮷 \u200b 桥下\n堆着"
    assert report["place"]["lat_deg"] == PLACE["lat_deg"]


def test_a_resident_reports_on_his_own_channels_and_takes_no_number_of_the_hotline(door: Door) -> None:
    first = Journey(door)
    assert first.open(source_no="12345-77").status_code == 201

    for changed, code in (
        ({"channel": "hotline"}, "channel_not_yours"),
        ({"channel": "device"}, "channel_not_yours"),
        ({"channel": "app", "source_no": "12345-77"}, "source_no_not_yours"),
    ):
        answer = Journey(door).open("resident-70", reporter=None, **changed)
        assert (answer.status_code, answer.json()["code"]) == (409, code)
        assert first.id not in answer.text
        assert answer.json()["detail"]
    assert Journey(door).open("resident-70", reporter=None, channel="app").status_code == 201


def test_who_is_told_which_case_has_the_number(door: Door) -> None:
    first = Journey(door)
    first.open(source_no="12345-78")

    again = Journey(door).open(source_no="12345-78")
    assert (again.status_code, again.json()["code"], again.json()["case"]) == (
        409,
        "already_reported",
        first.id,
    )
    sent = {"channel": "hotline", "source_no": "12345-78", "reporter": None}
    passed_on = Journey(door).open("gateway-1", **sent)
    assert (passed_on.status_code, passed_on.json()["code"]) == (409, "already_reported")
    assert first.id not in passed_on.text


def test_only_the_channels_of_the_post_are_offered(door: Door) -> None:
    def offered(actor: str) -> set[str]:
        page = door.as_(actor).get("/report", headers={"Accept": "text/html"}).text
        return {name for name in ("hotline", "app", "grid", "device") if f'value="{name}"' in page}

    assert offered("grid-1") == {"grid"}
    assert offered("resident-70") == {"app"}
    assert offered("intake-1") == {"hotline", "app"}
