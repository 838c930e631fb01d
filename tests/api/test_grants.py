"""A case opened to somebody by two persons, over HTTP and as pages: asked, decided, read, closed again by itself."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx2
import pytest

from domain.facts.office import RoleGiven, RoleTaken
from tests.api.journey import Journey
from tests.api.office import LEADERS
from tests.api.serving import Door
from tests.api.test_disclosure import mediable, tell
from tests.api.test_pages import browser, shown

HIDDEN = {"hidden": "confidential"}
WHY = {"purpose": "audit", "hours": 2, "reason": "年度抽查"}


def dispute(door: Door) -> Journey:
    """A mediation whose story nobody but its mediator may read."""
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
    return journey


def post(door: Door, actor: str, path: str, status: int = 201, body: Any = None) -> Any:
    answer = door.as_(actor).post(f"/api/v1{path}", json=body or {})
    assert answer.status_code == status, answer.text
    return answer.json()


def asked(door: Door, case: str, actor: str = "auditor-1", **other: Any) -> str:
    return str(post(door, actor, f"/cases/{case}/grants", body={**WHY, **other})["id"])


def code(door: Door, actor: str, path: str, status: int, body: Any = None) -> str:
    return str(post(door, actor, path, status, body)["code"])


def story(journey: Journey, actor: str) -> Any:
    return journey.case(actor)["report"]["narrative"]


def grants(door: Door, actor: str, **params: Any) -> list[dict[str, Any]]:
    answer = door.as_(actor).get("/api/v1/grants", params=params)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["grants"]
    return found


def test_a_case_opens_for_who_asked_and_closes_by_itself(door: Door) -> None:
    journey = dispute(door)
    request = asked(door, journey.id)
    assert story(journey, "auditor-1") == HIDDEN, "asking opens nothing"

    post(door, "deputy-1", f"/grants/{request}/opening")
    assert story(journey, "auditor-1") == "两户因漏水争吵"
    assert story(journey, "deputy-1") == HIDDEN, "who opened it reads no more than before"
    door.clock.forward(hours=1, minutes=59)
    assert story(journey, "auditor-1") == "两户因漏水争吵"
    door.clock.forward(minutes=1)
    assert story(journey, "auditor-1") == HIDDEN


def test_one_case_is_opened_and_no_other(door: Door) -> None:
    one, other = dispute(door), dispute(door)
    post(door, "deputy-1", f"/grants/{asked(door, one.id)}/opening")
    assert (story(one, "auditor-1"), story(other, "auditor-1")) == ("两户因漏水争吵", HIDDEN)


def test_who_may_not_is_told(door: Door) -> None:
    journey = dispute(door)
    request = asked(door, journey.id, "deputy-1")
    assert code(door, "deputy-1", f"/grants/{request}/opening", 409) == "own_request"
    assert code(door, "supervisor-1", f"/grants/{request}/opening", 404) == "not_found", "not his to know of"
    assert code(door, "auditor-1", f"/grants/{request}/opening", 403) == "role_missing"
    assert code(door, "auditor-1", "/grants/no-such/opening", 404) == "not_found"
    assert code(door, "resident-31", f"/cases/{journey.id}/grants", 403, WHY) == "staff_only"
    assert code(door, "deputy-1", f"/cases/{journey.id}/grants", 409, WHY) == "access_open"
    post(door, "leader-1", f"/grants/{request}/opening")
    assert code(door, "leader-1", f"/grants/{request}/opening", 409) == "request_decided"


def test_who_acts_for_somebody_in_the_case_is_no_second_person(door: Door) -> None:
    journey = Journey(door).until("filed")
    journey.must("leader-1", "notify_authority", on_behalf_of="deputy-1")
    request = asked(door, journey.id, "deputy-1")
    assert code(door, "leader-1", f"/grants/{request}/opening", 409) == "own_request"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"purpose": "curiosity"}, "/purpose"),
        ({"hours": 25}, "/hours"),
        ({"hours": 0}, "/hours"),
        ({"reason": " "}, "/reason"),
        ({"case": "case-2"}, "/case"),
        ({"request": "mine"}, "/request"),
    ],
)
def test_what_is_wrong_with_a_request_is_said_by_field(
    door: Door, body: dict[str, Any], pointer: str
) -> None:
    journey = dispute(door)
    problem = post(door, "auditor-1", f"/cases/{journey.id}/grants", 422, {**WHY, **body})
    assert [error["pointer"] for error in problem["errors"]] == [pointer]


def test_a_refusal_says_why_and_opens_nothing(door: Door) -> None:
    journey = dispute(door)
    request = asked(door, journey.id)
    assert code(door, "deputy-1", f"/grants/{request}/refusal", 422, {"reason": ""}) == "field_missing"
    post(door, "deputy-1", f"/grants/{request}/refusal", body={"reason": "与审计无关"})
    (found,) = grants(door, "auditor-1", case=journey.id)
    assert (found["state"], found["refused_because"], found["open"]) == ("refused", "与审计无关", False)
    assert story(journey, "auditor-1") == HIDDEN


def test_a_request_that_nobody_decided_lapses(door: Door) -> None:
    journey = dispute(door)
    request = asked(door, journey.id)
    door.clock.forward(hours=72)
    assert code(door, "deputy-1", f"/grants/{request}/opening", 409) == "request_lapsed"
    assert grants(door, "auditor-1", case=journey.id)[0]["state"] == "lapsed"


def test_requests_are_seen_by_who_asked_who_decides_and_the_auditor(door: Door) -> None:
    journey = dispute(door)
    request = asked(door, journey.id, "intake-1", reason="投诉件复查")
    for reader, sees in (("intake-1", True), ("deputy-1", True), ("auditor-1", True), ("dispatch-1", False)):
        found = grants(door, reader, case=journey.id)
        assert [one["id"] for one in found] == [request] * sees
        assert all(one["reason"] == "投诉件复查" for one in found)
    assert door.as_("resident-31").get("/api/v1/grants").json()["code"] == "staff_only"


def test_who_lost_his_post_reads_nothing_by_a_grant(door: Door) -> None:
    journey = dispute(door)
    post_of: dict[str, Any] = {"person": "visitor-1", "role": "auditor", "unit": LEADERS}
    asyncio.run(tell(door, RoleGiven(**post_of)))
    post(door, "deputy-1", f"/grants/{asked(door, journey.id, 'visitor-1')}/opening")
    assert story(journey, "visitor-1") == "两户因漏水争吵"
    asyncio.run(tell(door, RoleTaken(**post_of)))
    assert door.as_("visitor-1").get(f"/api/v1/cases/{journey.id}").status_code == 404


def page_of(client: httpx2.Client, url: str) -> str:
    """The source of a page that is as careful as every other."""
    shown(client, url)
    return client.get(url).text


def test_the_pages_ask_decide_and_show(door: Door) -> None:
    journey = dispute(door)
    asker, decider = browser(door, "auditor-1"), browser(door, "deputy-1")
    assert f"/grants?case={journey.id}" in page_of(asker, f"/cases/{journey.id}")
    page = page_of(asker, f"/grants?case={journey.id}")
    assert "申请调阅" in page

    form = {"case": journey.id, "purpose": "lawsuit", "hours": "3", "reason": "法院调卷"}
    wrong = asker.post("/grants", data={**form, "hours": "99"})
    assert (wrong.status_code, "超出范围" in wrong.text) == (422, True)
    sent = asker.post("/grants", data=form, follow_redirects=False)
    assert sent.status_code == 303, sent.text
    (found,) = grants(door, "deputy-1", case=journey.id)
    waiting = page_of(decider, f"/grants?case={journey.id}")
    assert "待决定" in waiting
    assert "法院调卷" in waiting
    assert f"/grants/{found['id']}/opening" in waiting
    assert f"/grants/{found['id']}/opening" not in page_of(asker, f"/grants?case={journey.id}")

    refused = asker.post(f"/grants/{found['id']}/opening")
    assert (refused.status_code, "role_missing" in refused.text) == (403, True)
    assert decider.post(f"/grants/{found['id']}/opening", follow_redirects=False).status_code == 303
    page = page_of(asker, f"/cases/{journey.id}")
    assert "两户因漏水争吵" in page
    assert "您可调阅本案至" in page


def test_a_page_of_another_site_opens_nothing(door: Door) -> None:
    journey = dispute(door)
    request = asked(door, journey.id)
    foreign = browser(door, "deputy-1")
    answer = foreign.post(f"/grants/{request}/opening", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert grants(door, "auditor-1", case=journey.id)[0]["state"] == "open"


def test_what_is_restricted_is_opened_by_two_persons_too_and_what_is_erased_by_nobody(door: Door) -> None:
    journey = Journey(door)
    journey.open(reporter="resident-71", reporter_phone="0571-0000-0071")
    kept = {"subject": "resident-71", "reason": "保存期未满"}
    steward = door.as_("steward-1")
    assert steward.post("/api/v1/subjects/restriction", json=kept).status_code == 201
    post(door, "leader-1", f"/grants/{asked(door, journey.id)}/opening")

    def phone(actor: str) -> Any:
        return journey.case(actor)["report"]["reporter_phone"]

    assert (phone("auditor-1"), phone("intake-1")) == ("0571-0000-0071", {"restricted": True})
    assert steward.post("/api/v1/subjects/erasure", json=kept).status_code == 201
    assert (phone("auditor-1"), phone("intake-1")) == ({"erased": True}, {"erased": True})
