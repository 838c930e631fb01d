"""Moves: which there are and why the rest are refused, taking one, taking one over many, never over somebody's head."""

from datetime import timedelta

import pytest

from tests.api import office
from tests.api.journey import Journey
from tests.api.serving import Door


def test_without_a_version_nothing_is_taken(door: Door) -> None:
    journey = Journey(door)
    journey.open()

    answer = door.as_("intake-1").post(
        f"/api/v1/cases/{journey.id}/moves/ask_reporter", json={"items": ["place"]}
    )
    assert (answer.status_code, answer.json()["code"]) == (428, "precondition_required")
    assert journey.case()["version"] == 1


@pytest.mark.parametrize(
    "tag", ["*", "v1", 'W/"v1"', '"v0"', '"v1", "v2"', '"v-1"', '"1"', '"v99999999999"', ""]
)
def test_a_version_is_said_in_one_way_only(door: Door, tag: str) -> None:
    journey = Journey(door)
    journey.open()
    client = door.as_("intake-1", **{"If-Match": tag})

    answer = client.post(f"/api/v1/cases/{journey.id}/moves/ask_reporter", json={"items": ["place"]})
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_parameter")


def test_a_stale_version_tells_what_came_in_between_and_whether_it_is_still_legal(door: Door) -> None:
    journey = Journey(door).until("filed")
    seen = journey.version
    journey.must("intake-1", "contact", subject="resident-7", purpose="inform", reached=True)
    late = door.as_("dispatch-1", **{"If-Match": f'"v{seen}"'})
    path = f"/api/v1/cases/{journey.id}/moves/dispatch"

    answer = late.post(path, json={"unit": office.CLEANING, "instruction": "x"})
    told = answer.json()
    assert (answer.status_code, told["code"], told["still_legal"]) == (412, "stale_version", True)
    assert (told["expected"], told["actual"], answer.headers["etag"]) == (seen, seen + 1, f'"v{seen + 1}"')
    assert [fact["topic"] for fact in told["since"]] == ["contact.made"]


def test_a_stale_move_that_is_no_longer_legal_says_so(door: Door) -> None:
    journey = Journey(door).until("filed")
    seen = journey.version
    journey.dispatch()
    late = door.as_("dispatch-2", **{"If-Match": f'"v{seen}"'})

    answer = late.post(
        f"/api/v1/cases/{journey.id}/moves/dispatch", json={"unit": office.TEAM, "instruction": "x"}
    )
    assert (answer.status_code, answer.json()["still_legal"]) == (412, False)
    assert journey.case()["unit"] == office.CLEANING


def test_facts_in_between_are_shown_as_far_as_one_may_see_them(door: Door) -> None:
    journey = Journey(door).until("handling")
    seen = journey.version
    journey.must("handler-1", "note", step="progress", text="门牌和姓名")
    late = door.as_("handler-2", **{"If-Match": f'"v{seen}"'})

    told = late.post(f"/api/v1/cases/{journey.id}/moves/sign", json={}).json()
    assert told["since"][0]["payload"]["text"] == {"hidden": "personal"}


def test_a_move_that_is_not_there_lists_those_that_are(door: Door) -> None:
    journey = Journey(door)
    journey.open()

    answer = journey.move("shift-1", "close", condition="cleared")
    told = answer.json()
    assert (answer.status_code, told["code"], told["state"]) == (409, "move_not_allowed", "reported")
    assert "file" in told["allowed"]
    assert "close" not in told["allowed"]


def test_a_move_that_no_state_has_is_unknown_and_lists_those_there_are(door: Door) -> None:
    journey = Journey(door)
    journey.open()

    answer = journey.move("shift-1", "no_such_move")
    told = answer.json()
    assert (answer.status_code, told["code"]) == (422, "unknown_move")
    assert "file" in told["allowed"]
    assert "no_such_move" not in answer.text.replace(answer.request.url.path, "")


def test_a_missing_role_names_those_that_may(door: Door) -> None:
    journey = Journey(door)
    journey.open()

    answer = journey.move("dispatch-1", "file", condition="heaped", grid=office.GRID_CODE)
    assert (answer.status_code, answer.json()["code"]) == (403, "role_missing")
    assert answer.json()["roles"] == ["intake", "shift_leader"]


def test_missing_fields_are_named_by_pointer(door: Door) -> None:
    journey = Journey(door).until("filed")

    answer = journey.move("dispatch-1", "dispatch", unit=["cleaning"], wrong=1)
    told = {error["pointer"]: error["problem"] for error in answer.json()["errors"]}
    assert (answer.status_code, answer.json()["code"]) == (422, "field_missing")
    assert told == {"/instruction": "missing", "/unit": "wrong_type", "/wrong": "unknown"}


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh-CN,zh;q=0.9", "经办人"), ("en", "handled"), ("de, en;q=0.5", "handled"), ("fr", "经办人")],
)
def test_nobody_checks_his_own_work_not_even_through_a_colleague(
    door: Door, language: str, said: str
) -> None:
    journey = Journey(door).until("handled")
    journey.must("shift-1", "assign_check", checker="checker-2", method="site")
    photo = journey.photo("checker-2", "same_spot")
    client = door.as_("checker-2", **{"If-Match": f'"v{journey.version}"', "Accept-Language": language})

    body = {"items": {"cleared": True}, "files": [photo], "on_behalf_of": "handler-1"}
    answer = client.post(f"/api/v1/cases/{journey.id}/moves/pass_check", json=body)
    told = answer.json()
    assert (answer.status_code, told["code"], told["rule"]) == (
        409,
        "own_work",
        "handler_may_not_check_own_work",
    )
    assert said in told["title"] + told["detail"]
    assert journey.case()["state"] == "checking"


def test_a_handler_who_is_also_a_checker_is_refused_with_the_reason_listed(door: Door) -> None:
    journey = Journey(door).until("checking")

    refused = door.as_("handler-1").get(f"/api/v1/cases/{journey.id}/moves").json()["refused"]
    listed = next(move for move in refused if move["move"] == "pass_check")
    photo = journey.photo("handler-1", "same_spot")
    answer = journey.move("handler-1", "pass_check", items={"cleared": True}, files=[photo])
    assert (answer.status_code, answer.json()["code"]) == (409, "own_work")
    assert listed["code"] == "own_work"


def test_a_handler_cannot_be_made_the_checker(door: Door) -> None:
    journey = Journey(door).until("handled")

    answer = journey.move("shift-1", "assign_check", checker="handler-1", method="site")
    assert (answer.status_code, answer.json()["code"]) == (409, "checker_is_hands")
    assert answer.json()["rule"] == "checker_not_hands"


def test_a_checker_cannot_close(door: Door) -> None:
    journey = Journey(door).until("checked")

    assert journey.move("checker-1", "close").json()["code"] == "role_missing"


def test_legal_moves_carry_their_fields_and_choices(door: Door) -> None:
    journey = Journey(door).until("filed")

    found = (
        door.as_("dispatch-1", **{"Accept-Language": "en"}).get(f"/api/v1/cases/{journey.id}/moves").json()
    )
    dispatch = next(move for move in found["allowed"] if move["move"] == "dispatch")
    fields = {field["name"]: field for field in dispatch["fields"]}
    assert [choice["value"] for choice in fields["unit"]["choices"]] == [office.CLEANING, office.TEAM]
    assert fields["unit"]["required"]
    assert fields["instruction"]["required"]
    assert "handler-1" in [choice["value"] for choice in fields["assignee"]["choices"]]
    assert "chosen_by" not in fields
    assert "round" not in fields
    assert "unit_in_duty_list" in [rule["rule"] for rule in dispatch["open_rules"]]


def test_proposed_checkers_had_no_hand_in_it(door: Door) -> None:
    journey = Journey(door).until("handled")

    found = door.as_("shift-1").get(f"/api/v1/cases/{journey.id}/moves").json()
    assign = next(move for move in found["allowed"] if move["move"] == "assign_check")
    checker = next(field for field in assign["fields"] if field["name"] == "checker")
    proposed = {choice["value"] for choice in checker["choices"]}
    assert "checker-1" in proposed
    assert not proposed & {"handler-1", "head-1"}


def test_conditions_and_evidence_are_those_of_the_category(door: Door) -> None:
    journey = Journey(door).until("handling")

    found = door.as_("handler-1").get(f"/api/v1/cases/{journey.id}/moves").json()
    report = next(move for move in found["allowed"] if move["move"] == "report_done")
    items = next(field for field in report["fields"] if field["name"] == "items")
    assert [key["value"] for key in items["keys"]] == ["cleared"]
    assert [slot["slot"] for slot in report["evidence"]] == ["after"]


def test_refused_moves_say_why_and_who_may(door: Door) -> None:
    journey = Journey(door)
    journey.open()

    found = door.as_("dispatch-1").get(f"/api/v1/cases/{journey.id}/moves").json()
    by_move = {move["move"]: move for move in found["refused"]}
    assert by_move["file"]["code"] == "role_missing"
    assert [role["role"] for role in by_move["file"]["who_may"]] == ["intake", "shift_leader"]
    assert by_move["close"]["code"] == "move_not_allowed"
    assert all(move["reason"] and move["reason"] != move["code"] for move in found["refused"])


def test_one_move_over_many_cases_has_a_result_for_each(door: Door) -> None:
    journeys = [Journey(door).until("filed") for _ in range(3)]
    journeys[1].dispatch()
    cases = [{"id": journey.id, "if_match": '"v2"'} for journey in journeys]
    cases += [{"id": "nothing", "if_match": '"v1"'}, {"id": journeys[0].id}, "text"]  # type: ignore[list-item]
    body = {"move": "dispatch", "cases": cases, "body": {"unit": office.CLEANING, "instruction": "一并清理"}}

    answer = door.as_("dispatch-1").post("/api/v1/cases/bulk", json=body)
    results = answer.json()["results"]
    assert answer.status_code == 200
    assert [result["status"] for result in results] == [200, 412, 200, 404, 422, 422]
    assert [result.get("code") for result in results[1:4]] == ["stale_version", None, "not_found"]
    assert (answer.json()["done"], answer.json()["refused"]) == (2, 4)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "field_missing"),
        ({"move": "dispatch", "cases": []}, "field_missing"),
        ({"move": "dispatch", "cases": [{}], "body": []}, "field_missing"),
        ({"move": "dispatch", "cases": [{}], "extra": 1}, "field_missing"),
        ({"move": "dispatch", "cases": [{}] * 201}, "too_many_cases"),
    ],
)
def test_a_bulk_that_cannot_be_read_does_nothing(door: Door, body: dict[str, object], code: str) -> None:
    answer = door.as_("dispatch-1").post("/api/v1/cases/bulk", json=body)

    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_what_happened_offline_counts_at_its_own_moment(door: Door) -> None:
    journey = Journey(door).until("dispatched")
    noted = door.clock.now
    door.clock.forward(hours=3)
    journey.must("handler-1", "sign", occurred_at=noted.isoformat())

    reader = door.as_("handler-1")
    last = reader.get(f"/api/v1/cases/{journey.id}/history").json()["facts"][-1]
    assert last["occurred_at"] == noted.isoformat().replace("+00:00", "Z")
    # An hour later it had happened; before it was recorded nobody here knew.
    where = f"/api/v1/cases/{journey.id}"
    an_hour_later = {"at": (noted + timedelta(hours=1)).isoformat(), "basis": "occurred"}
    assert reader.get(where, params=an_hour_later).json()["state"] == "handling"
    assert reader.get(where, params={"position": last["position"] - 1}).json()["state"] == "dispatched"


def test_a_colleague_may_stand_in_and_both_are_named(door: Door) -> None:
    journey = Journey(door).until("dispatched")
    journey.must("head-1", "sign", on_behalf_of="handler-1")

    assert set(journey.case()["hands"]) == {"head-1", "handler-1"}
    answer = journey.move("handler-2", "report_done", on_behalf_of="handler-1", result="x", items={})
    assert (answer.status_code, answer.json()["code"]) == (409, "may_not_stand_in")
