"""Rates and the ledger over HTTP: what a figure is made of, the past, tables, objections by two persons."""

from __future__ import annotations

import asyncio
import csv
import io
import re
from dataclasses import replace
from typing import Any

import pytest

from api.bootstrap import build
from domain.codec import to_data
from domain.formula import Formula
from tests.api import office
from tests.api.journey import Journey
from tests.api.serving import Door
from tests.api.test_pages import browser, shown
from workflows.engine_formulas import NotRaised

RATES = "/api/v1/rates"
LEDGER = "/api/v1/ledger"
READERS = ("supervisor-1", "head-1", "dispatch-1")


@pytest.fixture(scope="module")
def busy(door: Door) -> Door:
    """Two cases closed, one on its way, one reported; a supervisor and the clock a month on."""
    for state in ("closed", "closed", "handling", "reported"):
        Journey(door).until(state)
    door.clock.forward(hours=24 * 30)
    Journey(door).open()
    settle(door)
    return door


def settle(door: Door) -> None:
    """Wait until the lists of rates have come to the head."""
    head = door.as_("deputy-1").get("/api/v1/events", params={"limit": 1}).json()["head"]
    for path in (RATES, LEDGER):
        assert door.as_("deputy-1").get(path, params={"min_position": head}).status_code == 200


def get(door: Door, path: str, actor: str = "deputy-1", status: int = 200, **params: Any) -> Any:
    answer = door.as_(actor).get(path, params=params or None)
    assert answer.status_code == status, answer.text
    return answer.json()


def figures(found: Any, group: str = "") -> dict[str, Any]:
    chosen = next(one for one in found["groups"] if one["group"] == group)
    return {figure["id"]: figure for figure in chosen["figures"]}


def formulas(found: Any) -> dict[str, Any]:
    return {one["id"]: one["formula"] for one in found["formulas"]}


def test_every_figure_says_what_it_is_and_opens_into_what_it_counts(busy: Door) -> None:
    found = get(busy, RATES)
    told = figures(found)
    assert len(told) == 17
    closing = told["on_time_closing_rate"]
    assert (closing["label"], closing["value"]) == ("按期结案率", round(2 / 3, 6))
    assert (closing["numerator"], closing["denominator"], closing["excluded"]) == (2, 3, 0)
    said = formulas(found)
    assert said.keys() == told.keys()
    assert (said["closing_rate"]["version"], said["closing_rate"]["published"]) == (1, True)
    assert "应结案" in told["rework_rate"]["label"]
    assert told["suspensions"]["denominator"] is None
    for figure in told.values():
        for part in figure["parts"]:
            listed = get(busy, part["cases"])
            assert len(listed["cases"]) == part["count"], (figure["id"], part)
            assert listed["formula"] == said[figure["id"]]
            for row in listed["cases"]:
                facts = get(busy, f"/api/v1/cases/{row['case']}/history")["facts"]
                assert set(row["facts"]) <= {fact["position"] for fact in facts}


def test_the_same_number_comes_from_its_position_and_window(busy: Door) -> None:
    now = get(busy, RATES, by="unit")
    for group in now["groups"]:
        for figure in group["figures"]:
            then = get(busy, figure["again"])
            assert then["position"] == now["position"]
            again = figures(then).get(figure["id"])
            same = (figure["value"], [part["count"] for part in figure["parts"]])
            assert again is not None
            assert (again["value"], [part["count"] for part in again["parts"]]) == same
    early = figures(get(busy, RATES, position=now["position"] // 2))
    assert early["closing_rate"]["numerator"] < figures(get(busy, RATES))["closing_rate"]["numerator"]


def test_a_part_is_a_table_too_and_comes_in_pages(busy: Door) -> None:
    path = f"{RATES}/filing_rate/cases"
    whole = get(busy, path, part="denominator")["cases"]
    first = get(busy, path, part="denominator", limit=2)
    rest = get(busy, first["next"])
    assert first["cases"] + rest["cases"] == whole[:4]
    answer = busy.as_("deputy-1").get(path, params={"part": "denominator", "format": "csv"})
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [row["case"] for row in rows] == [row["case"] for row in whole]
    assert rows[0]["facts"] == " ".join(map(str, whole[0]["facts"]))


def table(door: Door, path: str, language: str = "zh-CN", **params: Any) -> tuple[list[dict[str, str]], str]:
    """The rows of a table and the way to the next one."""
    asked = {**params, "format": "csv"} if params else None
    answer = door.as_("deputy-1", **{"Accept-Language": language}).get(path, params=asked)
    assert answer.status_code == 200, answer.text
    following = answer.links.get("next", {}).get("url", "")
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")))), following


def test_a_table_has_all_there_is_and_says_it_in_words(own_door: Door) -> None:
    late, reports = Journey(own_door).until("handling"), [Journey(own_door) for _ in range(55)]
    for report in reports:
        report.open()
    own_door.clock.forward(hours=24 * 30)
    Journey(own_door).open()
    settle(own_door)
    path = f"{RATES}/filing_rate/cases"
    rows, following = table(own_door, path, part="denominator")
    assert (len(rows), following) == (56, "")
    some, following = table(own_door, path, part="denominator", limit=50)
    rest, last = table(own_door, following)
    assert (some + rest, last) == (rows, "")
    html = browser(own_door, "deputy-1").get("/rates/filing_rate?part=denominator").text
    url = re.findall(r'href="(/api/v1/rates/[^"]*format=csv[^"]*)"', html)[0].replace("&amp;", "&")
    assert len(own_door.as_("deputy-1").get(url).text.splitlines()) == 57

    for language, words in (("zh-CN", ("保洁公司", "未办完")), ("en", ("Cleaning firm", "not done"))):
        (row,), _ = table(own_door, f"{RATES}/on_time_handling_rate/cases", language, part="denominator")
        assert (row["case"], row["unit"], row["verdict"]) == (late.id, office.CLEANING, "open")
        assert (row["unit_label"], row["verdict_label"]) == words
        assert row["at"].endswith("+08:00")
        assert row["due_at"].endswith("+08:00")


def test_a_table_says_why_a_case_was_excluded_and_who_decided_it(own_door: Door) -> None:
    case = Journey(own_door).until("closed")
    why = {"reason": "force_majeure", "indicator": "filing_rate", "text": "台风"}
    case.must("head-1", "request_exclusion", **why, files=[case.photo("head-1", "proof")])
    case.must("supervisor-1", "exclude", text="属实")
    own_door.clock.forward(minutes=1)
    settle(own_door)
    (row,), _ = table(own_door, f"{RATES}/filing_rate/cases", part="excluded")
    assert row["excluded_from"] == "filing_rate/force_majeure/supervisor-1"
    assert row["excluded_from_label"] == "立案率 · 不可抗力 · 督查员 1"


def test_each_definition_is_said_once_however_many_units_there_are(busy: Door) -> None:
    found = get(busy, RATES, by="unit")
    assert len(found["groups"]) > 1
    text = busy.as_("deputy-1").get(RATES, params={"by": "unit"}).text
    for one in found["formulas"]:
        assert text.count(one["definition"]) == 1
    assert formulas(found) == formulas(get(busy, RATES))


def test_units_are_told_apart_and_windows_count(busy: Door) -> None:
    by_unit = get(busy, RATES, by="unit")
    cleaning = figures(by_unit, office.CLEANING)
    assert cleaning["on_time_handling_rate"]["denominator"] == 3
    assert cleaning["on_time_handling_rate"]["numerator"] == 2
    assert figures(get(busy, RATES, unit=office.TEAM))["handling_rate"]["value"] is None
    since = to_data(busy.clock.now)
    assert figures(get(busy, RATES, since=since))["on_time_closing_rate"]["denominator"] == 0


def test_what_is_not_due_yet_counts_nowhere_however_far_the_window_reaches(own_door: Door) -> None:
    Journey(own_door).until("handling")
    settle(own_door)
    now, client = get(own_door, RATES), browser(own_door, "head-1")
    for until in ("2026-12-31", "2030-01-01"):
        then = get(own_door, RATES, until=until)
        assert then["window"]["until"] == to_data(own_door.clock.now)
        assert [(one["numerator"], one["denominator"]) for one in figures(then).values()] == [
            (one["numerator"], one["denominator"]) for one in figures(now).values()
        ]
        ledger = get(own_door, LEDGER, unit=office.CLEANING, until=until)
        assert (ledger["units"], ledger["entries"]) == ([], [])
        assert "/dispute" not in client.get(f"/ledger?unit={office.CLEANING}&until={until}").text

    own_door.clock.forward(hours=24 * 30)
    Journey(own_door).open()
    settle(own_door)
    (late,) = get(own_door, LEDGER, unit=office.CLEANING, until="2030-01-01")["entries"]
    said = {"ground": "beyond_control", "text": "持续暴雨"}
    disputed = own_door.as_("head-1").post(f"{LEDGER}/{late['entry']}/dispute", json=said)
    assert disputed.status_code == 201, disputed.text


@pytest.mark.parametrize("past", ["recorded", "occurred", "position"])
def test_a_number_of_the_past_can_be_asked_for_again(busy: Door, past: str) -> None:
    position = get(busy, RATES)["position"]
    at = {"at": to_data(busy.clock.now), "basis": past}
    found = get(busy, RATES, **({"position": position} if past == "position" else at))
    for figure in figures(found).values():
        again = figures(get(busy, figure["again"]))[figure["id"]]
        assert (again["numerator"], again["denominator"]) == (figure["numerator"], figure["denominator"])


def test_what_is_not_there_is_refused_by_name(busy: Door) -> None:
    get(busy, RATES, status=422, by="colour")
    get(busy, RATES, status=422, bye="unit")
    get(busy, f"{RATES}/profit/cases", status=404)
    get(busy, f"{RATES}/closing_rate/cases", status=422, part="profit")
    get(busy, RATES, actor="resident-7", status=403)
    get(busy, LEDGER, actor="resident-7", status=403)


async def publish(door: Door, formula: Formula) -> int:
    async with build(door.settings, clock=door.clock) as services:
        return await services.engine.publish_formulas([formula], "steward", door.clock())


def test_a_changed_formula_needs_a_higher_version_and_leaves_the_past_alone(own_door: Door) -> None:
    Journey(own_door).until("closed")
    own_door.clock.forward(hours=24 * 30)
    Journey(own_door).open()
    settle(own_door)
    before = get(own_door, RATES)
    formula = own_door.services.catalogue.formulas["on_time_closing_rate"]
    looser = replace(formula, numerator="closed")
    with pytest.raises(NotRaised, match="version 2"):
        asyncio.run(publish(own_door, looser))
    assert asyncio.run(publish(own_door, replace(looser, version=2))) == 1
    assert asyncio.run(publish(own_door, replace(looser, version=2))) == 0
    now, then = get(own_door, RATES), get(own_door, RATES, position=before["position"])
    versions = [formulas(one)["on_time_closing_rate"]["version"] for one in (before, now, then)]
    assert versions == [1, 2, 1]
    assert formulas(now)["on_time_closing_rate"]["numerator"] == "closed"


@pytest.mark.parametrize("past", [False, True])
def test_a_workflow_that_files_nothing_has_no_filing_rate(own_door: Door, past: bool) -> None:
    Journey(own_door).until("filed")
    opened = Journey(own_door).open(workflow="device_check", category="device.check")
    assert opened.status_code == 201, opened.text
    settle(own_door)
    place = {"position": get(own_door, RATES)["position"]} if past else {}
    whole = figures(get(own_door, RATES, **place))["filing_rate"]
    assert (whole["numerator"], whole["denominator"], whole["value"]) == (1, 1, 1)
    by_workflow = get(own_door, RATES, by="workflow", **place)["groups"]
    assert [group["group"] for group in by_workflow] == ["city_case"]
    path, client = f"{RATES}/filing_rate/cases", own_door.as_("deputy-1")
    for part in ("denominator", "missing"):
        asked = {"part": part, "workflow": "device_check", **place}
        assert get(own_door, path, **asked)["cases"] == []
        assert len(client.get(path, params={**asked, "format": "csv"}).text.splitlines()) == 1


def entry(door: Door, rule: str, **params: Any) -> dict[str, Any]:
    found = get(door, LEDGER, unit=office.CLEANING, **params)["entries"]
    return next(one for one in found if one["rule"] == rule)


def test_points_are_won_and_lost_by_rules_with_the_fact_behind_each(busy: Door) -> None:
    found = get(busy, LEDGER, unit=office.CLEANING)
    assert [(one["unit"], one["won"], one["lost"]) for one in found["units"]] == [(office.CLEANING, 2, -2)]
    assert {rule["id"]: rule["points"] for rule in found["rules"]}["points_handled_late"] == -2
    assert sorted(one["points"] for one in found["entries"]) == [-2, 1, 1]
    for one in found["entries"]:
        history = get(busy, f"/api/v1/cases/{one['case']}/history")["facts"]
        assert set(one["facts"]) <= {fact["position"] for fact in history}


def test_an_objection_is_asked_by_the_unit_and_decided_by_another(busy: Door) -> None:
    late = entry(busy, "points_handled_late")
    path = f"{LEDGER}/{late['entry']}"
    said = {"ground": "beyond_control", "text": "持续暴雨"}
    stranger = busy.as_("handler-1").post(f"{path}/dispute", json=said)
    assert (stranger.status_code, stranger.json()["code"]) == (403, "role_missing")
    assert busy.as_("head-1").post(f"{LEDGER}/points_handled_late:1/dispute", json=said).status_code == 404
    assert busy.as_("head-1").post(f"{LEDGER}/profit:1/dispute", json=said).status_code == 404
    for wrong in ({"text": "x"}, {**said, "ground": "mood"}, {**said, "text": " "}, {**said, "more": 1}):
        assert busy.as_("head-1").post(f"{path}/dispute", json=wrong).status_code == 422
    early = busy.as_("supervisor-1").post(f"{path}/decision", json={"upheld": True, "reason": "属实"})
    assert early.status_code == 404
    asked = busy.as_("head-1").post(f"{path}/dispute", json=said)
    assert asked.status_code == 201, asked.text
    settle(busy)
    again = busy.as_("head-1").post(f"{path}/dispute", json=said)
    assert (again.status_code, again.json()["code"]) == (409, "entry_disputed")
    waiting = entry(busy, "points_handled_late")
    assert (waiting["dispute"]["state"], waiting["counts"]) == ("asked", -2)
    assert waiting["dispute"]["state_label"] == "待决定"
    seen = {actor: entry(busy, "points_handled_late", actor=actor)["dispute"]["text"] for actor in READERS}
    assert seen == {"supervisor-1": "持续暴雨", "head-1": "持续暴雨", "dispatch-1": {"hidden": "personal"}}

    decision = {"upheld": True, "reason": "属实"}
    own = busy.as_("head-1").post(f"{path}/decision", json=decision)
    assert own.json()["code"] == "role_missing"
    decided = busy.as_("supervisor-1").post(f"{path}/decision", json=decision)
    assert decided.status_code == 201, decided.text
    settle(busy)
    twice = busy.as_("supervisor-1").post(f"{path}/decision", json=decision)
    assert twice.json()["code"] == "dispute_decided"
    gone = entry(busy, "points_handled_late")
    assert (gone["points"], gone["counts"], gone["dispute"]["state"]) == (-2, 0, "upheld")
    assert get(busy, LEDGER)["units"][0]["lost"] == 0
    before = decided.json()["position"] - 1
    until = to_data(busy.clock.now)
    assert get(busy, LEDGER, position=before, until=until)["units"][0]["lost"] == -2
    assert get(busy, LEDGER, position=before + 1, until=until)["units"][0]["lost"] == 0


def test_the_pages_lead_from_a_figure_to_its_cases_and_facts(busy: Door) -> None:
    client = browser(busy, "deputy-1")
    page = shown(client, "/rates")
    assert "按期结案率" in page.text
    assert "返工率(分母:应结案)" in page.text
    assert "on_time_closing_rate" in page.text
    html = client.get("/rates").text.replace("&amp;", "&")
    links = re.findall(r'<a href="(/rates/[^"]+)">([^<]+) (\d+)</a>', html)
    assert len(links) > 50
    for url, label, number in links:
        listed = client.get(url).text
        assert listed.count("<tr><td") == int(number), (url, label)
    url = next(url for url, label, _ in links if url.startswith("/rates/on_time_closing_rate?part=missing"))
    late = client.get(url).text
    case, fact = re.findall(r'href="(/cases/[^"#]+)#(p\d+)"', late)[0]
    assert f'id="{fact}"' in client.get(case).text
    again = re.findall(r'href="([^"]+)">按此数据位置重放', late)[0].replace("&amp;", "&")
    assert "66.7%" in shown(client, again).text
    grouped = shown(client, "/rates", by="unit", unit=office.CLEANING)
    assert "保洁公司" in grouped.text
    english = shown(browser(busy, "deputy-1", "en"), "/rates")
    assert "Closed in time" in english.text
    for one in (page, shown(client, url), grouped, shown(client, "/ledger", unit=office.CLEANING)):
        assert [control for control in one.controls if control.get("id") not in one.labelled] == []
    assert shown(browser(busy, "resident-7"), "/rates", 403).text


def test_an_objection_is_made_and_decided_by_forms(own_door: Door) -> None:
    Journey(own_door).until("handling")
    own_door.clock.forward(hours=24 * 30)
    Journey(own_door).open()
    settle(own_door)
    late = entry(own_door, "points_handled_late")["entry"]
    head, other = browser(own_door, "head-1"), browser(own_door, "supervisor-1")
    url = f"/ledger?unit={office.CLEANING}"
    form = {**shown(head, url).form(f"/ledger/{late}/dispute"), "ground": "wrong_deadline", "text": " "}
    refused = head.post(f"/ledger/{late}/dispute", data=form)
    assert refused.status_code == 422
    wrong = head.post(f"/ledger/{late}/dispute", data={**form, "ground": "mood", "text": "当日停电"})
    assert "beyond_control |" not in wrong.text
    assert " | 时限有误 | " in wrong.text
    sent = head.post(f"/ledger/{late}/dispute", data={**form, "text": "当日停电"})
    assert sent.status_code == 303
    assert "当日停电" in shown(head, sent.headers["location"]).text
    page = shown(other, url)
    assert "待决定的申诉" in page.text
    form = {**page.form(f"/ledger/{late}/decision"), "upheld": "yes", "reason": "属实"}
    sent = other.post(f"/ledger/{late}/decision", data=form)
    assert sent.status_code == 303
    done = shown(other, sent.headers["location"])
    assert "申诉成立" in done.text
    assert "-2 +0" in done.text
    assert f"/ledger/{late}/decision" not in done.actions
    assert head.post(f"/ledger/{late}/nothing", data=form).status_code == 404
