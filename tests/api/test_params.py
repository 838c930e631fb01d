"""What is asked wrongly is refused by name, alike in every list: unknown, turned round, sent twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.api import office
from tests.api.journey import Journey
from tests.api.serving import Door
from tests.api.test_pages import browser, shown

RATES, LEDGER, CASES = "/api/v1/rates", "/api/v1/ledger", "/api/v1/cases"
BEHIND = f"{RATES}/closing_rate/cases"
WINDOWED = (RATES, LEDGER, BEHIND, CASES, "/api/v1/closed-loop", "/api/v1/units", "/api/v1/messages")
LOOKING_BACK = (RATES, LEDGER, BEHIND, CASES, "/api/v1/closed-loop", "/api/v1/units", "/api/v1/board")


def refused(door: Door, path: str, language: str = "zh-CN", **params: Any) -> tuple[str, dict[str, Any]]:
    """The detail and the one error of a refusal."""
    answer = door.as_("deputy-1", **{"Accept-Language": language}).get(path, params=params or None)
    told = answer.json()
    assert (answer.status_code, told["code"]) == (422, "bad_parameter"), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    (error,) = told["errors"]
    return told["detail"], error


@pytest.mark.parametrize("path", [RATES, LEDGER, BEHIND])
@pytest.mark.parametrize("name", ["unit", "workflow", "community"])
def test_what_the_office_does_not_have_is_no_empty_answer(door: Door, path: str, name: str) -> None:
    detail, error = refused(door, path, **{name: "nope"})
    assert (error["parameter"], error["problem"]) == (name, "not_listed")
    ids = error["expected"].split(" | ")
    assert ids[-1] == "none"
    assert error.keys() == {"parameter", "problem", "expected"}
    said = {
        "unit": "保洁公司（cleaning）",
        "workflow": "城市管理案卷（city_case）",
        "community": f"北社区（{office.NORTH}）",
    }
    assert detail.startswith(f"参数 {name} 的值不在可选值中；可选：")
    assert detail.endswith(" | 无（none）。")
    told = detail.removesuffix("。").partition("可选：")[2].split(" | ")
    assert said[name] in told
    assert [one.rpartition("（")[2].removesuffix("）") for one in told] == ids
    english, _ = refused(door, path, "en", **{name: "nope"})
    words = {
        "unit": "Cleaning firm (cleaning)",
        "workflow": "City case (city_case)",
        "community": f"North ({office.NORTH})",
    }
    assert english.startswith(f"The value of {name} is not on the list; it may be: ")
    assert english.endswith(" | none.")
    assert words[name] in english.partition("may be: ")[2].split(" | ")


@pytest.mark.parametrize(
    ("path", "name", "words"),
    [
        (CASES, "state", "处置中（handling）"),
        (CASES, "category", "暴露垃圾（street.litter）"),
        (CASES, "phase", "办结（done）"),
        (CASES, "channel", "（hotline）"),
        (CASES, "figure", "（loop_closed）"),
        ("/api/v1/messages", "rung", "已超期（overdue）"),
        ("/api/v1/messages", "clock", "受理（accept）"),
        ("/api/v1/messages", "role", "分管领导（deputy）"),
        (RATES, "by", "workflow"),
        ("/api/v1/closed-loop", "by", "workflow"),
    ],
)
def test_what_may_be_chosen_is_told_by_name_with_the_id_to_send(
    door: Door, path: str, name: str, words: str
) -> None:
    detail, error = refused(door, path, **{name: "nope"})
    told = detail.removesuffix("。").partition("可选：")[2].split(" | ")
    assert any(one.endswith(words) for one in told), told
    assert "" not in (*told, *error["expected"].split(" | "))
    page = {CASES: "/", RATES: "/rates"}.get(path, "/messages")
    if not path.endswith("closed-loop"):
        assert detail in shown(browser(door, "deputy-1"), page, 422, **{name: "nope"}).text


@pytest.mark.parametrize("path", WINDOWED)
def test_a_window_that_ends_before_it_begins_is_refused(door: Door, path: str) -> None:
    detail, error = refused(door, path, since="2026-03-02T00:00:00Z", until="2026-03-01T00:00:00Z")
    assert (error["parameter"], error["problem"]) == ("since", "out_of_range")
    assert detail == "参数 since 的值超出范围；应为不晚于 until 的时刻。"


def test_a_window_of_rates_that_has_not_begun_is_refused_too(door: Door) -> None:
    for path in (RATES, LEDGER, BEHIND):
        assert refused(door, path, since="2099-01-01T00:00:00Z")[1]["parameter"] == "since"


@pytest.mark.parametrize("path", LOOKING_BACK)
@pytest.mark.parametrize("basis", ["recorded", "occurred"])
def test_nothing_is_shown_as_it_will_be(door: Door, path: str, basis: str) -> None:
    for at in ("2030-01-01T00:00:00Z", "2030-01-01"):
        detail, error = refused(door, path, at=at, basis=basis)
        assert (error["parameter"], error["problem"]) == ("at", "out_of_range")
        assert detail.startswith("参数 at 的值超出范围；应为不晚于现在（2026-")
    english, _ = refused(door, path, "en", at="2030-01-01T00:00:00Z")
    assert english.startswith("at is out of range; send a moment not after now, 2026-")


def test_no_case_and_no_page_shows_what_is_to_come(door: Door) -> None:
    journey = Journey(door)
    journey.open()
    for tail in ("", "/history", "/deadlines"):
        assert refused(door, f"{CASES}/{journey.id}{tail}", at="2030-01-01")[1]["parameter"] == "at"
    for page in ("/", "/rates", "/rates/closing_rate", "/ledger", f"/cases/{journey.id}"):
        assert "应为不晚于现在" in shown(browser(door, "deputy-1"), page, 422, at="2030-01-01T00:00").text


@pytest.mark.parametrize("path", [*WINDOWED, "/api/v1/export/csv"])
def test_a_window_of_dates_has_all_of_its_first_and_of_its_last_day(door: Door, path: str) -> None:
    day = {"since": "2026-11-24", "until": "2026-11-24"}
    assert door.as_("deputy-1").get(path, params=day).status_code == 200
    assert refused(door, path, since="2026-11-25T00:00:01", until="2026-11-24")[1]["parameter"] == "since"
    assert refused(door, path, since="2026-11-25", until="2026-11-24")[1]["parameter"] == "since"


def test_a_date_begins_a_window_at_midnight_of_the_office_and_ends_it_at_the_next(door: Door) -> None:
    journey = Journey(door)
    journey.open()
    journey.settled()
    day = door.clock.now.astimezone(door.services.zone).date()

    def opened(**window: str) -> bool:
        found = door.as_("deputy-1").get(CASES, params={**window, "limit": 200}).json()["cases"]
        return journey.id in [row["id"] for row in found]

    before, after = str(day - timedelta(days=1)), str(day + timedelta(days=1))
    assert opened(since=str(day), until=str(day))
    assert not opened(until=before)
    assert not opened(since=after)
    window = door.as_("deputy-1").get(RATES, params={"since": before, "until": before}).json()["window"]
    assert (window["since"], window["until"]) == (
        f"{day - timedelta(days=2)}T16:00:00Z",
        f"{before}T16:00:00Z",
    )


def test_a_date_to_look_back_at_is_over(door: Door) -> None:
    day = door.clock.now.astimezone(door.services.zone).date() - timedelta(days=1)
    board = door.as_("deputy-1").get("/api/v1/board", params={"at": str(day)}).json()
    assert board["at"] == f"{day}T16:00:00Z"


@pytest.mark.parametrize("path", LOOKING_BACK)
def test_no_position_lies_ahead_of_the_log(door: Door, path: str) -> None:
    head = door.as_("deputy-1").get("/api/v1/events?limit=1").json()["head"]
    assert door.as_("deputy-1").get(path, params={"position": head}).status_code == 200
    detail, error = refused(door, path, position=head + 1000)
    assert (error["parameter"], error["problem"]) == ("position", "out_of_range")
    assert detail.startswith("参数 position 的值超出范围；应为不大于 ")
    english, error = refused(door, path, "en", position=head + 1000)
    assert english.startswith("position is out of range; send at most ")
    assert error["expected"].startswith("at most ")


def test_a_case_has_no_position_ahead_of_the_log_either(door: Door) -> None:
    journey = Journey(door)
    journey.open()
    for tail in ("", "/history", "/deadlines"):
        assert refused(door, f"{CASES}/{journey.id}{tail}", position=2**40)[1]["parameter"] == "position"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (RATES, "since"),
        (RATES, "by"),
        (LEDGER, "until"),
        (BEHIND, "part"),
        (CASES, "limit"),
        (CASES, "sort"),
        ("/api/v1/closed-loop", "by"),
        ("/api/v1/board", "q"),
        ("/api/v1/messages", "case"),
        ("/api/v1/events", "after"),
    ],
)
def test_what_is_said_once_may_not_be_said_twice(door: Door, path: str, name: str) -> None:
    detail, error = refused(door, f"{path}?{name}=1&{name}=2")
    assert (error["parameter"], error["problem"]) == (name, "repeated")
    assert detail == f"参数 {name} 只能出现一次。"
    assert refused(door, f"{path}?{name}=1&{name}=2", "en")[0] == f"Send {name} once only."


def test_a_filter_of_several_values_may_be_repeated(door: Door) -> None:
    for path in (RATES, LEDGER, BEHIND, CASES, "/api/v1/board"):
        assert door.as_("deputy-1").get(f"{path}?unit=cleaning&unit=team").status_code == 200


@pytest.mark.parametrize(
    "path", [*WINDOWED, "/api/v1/board", "/api/v1/events", "/api/v1/me", "/api/v1/workflows"]
)
def test_a_parameter_that_is_not_known_is_refused(door: Door, path: str) -> None:
    detail, error = refused(door, path, colour="red")
    assert (error["parameter"], error["problem"]) == ("colour", "unknown")
    assert detail.startswith("没有参数 colour；")


def test_a_part_that_is_not_there_is_refused_with_those_that_are(door: Door) -> None:
    _, error = refused(door, BEHIND, part="profit")
    assert {"numerator", "denominator", "missing"} <= set(error["expected"].split(" | "))
    answer = door.as_("deputy-1").get(f"{RATES}/profit/cases")
    assert (answer.status_code, "closing_rate" in answer.json()["allowed"]) == (404, True)


@pytest.mark.parametrize(
    ("path", "params", "told"),
    [
        ("/rates", {"unit": "nope"}, "参数 unit 的值不在可选值中"),
        ("/ledger", {"unit": "nope"}, "参数 unit 的值不在可选值中"),
        ("/rates", {"since": "2026-03-02T00:00", "until": "2026-03-01T00:00"}, "不晚于 until 的时刻"),
        ("/rates/closing_rate", {"position": 2**40}, "参数 position 的值超出范围"),
        ("/messages", {"rung": "nope"}, "参数 rung 的值不在可选值中"),
        ("/", {"workflow": "nope"}, "参数 workflow 的值不在可选值中"),
    ],
)
def test_a_page_says_the_same_in_one_message(
    door: Door, path: str, params: dict[str, Any], told: str
) -> None:
    text = shown(browser(door, "deputy-1"), path, 422, **params).text
    assert text.count(told) == 1
    assert "not_listed" not in text
