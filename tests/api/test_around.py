"""What is around the cases: the catalogue, the feed, health, metrics, the document of the interface."""

import json
from typing import Any

import psycopg
import pytest

from api.bootstrap import NotReady, office_of
from domain.facts import CASE_FACTS
from tests.api.journey import Journey
from tests.api.serving import Door


def test_a_workflow_is_told_in_both_languages(door: Door) -> None:
    told = {}
    for language in ("zh-CN", "en"):
        client = door.as_("auditor-1", **{"Accept-Language": language})
        found = client.get("/api/v1/workflows/city_case").json()
        told[language] = next(state["label"] for state in found["states"] if state["state"] == "filed")
        assert {move["move"] for move in found["moves"]} >= {"report", "file", "dispatch", "close"}
        assert all(rule["condition"] for move in found["moves"] for rule in move["rules"])
        assert client.get("/api/v1/workflows").headers["content-language"] == language
    assert told == {"zh-CN": "已立案待派遣", "en": "Filed"}


def test_a_limit_is_called_statutory_only_when_the_law_says_so(door: Door) -> None:
    client = door.as_("auditor-1")
    keys = [workflow["key"] for workflow in client.get("/api/v1/workflows").json()["workflows"]]

    limits = [limit for key in keys for limit in limits_of(client.get(f"/api/v1/workflows/{key}").json())]
    assert limits
    assert {limit["called"] for limit in limits if limit["basis"] == "L"} <= {"法定时限"}
    assert {limit["called"] for limit in limits if limit["basis"] != "L"} == {
        "承诺时限", "当事人期限", "权利期",
    }  # fmt: skip


def test_a_right_is_no_promise_of_the_office(door: Door) -> None:
    found = door.as_("auditor-1").get("/api/v1/workflows/city_case").json()
    called = {clock["clock"]: clock["limit"]["called"] for clock in found["clocks"]}
    assert (called["rating"], called["supplement"], called["handle"]) == ("权利期", "当事人期限", "承诺时限")


def limits_of(workflow: dict[str, Any]) -> list[dict[str, Any]]:
    clocks = [clock["limit"] for clock in workflow["clocks"]]
    return clocks + [limit for row in workflow["categories"] for limit in row["limits"].values()]


def test_a_diagram_is_text_and_the_drawing_says_so(door: Door) -> None:
    client = door.as_("auditor-1")

    text = client.get("/api/v1/workflows/river_bank/diagram.mmd")
    assert text.headers["content-type"].startswith("text/")
    assert text.text.startswith("stateDiagram-v2")
    drawing = client.get("/api/v1/workflows/river_bank/diagram.svg")
    assert (drawing.status_code, drawing.json()["code"]) == (404, "not_drawn")
    assert client.get(drawing.json()["text"]).status_code == 200


def test_the_feed_has_every_position_once(door: Door) -> None:
    Journey(door).until("filed")
    client, after, positions = door.as_("auditor-1"), 0, []
    while True:
        page = client.get("/api/v1/events", params={"after": after, "limit": 7}).json()
        positions += [event["position"] for event in page["events"]]
        after = page["next_after"]
        if not page["events"]:
            break

    assert positions == list(range(1, page["head"] + 1))


def test_it_says_that_it_lives_and_is_ready(door: Door) -> None:
    client = door.as_(None)
    position = Journey(door).open().headers["x-position"]
    door.as_("intake-1").get("/api/v1/cases", params={"min_position": position})

    assert client.get("/livez").json() == {"live": True}
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["ready"], ready.json()["parked"]) == (200, True, 0)
    assert {follower["model"] for follower in ready.json()["followers"]} == {
        "accesses",
        "board",
        "disputes",
        "recurrences",
        "rates",
        "timeline",
        "closed_loop",
    }


def test_metrics_count_answers_and_lag(door: Door) -> None:
    door.as_("intake-1").get("/api/v1/cases/nothing")

    text = door.as_(None).get("/metrics").text
    values = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert float(values['bihuan_requests_total{status="404"}']) >= 1
    assert values["bihuan_up"] == "1"
    assert int(values["bihuan_append_commands_total"]) >= int(values["bihuan_append_calls_total"]) > 0
    assert values["bihuan_append_waiting"] == "0"
    assert any(name.startswith("bihuan_follower_behind") for name in values)


def test_the_document_describes_every_fact_and_every_operation(door: Door) -> None:
    document = door.as_(None).get("/openapi.json").json()

    schemas, paths = document["components"]["schemas"], document["paths"]
    assert {fact.TOPIC for fact in CASE_FACTS} <= set(schemas)
    assert schemas["case.reported"]["properties"]["narrative"]["x-class"] == 2
    assert all(ref in schemas for ref in refs(document))
    for path, methods in paths.items():
        for method, operation in methods.items():
            assert operation["summary"], (method, path)
            assert "default" in operation["responses"], (method, path)
    take = paths["/api/v1/cases/{case_id}/moves/{move}"]["post"]
    assert {one["name"] for one in take["parameters"]} == {"case_id", "move", "If-Match", "Idempotency-Key"}


def refs(document: Any) -> set[str]:
    text = json.dumps(document)
    return {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}


@pytest.mark.parametrize("path", ["/docs", "/openapi.json", "/problems/own_work", "/static/cockpit.css"])
def test_nothing_is_fetched_from_elsewhere(door: Door, path: str) -> None:
    answer = door.as_(None, Accept="text/html").get(path)

    assert answer.status_code == 200
    assert "https://" not in answer.text.replace("http://www.w3.org", "")
    assert "<script" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_second_office_in_the_database_must_be_named(door: Door) -> None:
    with psycopg.connect(door.dsn, autocommit=True) as connection:
        unnamed = door.settings.model_copy(update={"office": ""})
        assert office_of(unnamed, door.dsn) == door.services.jurisdiction
        connection.execute(
            "INSERT INTO bihuan.events SELECT 'another', stream_id, version, topic, data, event_id, metadata,"
            " occurred_at, recorded_at, position FROM bihuan.events WHERE position = 1"
        )
        with pytest.raises(NotReady, match="BIHUAN_OFFICE"):
            office_of(unnamed, door.dsn)
