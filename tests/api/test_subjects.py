"""Requests of people over HTTP: carried out by the steward, seen by the auditor, told to monitoring until done."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from api.bootstrap import build
from domain.sealed import Owner
from tests.api.journey import REPORT
from tests.api.serving import Door

SUBJECTS = "/api/v1/subjects"
WHY = "2026-11-29 本人要求"


def kept(door: Door, subject: str, phone: str = "") -> str:
    """Somebody something is kept about; the id of the key."""
    return asyncio.run(_kept(door, subject, phone))


async def _kept(door: Door, subject: str, phone: str) -> str:
    async with build(door.settings, clock=door.clock) as services:
        keys, owner = services.privacy.requests.keys, Owner(subject, "contact")
        if phone:
            await keys.mark(subject, phone)
        return (await keys.for_writing([owner]))[owner].kid


def reported(door: Door, fields: dict[str, Any]) -> str:
    """The id of a case that the intake desk opens."""
    answer = door.as_("intake-1").post("/api/v1/cases", json={**REPORT, **fields})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def post(
    door: Door, action: str, subject: str, status: int = 201, actor: str = "steward-1", **other: Any
) -> Any:
    body = {"subject": subject, "reason": WHY, **other}
    answer = door.as_(actor).post(f"{SUBJECTS}/{action}", json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


def show(door: Door, subject: str, actor: str = "steward-1") -> Any:
    answer = door.as_(actor).get(SUBJECTS, params={"subject": subject})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_data_are_restricted_released_and_erased(door: Door) -> None:
    kid = kept(door, "resident-51")
    assert show(door, "resident-51")["kept"]
    assert post(door, "restriction", "resident-51")["fact"] == "subject.restricted"
    assert show(door, "resident-51")["restricted"]
    assert post(door, "restriction", "resident-51", 409)["code"] == "already_restricted"
    post(door, "release", "resident-51")
    assert post(door, "release", "resident-51", 409)["code"] == "not_restricted"
    done = post(door, "erasure", "resident-51")
    assert (done["fact"], done["keys"]) == ("subject.erased", 1)

    told = show(door, "resident-51", "auditor-1")
    assert (told["kept"], told["restricted"], told["erased"]) == (False, False, 1)
    assert [(key["kid"], key["erased_at"] is not None) for key in told["keys"]] == [(kid, True)]
    assert [one["action"] for one in told["requests"]] == ["restrict", "release", "erase"]
    assert post(door, "erasure", "resident-51", 409)["code"] == "nothing_kept"


def test_who_comes_back_after_an_erasure_is_somebody_new(door: Door) -> None:
    kept(door, "resident-52")
    post(door, "erasure", "resident-52")
    kept(door, "resident-52")
    told = show(door, "resident-52")
    assert (told["kept"], told["erased"], len(told["keys"])) == (True, 1, 2)


def test_somebody_is_found_by_his_number_until_he_is_erased(door: Door) -> None:
    kept(door, "resident-53", phone="0571-0000-0053")
    client = door.as_("steward-1")
    found = client.post(f"{SUBJECTS}/search", json={"phone": "0571 0000 0053"})
    assert (found.status_code, found.json()) == (200, {"subjects": ["resident-53"]})
    post(door, "erasure", "resident-53")
    assert client.post(f"{SUBJECTS}/search", json={"phone": "057100000053"}).json() == {"subjects": []}


def test_who_reports_with_a_number_is_found_by_it(door: Door) -> None:
    number = {"reporter_phone": "0571-0000-0057"}
    reported(door, number | {"reporter": "resident-57"})
    nameless = f"{reported(door, number | {'reporter': None})}/reporter"
    search = {"phone": "(0571) 0000 0057"}
    client = door.as_("steward-1")
    found = client.post(f"{SUBJECTS}/search", json=search).json()
    assert found == {"subjects": sorted([nameless, "resident-57"])}
    post(door, "erasure", "resident-57")
    assert client.post(f"{SUBJECTS}/search", json=search).json() == {"subjects": [nameless]}


@pytest.mark.parametrize("actor", ["auditor-1", "leader-1", "intake-1", "resident-54"])
def test_only_a_steward_carries_out_and_searches(door: Door, actor: str) -> None:
    kept(door, "resident-54")
    for action in ("restriction", "release", "erasure"):
        assert post(door, action, "resident-54", 403, actor)["code"] == "role_missing"
    sought = door.as_(actor).post(f"{SUBJECTS}/search", json={"phone": "05710000"})
    assert (sought.status_code, sought.json()["code"]) == (403, "role_missing")
    assert show(door, "resident-54")["kept"]


@pytest.mark.parametrize("actor", ["leader-1", "intake-1", "resident-54"])
def test_how_data_stand_is_for_stewards_and_auditors(door: Door, actor: str) -> None:
    answer = door.as_(actor).get(SUBJECTS, params={"subject": "resident-54"})
    assert (answer.status_code, answer.json()["code"]) == (403, "role_missing")


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, {"/subject", "/reason"}),
        ({"subject": " ", "reason": "x"}, {"/subject"}),
        ({"subject": "resident-55", "reason": ""}, {"/reason"}),
        ({"subject": 7, "reason": ["x"]}, {"/subject", "/reason"}),
        ({"subject": "r" * 201, "reason": "x"}, {"/subject"}),
        ({"subject": "resident-55", "reason": "x", "kids": ["k"]}, {"/kids"}),
    ],
)
def test_what_is_wrong_is_said_by_field(door: Door, body: dict[str, Any], pointers: set[str]) -> None:
    answer = door.as_("steward-1").post(f"{SUBJECTS}/erasure", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "field_missing")
    assert {error["pointer"] for error in answer.json()["errors"]} == pointers


def test_until_a_request_is_done_to_the_keys_the_process_is_not_ready(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(door, "resident-56")
    requests = door.services.privacy.requests

    async def away(*_: object) -> int:
        raise OSError("no such server")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(requests.keys, "destroy", away)
        answer = door.as_("steward-1").post(
            f"{SUBJECTS}/erasure", json={"subject": "resident-56", "reason": WHY}
        )
        assert answer.status_code >= 500
        ready = door.as_("auditor-1").get("/readyz")
        assert (ready.status_code, ready.json()["requests_of_people"]) == (503, {"not_done": 1})

    kept(door, "resident-57")  # any process that starts does what is left
    ready = door.as_("auditor-1").get("/readyz").json()
    assert ready["requests_of_people"] == {"not_done": 0}
    assert show(door, "resident-56")["kept"] is False
