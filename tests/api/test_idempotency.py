"""A request may be sent again under its key: done once, answered alike; another request under the key is refused."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.api import office
from tests.api.journey import REPORT, Journey
from tests.api.serving import Door


def test_a_report_sent_twice_opens_one_case(door: Door) -> None:
    client = door.as_("intake-1", **{"Idempotency-Key": "report-1"})

    first, second = (client.post("/api/v1/cases", json=dict(REPORT)) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert first.headers["location"] == second.headers["location"]


def test_a_move_sent_twice_is_done_once_even_when_the_case_went_on(door: Door) -> None:
    journey = Journey(door).until("filed")
    client = door.as_("dispatch-1", **{"Idempotency-Key": "d-1", "If-Match": f'"v{journey.version}"'})
    path, body = f"/api/v1/cases/{journey.id}/moves/dispatch", {"unit": office.CLEANING, "instruction": "x"}

    first = client.post(path, json=body)
    journey.version, journey.state = 3, "dispatched"
    journey.sign()
    second = client.post(path, json=body)
    assert (second.status_code, second.json(), second.headers["etag"]) == (200, first.json(), '"v3"')
    assert journey.case()["version"] == 4


def test_another_body_under_the_key_is_refused(door: Door) -> None:
    client = door.as_("intake-1", **{"Idempotency-Key": "report-2"})
    client.post("/api/v1/cases", json=dict(REPORT))

    answer = client.post("/api/v1/cases", json={**REPORT, "narrative": "别的事"})
    assert (answer.status_code, answer.json()["code"]) == (422, "key_reused")


def test_another_case_under_the_key_is_refused(door: Door) -> None:
    one, two = Journey(door), Journey(door)
    one.open(), two.open()
    client = door.as_("intake-1", **{"Idempotency-Key": "ask-1", "If-Match": '"v1"'})
    body = {"items": ["place"]}

    assert client.post(f"/api/v1/cases/{one.id}/moves/ask_reporter", json=body).status_code == 200
    answer = client.post(f"/api/v1/cases/{two.id}/moves/ask_reporter", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "key_reused")


def test_a_key_belongs_to_its_actor(door: Door) -> None:
    answers = [
        door.as_(actor, **{"Idempotency-Key": "same"}).post("/api/v1/cases", json=dict(REPORT))
        for actor in ("intake-1", "gateway-1")
    ]

    assert len({answer.json()["id"] for answer in answers}) == 2


def test_a_refusal_is_not_kept(door: Door) -> None:
    journey = Journey(door).until("filed")
    client = door.as_("dispatch-1", **{"Idempotency-Key": "d-2", "If-Match": f'"v{journey.version}"'})
    path = f"/api/v1/cases/{journey.id}/moves/dispatch"

    assert client.post(path, json={"unit": office.CLEANING}).status_code == 422
    assert client.post(path, json={"unit": office.CLEANING, "instruction": "x"}).status_code == 200


def test_many_at_once_under_one_key_open_one_case(door: Door) -> None:
    client = door.as_("intake-1", **{"Idempotency-Key": "storm"})

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: client.post("/api/v1/cases", json=dict(REPORT)), range(16)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1


def test_two_at_once_on_one_version_do_not_overwrite_each_other(door: Door) -> None:
    journey = Journey(door).until("filed")
    headers = {"If-Match": f'"v{journey.version}"'}
    path = f"/api/v1/cases/{journey.id}/moves/dispatch"

    def dispatch(who_and_unit: tuple[str, str]) -> int:
        actor, unit = who_and_unit
        body = {"unit": unit, "instruction": "x"}
        return door.as_(actor, **headers).post(path, json=body).status_code

    with ThreadPoolExecutor(2) as pool:
        statuses = list(pool.map(dispatch, [("dispatch-1", office.CLEANING), ("dispatch-2", office.TEAM)]))
    assert sorted(statuses) == [200, 412]


@pytest.mark.parametrize("key", ["", "a b", "x" * 256, "é"])
def test_a_key_is_visible_ascii(door: Door, key: str) -> None:
    client = door.as_("intake-1")

    answer = client.post(
        "/api/v1/cases", json=dict(REPORT), headers={b"Idempotency-Key": key.encode("latin-1")}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_parameter")
