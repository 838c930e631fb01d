"""Exports over HTTP, and lists as tables: what each reader may see, in files that other programs read."""

import csv
import io
import json
import re
from typing import Any

import pytest

from tests.api import office
from tests.api.journey import Journey
from tests.api.serving import Door
from tests.api.test_pages import browser
from tests.exporting.ocel_check import problems
from tests.exporting.written import csv_rows, parquet_rows, sheets, xes_traces


@pytest.fixture(scope="module")
def busy(door: Door) -> Door:
    """A closed case, and one whose place begins like a formula."""
    Journey(door).until("closed")
    last = Journey(door)
    place = {"lat_deg": 30.3, "lon_deg": 120.1, "address": "=1+1路", "community": office.NORTH}
    last.open(place=place)
    last.settled()
    return door


def exported(door: Door, name: str, actor: str = "auditor-1", status: int = 200, **params: Any) -> bytes:
    answer = door.as_(actor).get(f"/api/v1/export/{name}", params=params)
    assert answer.status_code == status, answer.text
    return answer.content


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_every_format_has_the_same_facts(busy: Door) -> None:
    feed = busy.as_("auditor-1").get("/api/v1/events", params={"limit": 1000}).json()["events"]
    facts = {fact["event_id"] for fact in feed if fact["stream"] != "office"}
    log = json.loads(exported(busy, "ocel"))
    assert problems(log) == []
    assert {event["id"] for event in log["events"]} == facts
    assert {row["event_id"] for row in csv_rows(exported(busy, "csv"))} == facts
    assert {row["event_id"] for row in parquet_rows(exported(busy, "parquet"))} == facts
    assert len(sheets(exported(busy, "xlsx"))["事实"]) == len(facts) + 1
    assert sum(len(trace.findall("{*}event")) for trace in xes_traces(exported(busy, "xes"))) == len(facts)


def test_a_file_says_what_it_is_and_how_long(busy: Door) -> None:
    answer = busy.as_("auditor-1").get("/api/v1/export/xes", params={"position": 30})
    assert answer.headers["content-type"].startswith("application/xml")
    assert (
        answer.headers["content-disposition"] == f'attachment; filename="{busy.services.jurisdiction}-30.xes"'
    )
    assert answer.headers["x-position"] == "30"
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_each_reads_as_far_as_he_may(busy: Door) -> None:
    assert "楼下成堆垃圾" in exported(busy, "csv", "intake-1").decode()
    unseen = exported(busy, "csv", "auditor-1").decode()
    assert "楼下成堆垃圾" not in unseen
    assert "0571-0000" not in unseen
    assert '""narrative"":{""hidden"":""personal""}' in unseen


def test_what_cannot_be_had_is_refused(busy: Door) -> None:
    exported(busy, "csv", "resident-7", 403)
    exported(busy, "pdf", status=404)
    exported(busy, "csv", status=422, table="units")
    exported(busy, "csv", status=422, workflow="bank")
    exported(busy, "csv", status=404, case="330105009-20200101-0001")
    exported(busy, "csv", status=422, at="2026-11-24")


def test_one_case_goes_alone(busy: Door) -> None:
    case = busy.as_("auditor-1").get("/api/v1/cases", params={"state": "closed"}).json()["cases"][0]
    rows = csv_rows(exported(busy, "csv", case=case["case_no"], table="cases"))
    assert [row["case_id"] for row in rows] == [case["id"]]


def test_the_list_of_cases_is_a_table_too(busy: Door) -> None:
    client = busy.as_("intake-1")
    answer = client.get("/api/v1/cases", params={"format": "csv"})
    assert answer.headers["content-disposition"] == 'attachment; filename="cases.csv"'
    listed = client.get("/api/v1/cases").json()["cases"]
    rows = table(answer.text)
    assert [(row["id"], row["state_label"], row["address"]) for row in rows] == [
        (case["id"], case["labels"]["state"], case["place"]["address"].replace("=1", "'=1"))
        for case in listed
    ]
    assert "'=1+1路" in {row["address"] for row in rows}
    assert all(row["due_at"] or row["state_label"] for row in rows)


def test_pages_of_a_table_join(busy: Door) -> None:
    client = busy.as_("intake-1")
    first = client.get("/api/v1/cases", params={"format": "csv", "limit": 1})
    url = re.findall(r"<([^>]+)>", first.headers["link"])[0]
    rest = table(client.get(url).text)
    assert "format=csv" in url
    assert [*table(first.text), *rest][:2] == table(client.get("/api/v1/cases?format=csv").text)[:2]
    assert client.get("/api/v1/cases?format=xml").status_code == 422
    assert busy.as_("resident-7").get("/api/v1/cases?format=csv").status_code == 403


def test_the_change_feed_is_a_table_too(busy: Door) -> None:
    client = busy.as_("auditor-1")
    answer = client.get("/api/v1/events", params={"format": "csv", "limit": 5})
    told = client.get("/api/v1/events", params={"limit": 5}).json()["events"]
    rows = table(answer.text)
    assert [(row["position"], row["topic"], json.loads(row["payload"])) for row in rows] == [
        (str(fact["position"]), fact["topic"], fact["payload"]) for fact in told
    ]
    url = re.findall(r"<([^>]+)>", answer.headers["link"])[0]
    assert table(client.get(url).text)[0]["position"] == "6"


def test_the_board_leads_to_its_table(busy: Door) -> None:
    html = browser(busy, "dispatch-1").get("/?state=closed").text.replace("&amp;", "&")
    url = re.findall(r'href="(/api/v1/cases[^"]+format=csv)"', html)[0]
    assert {row["state"] for row in table(busy.as_("dispatch-1").get(url).text)} == {"closed"}
