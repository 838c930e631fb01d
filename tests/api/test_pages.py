"""The cockpit without a script: pages, forms, refusals in words, both languages, the past."""

import re
from html.parser import HTMLParser
from typing import Any

import httpx2
import pytest

from tests.api import office
from tests.api.journey import Journey, png
from tests.api.serving import Door


class Page(HTMLParser):
    """What the tests ask of a page: its text, the forms on it, which control has a label."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.forms: list[dict[str, str]] = []
        self.actions: list[str] = []
        self.controls: list[dict[str, str]] = []
        self.labelled: set[str] = set()
        self._inside_label = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({})
            self.actions.append(found.get("action", ""))
        elif tag == "label":
            self._inside_label += 1
            self.labelled.add(found.get("for", ""))
        elif tag in ("input", "select", "textarea"):
            if self.forms and found.get("type") == "hidden":
                self.forms[-1][found["name"]] = found.get("value", "")
            elif not self._inside_label:
                self.controls.append(found)

    def handle_endtag(self, tag: str) -> None:
        self._inside_label -= tag == "label"

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))

    def form(self, action: str) -> dict[str, str]:
        return dict(self.forms[self.actions.index(action)])


def browser(door: Door, actor: str, language: str = "zh-CN") -> httpx2.Client:
    """A client that came in by the form and keeps the cookie."""
    client = door.as_(None, Accept="text/html", **{"Accept-Language": language})
    answer = client.post("/sign-in", data={"actor": actor, "next": "/"})
    assert answer.status_code == 303
    return client


def shown(client: httpx2.Client, url: str, status: int = 200, **params: Any) -> Page:
    answer = client.get(url, params=params or None)
    assert answer.status_code == status, answer.text
    assert "script" not in answer.text
    assert " style=" not in answer.text
    assert not re.search(r"<[^>]* on\w+=", answer.text)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    return Page(answer.text)


def test_who_is_not_signed_in_is_led_there_and_back(door: Door) -> None:
    client = door.as_(None, Accept="text/html")
    answer = client.get("/?phase=work")

    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2F%3Fphase%3Dwork")
    page = shown(client, answer.headers["location"])
    assert page.form("/sign-in")["next"] == "/?phase=work"
    assert "派遣员 1" in page.text
    entered = client.post("/sign-in", data={"actor": "dispatch-1", "next": "/?phase=work"})
    assert entered.headers["location"] == "/?phase=work"
    assert all(part in entered.headers["set-cookie"] for part in ("HttpOnly", "SameSite=strict"))


@pytest.mark.parametrize(
    "back", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", "/a\nb"]
)
def test_signing_in_leads_nowhere_else(door: Door, back: str) -> None:
    answer = door.as_(None).post("/sign-in", data={"actor": "dispatch-1", "next": back})

    assert answer.headers["location"] == "/"


def test_nobody_can_be_nobody(door: Door) -> None:
    answer = door.as_(None, Accept="text/html").post("/sign-in", data={"actor": "system"})

    assert answer.status_code == 422
    assert "set-cookie" not in answer.headers


def test_the_board_has_figures_that_lead_to_their_lists(door: Door) -> None:
    journey = Journey(door).until("filed")
    journey.settled()
    client = browser(door, "dispatch-1")

    answer = client.get("/")
    links = re.findall(r'<li><a href="([^"]+)">(\d+)</a>', answer.text)
    assert len(links) >= 8
    for url, number in links:
        rows = client.get(url.replace("&amp;", "&") + "&limit=500").text.count("<tr") - 1
        assert rows == int(number) or (number == "0" and rows == -1), url


def test_the_board_is_filtered_by_the_address(door: Door) -> None:
    journey = Journey(door)
    journey.open(
        place={"lat_deg": 30.3, "lon_deg": 120.1, "address": "独一无二路", "community": office.SOUTH}
    )
    journey.settled()
    client = browser(door, "dispatch-1")

    assert "独一无二路" in shown(client, "/", q="独一无二", community=office.SOUTH, state="", at="").text
    assert "没有符合条件的案卷" in shown(client, "/", q="独一无二", community=office.NORTH).text
    assert shown(client, "/", 422, sort="colour").text.count("bad_parameter") == 1


def test_every_control_has_a_label_and_every_page_a_way_past_its_head(door: Door) -> None:
    journey = Journey(door).until("handling")
    client = browser(door, "handler-1")

    for url in ("/", "/sign-in", "/report", f"/cases/{journey.id}"):
        page, html = shown(client, url), client.get(url).text
        nameless = [one for one in page.controls if one.get("id") not in page.labelled]
        assert nameless == [], url
        assert '<a class="skip" href="#content">' in html
        assert '<main id="content"' in html
        assert re.search(r'<html lang="zh-CN">', html)


def test_a_move_is_taken_by_a_form(door: Door) -> None:
    journey = Journey(door).until("filed")
    client = browser(door, "dispatch-1")
    action = f"/cases/{journey.id}/moves/dispatch"
    form = shown(client, f"/cases/{journey.id}").form(action)

    sent = {**form, "f.unit": office.CLEANING, "f.instruction": "请\r\n清理"}
    answer = client.post(action, data=sent)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/cases/{journey.id}?done=dispatch")
    page = shown(client, answer.headers["location"])
    assert "已办理" in page.text
    assert "已派遣待签收" in page.text
    again = client.post(action, data=sent)
    assert again.status_code == 303, "the same form sent twice is done once"
    assert journey.case()["version"] == 3


def test_a_form_can_say_for_whom_and_when(door: Door) -> None:
    journey = Journey(door).until("dispatched")
    noted = door.clock.now
    door.clock.forward(hours=2)
    client = browser(door, "head-1")
    action = f"/cases/{journey.id}/moves/sign"
    form = shown(client, f"/cases/{journey.id}").form(action)
    local = noted.astimezone(door.services.zone).strftime("%Y-%m-%dT%H:%M")

    answer = client.post(action, data={**form, "on_behalf_of": "handler-1", "occurred_at": local})
    assert answer.status_code == 303, answer.text
    last = door.as_("head-1").get(f"/api/v1/cases/{journey.id}/history").json()["facts"][-1]
    assert (last["actor"], last["on_behalf_of"]) == ("head-1", "handler-1")
    assert last["occurred_at"] == noted.replace(second=0, microsecond=0).isoformat().replace("+00:00", "Z")


def test_a_refusal_comes_back_in_words_with_its_code_and_what_was_typed(door: Door) -> None:
    journey = Journey(door).until("filed")
    client = browser(door, "dispatch-1")
    action = f"/cases/{journey.id}/moves/dispatch"
    form = shown(client, f"/cases/{journey.id}").form(action)

    answer = client.post(action, data={**form, "f.unit": "desk", "f.instruction": "写过的话"})
    page = Page(answer.text)
    assert answer.status_code == 409
    assert "未能办理" in page.text
    assert "not_in_duty_list" in page.text
    assert "写过的话" in page.text
    answer = client.post(action, data={**form, "f.unit": office.CLEANING})
    assert answer.status_code == 422
    assert "派遣意见：须填写" in Page(answer.text).text


def test_a_colleague_who_was_quicker_is_told_of(door: Door) -> None:
    journey = Journey(door).until("filed")
    client = browser(door, "dispatch-1")
    action = f"/cases/{journey.id}/moves/dispatch"
    form = shown(client, f"/cases/{journey.id}").form(action)
    journey.dispatch()

    answer = client.post(action, data={**form, "f.unit": office.TEAM, "f.instruction": "x"})
    page = Page(answer.text)
    assert answer.status_code == 412
    assert "其间发生的变化" in page.text
    assert "stale_version" in page.text


def test_evidence_goes_along_with_a_form(door: Door) -> None:
    journey = Journey(door).until("handling")
    client = browser(door, "handler-1")
    action = f"/cases/{journey.id}/moves/report_done"
    form = shown(client, f"/cases/{journey.id}").form(action)
    sent = {
        **form,
        "f.result": "已清理",
        "f.items.yes": "cleared",
        "taken_at.files": "2026-11-24T08:30",
        "taken_lat.files": "30.3",
        "taken_lon.files": "120.1",
    }

    answer = client.post(action, data=sent, files={"file.files.after": ("a.png", png(), "image/png")})
    assert answer.status_code == 303, answer.text
    fact = door.as_("handler-1").get(f"/api/v1/cases/{journey.id}/history").json()["facts"][-1]
    assert fact["payload"]["items"] == {"cleared": True}
    assert fact["payload"]["files"][0]["slot"] == "after"
    assert fact["payload"]["files"][0]["taken_at"] == "2026-11-24T00:30:00Z"


def test_a_resident_reports_and_follows_his_case(door: Door) -> None:
    client = browser(door, "resident-50")
    action = "/report/city_case/report"
    form = shown(client, "/report").form(action)
    place = {"f.place.address": "三号路", "f.place.lat_deg": "30.3", "f.place.lon_deg": "120.1"}

    wrong = client.post(action, data={**form, "f.channel": "web", **place, "f.place.lat_deg": "north"})
    assert wrong.status_code == 422
    assert "north" in wrong.text
    answer = client.post(
        action, data={**form, "f.channel": "web", "f.category": "street.heap", "f.narrative": "堆物", **place}
    )
    assert answer.status_code == 303, answer.text
    page = shown(client, answer.headers["location"])
    assert "乱堆物堆料 · 三号路" in page.text
    assert "撤回" in page.text
    case = answer.headers["location"].split("/")[2].split("?")[0]
    assert shown(browser(door, "resident-51"), f"/cases/{case}", 404).text.count("not_found") == 1


def test_refused_moves_stand_with_reason_code_and_who_may(door: Door) -> None:
    journey = Journey(door)
    journey.open()

    text = shown(browser(door, "dispatch-1"), f"/cases/{journey.id}").text
    assert "立案 — 须持有相应岗位 role_missing" in text
    assert "可办理的岗位：受理员、值班长" in text


def test_what_is_hidden_is_said_to_be_hidden(door: Door) -> None:
    journey = Journey(door)
    journey.open()

    text = shown(browser(door, "auditor-1"), f"/cases/{journey.id}").text
    assert "个人信息，未向您显示" in text
    assert "楼下成堆垃圾" not in text


def test_a_case_of_the_past_cannot_be_acted_on(door: Door) -> None:
    journey = Journey(door).until("dispatched")
    position = journey.answers[0].headers["x-position"]
    client = browser(door, "dispatch-1")

    page = shown(client, f"/cases/{journey.id}", position=position)
    assert "正在查看过去" in page.text
    assert "待受理" in page.text
    assert not [action for action in page.actions if "/moves/" in action]
    assert "正在查看过去" in shown(client, "/", at="2026-11-24T09:00").text


def test_both_languages_are_chosen_and_remembered(door: Door) -> None:
    client = browser(door, "dispatch-1", "en")

    assert "Least time left first" in shown(client, "/").text
    assert "剩余时间少的在前" in shown(client, "/", lang="zh").text
    assert "剩余时间少的在前" in shown(client, "/").text


def test_the_english_page_speaks_english(door: Door) -> None:
    journey = Journey(door).until("handling")
    door.clock.forward(days=7)
    client = browser(door, "handler-1")

    text = Page(client.get(f"/cases/{journey.id}?lang=en").text).text
    assert re.search(r"\d+ working hours?( \d+ min)? overdue", text)
    assert "Other moves, and the states they are taken from" in text
    assert "Limit profile Usual" in " ".join(text.split())
    assert "standard" not in text
    assert "、" not in text


def test_what_a_rule_cannot_do_without_is_marked_as_required(door: Door) -> None:
    journey = Journey(door)
    journey.open(category="river.litter", reporter=None)
    found = door.as_("dispatch-1").get(f"/api/v1/cases/{journey.id}/moves").json()
    assert found["state"] == "reported"
    journey.must("intake-1", "file", condition="floating_litter", grid=office.GRID_CODE)
    moves = door.as_("dispatch-1").get(f"/api/v1/cases/{journey.id}/moves").json()["allowed"]
    transfer = next(move for move in moves if move["move"] == "transfer")
    assert {field["name"] for field in transfer["fields"] if field["required"]} >= {"receipt_no", "body"}


def test_what_somebody_typed_is_never_markup(door: Door) -> None:
    journey = Journey(door)
    evil = "<img src=x onerror=alert(1)>\"'{{7*7}}"
    journey.open(narrative=evil, place={"lat_deg": 30.3, "lon_deg": 120.1, "address": evil})
    journey.settled()
    client = browser(door, "intake-1")

    for url in (f"/cases/{journey.id}", "/?q=onerror"):
        html = client.get(url).text
        assert "<img" not in html
        assert "&lt;img" in html
        assert "{{7*7}}" in html


def test_a_form_from_another_site_is_refused(door: Door) -> None:
    journey = Journey(door).until("filed")
    client = browser(door, "dispatch-1")

    answer = client.post(
        f"/cases/{journey.id}/moves/dispatch",
        data={"f.unit": office.CLEANING},
        headers={"Origin": "https://evil.example"},
    )
    assert answer.status_code == 403
    assert "cross_site" in answer.text


def test_a_form_with_nul_is_refused(door: Door) -> None:
    journey = Journey(door).until("filed")
    client = browser(door, "dispatch-1")

    answer = client.post(f"/cases/{journey.id}/moves/dispatch", data={"f.instruction": "a\0b"})
    assert answer.status_code == 400
    assert "malformed_form" in answer.text


def test_a_page_that_is_not_there_is_a_page(door: Door) -> None:
    page = shown(browser(door, "dispatch-1"), "/nothing", 404)

    assert "not_found" in page.text
    assert "没有这项内容" in page.text


def test_who_one_is_can_be_forgotten(door: Door) -> None:
    client = browser(door, "dispatch-1")

    assert client.post("/sign-out").headers["location"] == "/sign-in"
    assert client.get("/").status_code == 303


def test_a_resting_clock_is_shown_with_its_pause(door: Door) -> None:
    journey = Journey(door)
    journey.open("resident-60", channel="web", reporter=None)
    journey.must("intake-1", "ask_reporter", items=["place"])

    text = shown(browser(door, "intake-1"), f"/cases/{journey.id}").text
    assert "计时暂停" in text
    assert "至今" in text
    own = shown(browser(door, "resident-60"), "/").text
    assert "与我有关的案卷" in own
    assert "待诉求人补充" in own


def test_evidence_stands_with_the_way_to_its_bytes(door: Door) -> None:
    journey = Journey(door).until("handled")
    client = browser(door, "intake-1")

    (link,) = re.findall(r'href="(/api/v1/files/[^"]+)"', client.get(f"/cases/{journey.id}").text)
    assert client.get(link).content == png()


def test_only_a_duty_is_late_and_a_right_that_ran_out_has_lapsed(own_door: Door) -> None:
    journey = Journey(own_door)
    journey.until("closed")
    own_door.clock.forward(hours=24 * 40)
    page = shown(browser(own_door, "deputy-1"), f"/cases/{journey.id}").text
    found = own_door.as_("deputy-1").get(f"/api/v1/cases/{journey.id}/deadlines").json()["deadlines"]
    by_clock = {one["clock"]: one for one in found if one["ended_at"] is None}
    assert (by_clock["rating"]["overdue"], by_clock["rating"]["lapsed"]) == (False, True)
    assert (by_clock["evaluate"]["overdue"], by_clock["evaluate"]["lapsed"]) == (True, False)
    rating = page[page.index("评价期") :][:60]
    assert "已届满" in rating
    assert "超期" not in rating
