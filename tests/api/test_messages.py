"""What time had to tell, over HTTP and as a page: to whom, about which case, page by page, and how late timers are."""

from __future__ import annotations

import asyncio
import csv
import io
import re
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.bootstrap import build
from tests.api import office
from tests.api.journey import Journey
from tests.api.serving import Door
from tests.api.test_pages import browser, shown
from workflows.log.timer_queue import TimerQueue
from workflows.timers import Timers

MESSAGES = "/api/v1/messages"


@pytest.fixture(scope="module")
def late(door: Door) -> Door:
    """Three reports that nobody accepted in time and one that was, seen a week after."""
    for _ in range(3):
        Journey(door).open()
    Journey(door).until("filed")
    door.clock.now = max(door.clock.now, datetime.now(UTC)) + timedelta(days=7)
    ready = door.as_("auditor-1").get("/readyz").json()
    assert ready["timers"]["due"] >= 4
    assert ready["timers"]["oldest_s"] > 6 * 24 * 3600
    asyncio.run(_fire(door))
    return door


async def _fire(door: Door) -> None:
    async with (
        build(door.settings, clock=door.clock) as services,
        aclosing(TimerQueue(door.dsn, office.CODE)) as queue,
    ):
        await Timers(services.engine, queue, door.clock).fire_all()


def _get(door: Door, actor: str, status: int = 200, **params: Any) -> Any:
    answer = door.as_(actor).get(MESSAGES, params=params or None)
    assert answer.status_code == status, answer.text
    return answer.json()


def test_whoever_holds_the_post_is_told_and_nobody_else(late: Door) -> None:
    found = _get(late, "shift-1")["messages"]
    assert {(one["clock"], one["rung"]) for one in found} >= {("accept", "overdue")}
    assert {one["to"]["role"] for one in found} == {"shift_leader"}
    assert "accept" in {one["clock"] for one in _get(late, "deputy-1")["messages"]}
    assert _get(late, "handler-2")["messages"] == []


def test_a_message_says_what_it_is_about_and_whether_it_still_matters(late: Door) -> None:
    accepts = [one for one in _get(late, "shift-1")["messages"] if one["clock"] == "accept"]
    assert len(accepts) == 3
    one = accepts[0]
    assert (one["running"], one["case"]["case_no"], one["to_label"]) == (True, None, "值班长")
    assert one["text"].startswith("已超期：城市管理案卷的“受理”时限，")
    assert _get(late, "shift-1", case=one["case"]["id"])["messages"] == [
        each for each in _get(late, "shift-1")["messages"] if each["case"]["id"] == one["case"]["id"]
    ]
    english = late.as_("shift-1", **{"Accept-Language": "en"}).get(MESSAGES).json()["messages"]
    assert any(
        one["text"].startswith("Time ran out: time for “Accept” of this City case is due") for one in english
    )


def test_pages_follow_each_other_without_a_gap(late: Door) -> None:
    everything = _get(late, "shift-1", limit=200)["messages"]
    seen, path = list[Any](), f"{MESSAGES}?limit=2"
    while path:
        page = late.as_("shift-1").get(path).json()
        seen, path = seen + page["messages"], page["next"]
    assert seen == everything
    assert len(seen) > 2


@pytest.mark.parametrize(
    "params",
    [
        {"limit": 0},
        {"limit": 201},
        {"cursor": "x"},
        {"kind": "overdue"},
        {"rung": "nope"},
        {"rung": "none"},
        {"clock": "nope"},
        {"unit": "nope"},
        {"role": "mayor"},
        {"format": "xlsx"},
    ],
)
def test_what_is_misspelt_is_refused(late: Door, params: dict[str, Any]) -> None:
    assert _get(late, "shift-1", 422, **params)["code"] == "bad_parameter"


@pytest.mark.parametrize("case", ["nope", "330105999-20260101-9999", "01a227e5-d70f-756a-af79-ec74d5237f90"])
def test_a_case_that_is_not_there_is_not_found_as_elsewhere(late: Door, case: str) -> None:
    answer, elsewhere = (
        late.as_("shift-1").get(path).json() for path in (f"{MESSAGES}?case={case}", f"/api/v1/cases/{case}")
    )
    assert {**answer, "trace_id": ""} == {**elsewhere, "trace_id": ""}
    assert answer["status"] == 404
    assert "没有这项内容" in shown(browser(late, "shift-1"), "/messages", 404, case=case).text


def test_they_are_found_by_number_of_the_case_too(late: Door) -> None:
    filed = next(one for one in _get(late, "shift-1")["messages"] if one["case"]["case_no"])
    by_number = _get(late, "shift-1", case=filed["case"]["case_no"])["messages"]
    assert by_number == _get(late, "shift-1", case=filed["case"]["id"])["messages"] != []


def test_they_are_filtered_by_kind_clock_recipient_and_window(late: Door) -> None:
    everything = _get(late, "deputy-1", limit=200)["messages"]
    assert len({(one["rung"], one["clock"]) for one in everything}) > 1
    for name in ("rung", "clock"):
        for value in {one[name] for one in everything}:
            found = _get(late, "deputy-1", limit=200, **{name: value})["messages"]
            assert found == [one for one in everything if one[name] == value]
    assert _get(late, "deputy-1", limit=200, role="deputy", unit="none")["messages"] == everything
    assert _get(late, "deputy-1", role="none")["messages"] == []
    assert _get(late, "deputy-1", unit=office.CLEANING)["messages"] == []
    sent = everything[0]["sent_at"]
    assert _get(late, "deputy-1", since=sent, limit=200)["messages"] == everything
    assert _get(late, "deputy-1", until=sent)["messages"] == []


def test_pages_keep_their_filter(late: Door) -> None:
    wanted = _get(late, "shift-1", limit=200, clock="first_contact")["messages"]
    seen, path = list[Any](), f"{MESSAGES}?limit=2&clock=first_contact"
    while path:
        page = late.as_("shift-1").get(path).json()
        seen, path = seen + page["messages"], page["next"]
    assert seen == wanted
    assert len(seen) > 2


def test_they_are_a_table_too(late: Door) -> None:
    answer = late.as_("shift-1").get(MESSAGES, params={"format": "csv", "clock": "accept"})
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="messages.csv"'
    assert answer.text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    listed = _get(late, "shift-1", clock="accept")["messages"]
    assert [(row["id"], row["case"], row["text"]) for row in rows] == [
        (str(one["id"]), one["case"]["id"], one["text"]) for one in listed
    ]
    first, one = rows[0], listed[0]
    assert (first["running"], first["role"], first["to_label"]) == ("true", "shift_leader", "值班长")
    assert (first["role_label"], first["workflow_label"]) == ("值班长", "城市管理案卷")
    for name in ("sent_at", "due_at"):
        assert first[name].endswith("+08:00")
        assert datetime.fromisoformat(first[name]) == datetime.fromisoformat(one[name])


def test_the_page_filters_and_leads_to_the_table(late: Door) -> None:
    client = browser(late, "shift-1")
    page = shown(client, "/messages", clock="accept", rung="overdue", unit="", since="")
    assert page.text.count("的“受理”时限") == 3
    assert "首次联系" not in page.text
    html = client.get("/messages?clock=accept&rung=overdue").text.replace("&amp;", "&")
    assert '<option value="overdue" selected>' in html
    table = re.findall(r'href="(/api/v1/messages[^"]+)"', html)[0]
    assert client.get(table).text.count("\r\n") == 4
    assert [control for control in page.controls if control.get("id") not in page.labelled] == []


def test_somebody_from_outside_has_none(late: Door) -> None:
    assert _get(late, "resident-7", 403)["code"] == "staff_only"


def test_the_page_shows_them_and_leads_to_the_case(late: Door) -> None:
    client = browser(late, "shift-1")
    assert "已超期：城市管理案卷的“受理”时限" in shown(client, "/messages").text
    case = _get(late, "shift-1")["messages"][0]["case"]["id"]
    assert f'href="/cases/{case}"' in client.get("/messages").text
    assert "没有时限消息" in shown(browser(late, "handler-2"), "/messages").text


def test_monitoring_sees_how_late_timers_are(late: Door) -> None:
    text = late.as_(None).get("/metrics").text
    assert "bihuan_timers_due 0" in text
    assert "bihuan_timers_oldest_seconds 0.000" in text
