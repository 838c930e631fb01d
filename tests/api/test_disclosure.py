"""Who sees what of a case: by class, by role, by reach; and who sees that there is one at all."""

import asyncio
from typing import Any

import pytest

from api.bootstrap import build
from domain.facts.office import RoleTaken
from tests.api import office
from tests.api.journey import Journey
from tests.api.serving import Door

HIDDEN = {"hidden": "personal"}
PERSONAL = ("narrative", "reporter_phone")


@pytest.fixture(scope="module")
def journey(door: Door) -> Journey:
    return Journey(door).until("handled")


def report_seen_by(journey: Journey, actor: str) -> dict[str, Any]:
    found: dict[str, Any] = journey.case(actor)["report"]
    return found


@pytest.mark.parametrize("actor", ["intake-1", "shift-1", "dispatch-1", "deputy-1", "handler-1", "head-1"])
def test_who_works_on_it_reads_what_is_personal(journey: Journey, actor: str) -> None:
    report = report_seen_by(journey, actor)

    assert [report[name] for name in PERSONAL] == ["楼下成堆垃圾", "0571-0000"]


@pytest.mark.parametrize("actor", ["auditor-1", "handler-2", "checker-1", "grid-2", "mediator-1"])
def test_other_staff_see_that_it_is_there_not_what_it_says(journey: Journey, actor: str) -> None:
    report = report_seen_by(journey, actor)

    assert [report[name] for name in PERSONAL] == [HIDDEN, HIDDEN]
    assert (report["channel"], report["title"]) == ("hotline", "暴露垃圾 · 一号路")


@pytest.mark.parametrize("path", ["history", "moves", "deadlines", ""])
def test_a_stranger_does_not_learn_that_the_case_is_there(door: Door, journey: Journey, path: str) -> None:
    answer = door.as_("resident-8").get(f"/api/v1/cases/{journey.id}/{path}".rstrip("/"))
    nothing = door.as_("resident-8").get("/api/v1/cases/00000000-0000-7000-8000-000000000000")

    assert answer.status_code == 404
    same = ("code", "title", "detail", "status", "what")
    assert [answer.json()[name] for name in same] == [nothing.json()[name] for name in same]


def test_a_stranger_cannot_act_on_it_either(journey: Journey) -> None:
    answer = journey.move("resident-8", "add_material", text="x")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_the_reporter_reads_his_own_report_and_how_far_it_is(journey: Journey) -> None:
    seen = journey.case("resident-7")

    assert seen["report"]["narrative"] == "楼下成堆垃圾"
    assert seen["labels"]["state"] == "已反馈待派核查"
    assert {clock["clock"] for clock in seen["clocks"]} <= {"promise", "rating", "supplement"}
    assert "assignments" not in seen
    assert "hands" not in seen


def test_the_reporter_does_not_read_what_the_office_notes(door: Door, journey: Journey) -> None:
    facts = door.as_("resident-7").get(f"/api/v1/cases/{journey.id}/history").json()["facts"]

    by_topic = {fact["topic"]: fact for fact in facts}
    assert by_topic["case.dispatched"]["payload"]["instruction"] == HIDDEN
    assert by_topic["work.reported"]["payload"]["result"] == HIDDEN
    assert by_topic["work.reported"]["actor"] == {"hidden": "internal"}
    assert by_topic["work.reported"]["unit"] == office.CLEANING


def test_the_reporter_reads_what_he_is_asked_and_why_he_was_declined(door: Door) -> None:
    journey = Journey(door)
    journey.open("resident-9", channel="app", reporter=None)
    journey.must("intake-1", "ask_reporter", items=["place"])
    journey.must("resident-9", "supplement", text="在桥下")
    journey.must("intake-1", "decline", reason="not_ours", explanation="属铁路部门", told=True)

    facts = door.as_("resident-9").get(f"/api/v1/cases/{journey.id}/history").json()["facts"]
    payloads = {fact["topic"]: fact["payload"] for fact in facts}
    assert payloads["supplement.requested"]["items"] == ["place"]
    assert payloads["case.supplemented"]["text"] == "在桥下"
    assert payloads["case.declined"]["explanation"] == "属铁路部门"


def test_a_resident_finds_his_own_cases_and_no_others(door: Door) -> None:
    mine, other = Journey(door), Journey(door)
    mine.open("resident-20", channel="app", reporter=None)
    other.open("resident-21", channel="app", reporter="resident-20")
    other.settled()

    listed = door.as_("resident-20").get("/api/v1/cases").json()["cases"]
    assert [case["id"] for case in listed] == [mine.id]
    assert other.case("resident-21")["report"]["reporter"] == "resident-21", (
        "nobody reports in another's name"
    )


@pytest.mark.parametrize("path", ["/board", "/closed-loop", "/units", "/events"])
def test_lists_and_figures_are_for_staff(door: Door, path: str) -> None:
    answer = door.as_("resident-7").get(f"/api/v1{path}")

    assert (answer.status_code, answer.json()["code"]) == (403, "staff_only")


def test_lists_hold_nothing_personal(door: Door, journey: Journey) -> None:
    journey.settled()
    listed = door.as_("intake-1").get("/api/v1/cases", params={"limit": 500})

    assert journey.id in listed.text
    assert "0571-0000" not in listed.text
    assert "成堆垃圾" not in listed.text


def test_the_feed_shows_each_fact_as_far_as_its_reader_may_see(door: Door, journey: Journey) -> None:
    after = int(journey.answers[0].headers["x-position"]) - 1

    seen = {}
    for actor in ("auditor-1", "intake-1", "handler-1"):
        feed = door.as_(actor).get("/api/v1/events", params={"after": after, "limit": 1}).json()
        seen[actor] = feed["events"][0]["payload"]["narrative"]
    assert seen == {"auditor-1": HIDDEN, "intake-1": "楼下成堆垃圾", "handler-1": "楼下成堆垃圾"}


def test_what_is_said_in_mediation_is_confidential(door: Door) -> None:
    journey = Journey(door)
    answer = journey.open(
        "committee-1",
        workflow="mediation",
        parties=["resident-31", "resident-32"],
        reporter="resident-31",
        narrative="两户因漏水争吵",
        **mediable(door),
    )
    assert answer.status_code == 201, answer.text

    assert report_seen_by(journey, "committee-1")["narrative"] == "两户因漏水争吵"
    for actor in ("intake-1", "auditor-1", "deputy-1"):
        assert report_seen_by(journey, actor)["narrative"] == {"hidden": "confidential"}
    assert report_seen_by(journey, "resident-32")["narrative"] == {"hidden": "confidential"}
    assert report_seen_by(journey, "resident-31")["narrative"] == {"hidden": "confidential"}


def mediable(door: Door) -> dict[str, str]:
    """A category of the mediation workflow and a channel."""
    found = door.as_("committee-1").get("/api/v1/workflows/mediation").json()["categories"]
    return {"category": found[0]["category"], "channel": "committee"}


def test_a_lost_post_is_lost_at_once(door: Door) -> None:
    """Rights are read with every request, not when somebody signed in."""
    journey = Journey(door).until("filed")
    assert journey.case("dispatch-2")["report"]["narrative"] == "楼下成堆垃圾"
    taken = RoleTaken(person="dispatch-2", role="dispatcher", unit=office.COMMAND)
    asyncio.run(tell(door, taken))

    answer = door.as_("dispatch-2").get(f"/api/v1/cases/{journey.id}")
    assert answer.status_code == 404
    assert journey.move("dispatch-2", "dispatch", unit=office.CLEANING, instruction="x").status_code == 404


async def tell(door: Door, fact: Any) -> None:
    async with build(door.settings, clock=door.clock) as other:
        await other.engine.tell_office([fact], "init", door.clock())


def test_an_anonymous_reporter_stays_so_to_those_who_need_not_know(door: Door) -> None:
    mine = Journey(door)
    mine.open("resident-88", channel="app", reporter=None, reporter_name="匿名甲", anonymous=True)
    mine.must("intake-1", "contact", subject="resident-88", purpose="first_response", reached=True)
    mine.until("handling")

    for actor, knows in (
        ("intake-1", True), ("shift-1", True), ("resident-88", True),
        ("dispatch-1", False), ("handler-1", False), ("deputy-1", False), ("auditor-1", False),
    ):  # fmt: skip
        client = door.as_(actor)
        for path in ("", "/history", "/moves"):
            told = client.get(f"/api/v1/cases/{mine.id}{path}").text
            if actor == "resident-88" and not path:
                assert "resident-88" in told
            if not knows:
                assert "resident-88" not in told, (actor, path)
                assert "匿名甲" not in told, (actor, path)
        page = door.as_(actor, Accept="text/html").get(f"/cases/{mine.id}")
        assert page.status_code == 200
        assert knows or "resident-88" not in page.text, actor
    assert mine.case("intake-1")["reporter"] == "resident-88"
    assert mine.case("dispatch-1")["reporter"] == HIDDEN
    after = int(mine.answers[0].headers["x-position"]) - 1
    feed = door.as_("dispatch-1").get("/api/v1/events", params={"after": after, "limit": 50}).text
    assert mine.id in feed
    assert "resident-88" not in feed


def test_the_feed_tells_the_accused_no_more_than_that_a_position_is_taken(door: Door) -> None:
    """检举控告 is never shown to the accused (信访工作条例30), whose unit reads the same feed, which has no holes."""
    journey = Journey(door)
    answer = journey.open(attributes={"accused_unit": "cleaning"}, reporter="resident-89")
    assert answer.status_code == 201, answer.text

    seen = {}
    for actor in ("handler-1", "intake-1"):
        params = {"after": int(answer.headers["x-position"]) - 1, "limit": 1}
        (seen[actor],) = door.as_(actor).get("/api/v1/events", params=params).json()["events"]
    assert seen["intake-1"]["stream"] == journey.id
    assert seen["intake-1"]["payload"]["reporter"] == "resident-89"
    assert seen["handler-1"].keys() == seen["intake-1"].keys()
    assert {name: told for name, told in seen["handler-1"].items() if told is not None} == {
        "position": seen["intake-1"]["position"],
        "stream": {"hidden": "internal"},
        "topic": {"hidden": "internal"},
    }


def test_danger_is_told_by_anybody_of_the_staff_also_by_who_only_looks(door: Door) -> None:
    """An auditor takes no part in the work, yet whoever sees danger may say so, with nothing but the word (law 7)."""
    journey = Journey(door).until("filed")

    assert journey.move("auditor-1", "notify_authority").status_code == 200
    hands = journey.case("intake-1")["hands"]
    assert "auditor-1" not in hands, "which makes nobody a part of the work"
    assert journey.move("resident-7", "notify_authority").json()["code"] == "role_missing"
    assert journey.move("gateway-1", "notify_authority").status_code in (403, 404)
