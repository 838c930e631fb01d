"""What was corrected is shown where it was recorded, with what stood there before, to whoever may read it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from api.bootstrap import build
from domain.facts.office import RoleGiven
from tests.api import office
from tests.api.journey import RESIDENT, Journey
from tests.api.serving import Door

STEWARD = "steward-9"
NEW = "楼下成堆垃圾,已核实楼号"
PHONE = "0571-0001"


@pytest.fixture(scope="module")
def journey(door: Door) -> Journey:
    asyncio.run(_give_steward(door))
    journey = Journey(door)
    journey.open()
    for field, old, new in (("narrative", "楼下成堆垃圾", NEW), ("reporter_phone", "0571-0000", PHONE)):
        answer = _correct(journey, field, old, new)
        assert answer.status_code == 200, answer.text
    return journey


async def _give_steward(door: Door) -> None:
    given = RoleGiven(person=STEWARD, role="steward", unit=office.DESK)
    async with build(door.settings, dsn=door.dsn, jurisdiction=office.CODE) as services:
        await services.engine.tell_office([given], "steward-1", door.clock())


def _correct(
    journey: Journey, field: str, old: str, new: str, changed: Mapping[str, str] | None = None
) -> Any:
    report = journey.door.as_("intake-1").get(f"/api/v1/cases/{journey.id}/history").json()["facts"][0]
    said = {"fact": report["event_id"], "field": field, "old": old, "new": new, "reason": "录入有误"}
    return journey.move(STEWARD, "correct", **{**said, "second": "intake-1", **(changed or {})})


def facts_seen_by(journey: Journey, actor: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (
        journey.door.as_(actor).get(f"/api/v1/cases/{journey.id}/history").json()["facts"]
    )
    return found


def test_who_may_read_it_reads_what_it_is_and_what_it_was(journey: Journey) -> None:
    report = facts_seen_by(journey, "intake-1")[0]

    assert report["payload"]["narrative"] == journey.case("intake-1")["report"]["narrative"] == NEW
    first, second = report["corrections"]
    assert (first["field"], first["old"], first["new"]) == ("narrative", "楼下成堆垃圾", NEW)
    assert (first["by"], first["second"], first["label"]) == (STEWARD, "intake-1", "情况描述")
    assert (second["field"], second["new"]) == ("reporter_phone", PHONE)


def test_who_may_not_read_it_sees_that_it_was_corrected_and_no_more(journey: Journey) -> None:
    report = facts_seen_by(journey, "auditor-1")[0]

    assert report["payload"]["narrative"] == {"hidden": "personal"}
    assert {str(one["old"]) for one in report["corrections"]} == {"{'hidden': 'personal'}"}
    told = facts_seen_by(journey, "auditor-1")
    assert NEW not in str(told)
    assert PHONE not in str(told)


def test_the_past_is_as_it_was_known_then(journey: Journey) -> None:
    before = facts_seen_by(journey, "intake-1")[0]["position"]
    then = journey.door.as_("intake-1").get(f"/api/v1/cases/{journey.id}", params={"position": before})

    assert then.json()["report"]["narrative"] == "楼下成堆垃圾"


def test_state_and_deadlines_are_what_they_were(journey: Journey) -> None:
    case = journey.case("intake-1")

    assert (case["state"], case["version"]) == ("reported", 3)
    assert [clock["clock"] for clock in case["clocks"]] == ["accept", "first_contact"]


def test_the_page_shows_both(journey: Journey) -> None:
    page = journey.door.as_("intake-1", Accept="text/html").get(f"/cases/{journey.id}").text

    assert NEW in page
    assert "原为：楼下成堆垃圾" in page


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"second": STEWARD}, "second_person_needed"),
        ({"field": "category"}, "not_correctable"),
        ({"fact": "0199a1b2-0000-7000-8000-000000000001"}, "not_correctable"),
    ],
)
def test_what_may_not_be_corrected_is_refused(journey: Journey, changed: dict[str, str], code: str) -> None:
    answer = _correct(journey, "narrative", NEW, "x", changed)

    assert (answer.status_code, answer.json()["code"]) == (409, code)


def test_a_reporter_who_stays_anonymous_is_not_named_by_a_correction(door: Door, journey: Journey) -> None:
    hidden = Journey(door)
    hidden.open(anonymous=True)
    assert _correct(hidden, "reporter_phone", "0571-0000", PHONE).status_code == 200

    assert PHONE not in str(facts_seen_by(hidden, "dispatch-1"))
    assert PHONE in str(facts_seen_by(hidden, "intake-1"))


def test_who_reported_reads_his_report_as_it_should_have_been(journey: Journey) -> None:
    report = facts_seen_by(journey, RESIDENT)[0]

    assert (report["payload"]["narrative"], report["payload"]["reporter_phone"]) == (NEW, PHONE)
    assert report["corrections"] == []


def test_who_is_erased_is_read_in_no_correction_either(door: Door, journey: Journey) -> None:
    gone = Journey(door)
    gone.open(reporter="resident-88")
    assert _correct(gone, "reporter_phone", "0571-0000", PHONE).status_code == 200
    said = {"subject": "resident-88", "reason": "本人要求"}
    assert door.as_("steward-1").post("/api/v1/subjects/erasure", json=said).status_code == 201

    told = facts_seen_by(gone, "intake-1")
    assert told[0]["payload"]["reporter_phone"] == {"erased": True}
    assert PHONE not in str(told)
    page = door.as_("intake-1", Accept="text/html").get(f"/cases/{gone.id}")
    assert "原为：（已删除）" in page.text
