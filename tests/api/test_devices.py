"""Devices at the doors: who may send, what becomes of each reading, the lists, what people decide."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from api.devices.ground import following
from api.devices.tokens import Proof, new_proof
from domain.codec import to_data
from domain.facts.office import RoleGiven
from domain.facts.sensing import DeviceChanged
from domain.values import Place
from tests.api.office import LEADERS, NORTH
from tests.api.serving import START, Door
from tests.support.until import until
from workflows.devices import tokens

STATION = "ws-north-1"


def on_loop(door: Door, work: Any) -> Any:
    """Have something done on the loop of the served office."""
    return asyncio.run_coroutine_threadsafe(work, door.loop).result(30)


@pytest.fixture(scope="module")
def proof(door: Door) -> Proof:
    """A registered water station and its token."""
    place = Place(lat_deg=30.31, lon_deg=120.11, community=NORTH)
    made = new_proof()

    async def register() -> None:
        device = DeviceChanged(
            device=STATION, kind="water_station", name_zh="水质站 1", place=place, limit_class="III"
        )
        steward = RoleGiven(person="steward-1", role="steward", unit=LEADERS, post_zh="数据管理员 1")
        await door.services.engine.tell_office([device, steward], "init", START)
        await tokens.issue(door.services.log, made.token, made.secret, STATION, "steward-1", START)

    on_loop(door, register())
    return made


@pytest.fixture
def device(door: Door, proof: Proof) -> httpx2.Client:
    return door.as_(None, Authorization=f"Bearer {proof.text}")


def reading(sequence: int, minute: float, value: str = "0.4", **more: Any) -> dict[str, Any]:
    """One value of ammonia, so many minutes after the start."""
    flag = more.pop("flag", "N")
    at = to_data(START + timedelta(minutes=minute))
    values = [{"factor": "w21003", "value": value, "flag": flag}]
    return {"sequence": sequence, "measured_at": at, "values": values, **more}


def send(device: httpx2.Client, *readings: dict[str, Any]) -> list[str]:
    answer = device.post("/api/v1/readings", json={"readings": list(readings)})
    assert answer.status_code == 200, answer.text
    return [one["verdict"] for one in answer.json()["readings"]]


def work(door: Door) -> None:
    """What a worker does now."""

    async def go() -> None:
        async with following(door.services) as devices:
            await devices.drain(door.clock())

    on_loop(door, go())


@pytest.fixture(autouse=True)
def _later(door: Door) -> Iterator[None]:
    """Every test has a day of its own, so that none's readings are late for another."""
    yield
    door.clock.forward(hours=1)


@pytest.mark.parametrize("header", ["", "Bearer nothing", "Bearer bhd.000000000000." + "a" * 43, "Basic x"])
def test_only_a_device_may_send(door: Door, proof: Proof, header: str) -> None:
    answer = door.as_("gateway-1", **({"Authorization": header} if header else {})).post(
        "/api/v1/readings", json={"readings": [reading(1, 0)]}
    )

    assert (answer.status_code, answer.json()["code"]) == (401, "no_device")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_revoked_token_opens_nothing(door: Door, proof: Proof) -> None:
    other = new_proof()
    on_loop(door, tokens.issue(door.services.log, other.token, other.secret, STATION, "steward-1", START))
    client = door.as_(None, Authorization=f"Bearer {other.text}")
    assert send(client, reading(900, -600)) in (["stored"], ["late"])
    on_loop(door, tokens.revoke(door.services.log, other.token, "steward-1", START))

    assert client.post("/api/v1/readings", json={"readings": [reading(901, 0)]}).status_code == 401


def test_every_reading_gets_a_verdict_and_a_wrong_one_stops_no_other(
    door: Door, device: httpx2.Client
) -> None:
    now = (door.clock() - START).total_seconds() / 60
    answer = device.post(
        "/api/v1/readings",
        json={
            "readings": [
                reading(10, now - 20),
                reading(10, now - 20),
                reading(10, now - 19),
                {"sequence": 11},
                reading(12, now + 30),
                reading(13, now - 30),
                reading(14, now - 10, flag="M"),
            ]
        },
    )

    told = answer.json()
    assert [one["verdict"] for one in told["readings"]] == [
        "stored", "duplicate", "conflict", "refused", "clock_ahead", "late", "stored",
    ]  # fmt: skip
    assert told["readings"][3]["errors"] == [{"pointer": "/readings/3/measured_at", "problem": "missing"}]
    assert told["counts"]["stored"] == 2


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/readings"),
        ({"readings": []}, "/readings"),
        ({"readings": [{}] * 501}, "/readings"),
        ({"readings": [{}], "x": 1}, "/x"),
    ],
)
def test_what_is_no_batch_is_refused_as_a_whole(device: httpx2.Client, body: Any, pointer: str) -> None:
    answer = device.post("/api/v1/readings", json=body)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


def test_a_lead_is_found_from_the_lists(door: Door, device: httpx2.Client) -> None:
    now = (door.clock() - START).total_seconds() / 60
    assert send(device, reading(20, now - 16, "1.26"), reading(21, now, "1.31")) == ["stored"] * 2
    door.clock.forward(minutes=6)  # readings may come five minutes late
    work(door)

    staff = door.as_("shift-1")
    (row,) = staff.get("/api/v1/devices", params={"state": "raised"}).json()["devices"]
    assert (row["device"], row["raised"]) == (STATION, ["water_over_class"])
    page = staff.get(f"/api/v1/devices/{STATION}/readings", params={"limit": 1, "factor": "w21003"}).json()
    assert page["readings"][0]["class"]["label"] == "IV"
    following_page = staff.get(page["next"]).json()
    assert following_page["readings"][0]["sequence"] == 20
    act = staff.get("/api/v1/alarms/acts", params={"act": "opened", "route": "live"}).json()["acts"][0]
    case = staff.get(f"/api/v1/cases/{act['case']}").json()
    assert (case["workflow"], case["state"]) == ("river_bank", "reported")
    assert "w21003" not in staff.get("/api/v1/devices", params={"format": "csv"}).text
    csv = staff.get(f"/api/v1/devices/{STATION}/readings", params={"format": "csv"}).text
    assert "氨氮" in csv


def test_a_snooze_is_the_shift_leaders_and_a_mode_the_stewards(door: Door, proof: Proof) -> None:
    snooze = f"/api/v1/devices/{STATION}/alarms/water_over_class/snooze"
    body = {"until": to_data(door.clock() + timedelta(hours=2)), "reason": "清洗探头"}
    assert door.as_("intake-1").post(snooze, json=body).json()["code"] == "role_missing"
    answer = door.as_("shift-1").post(snooze, json={**body, "until": to_data(START + timedelta(days=30))})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/until")
    assert door.as_("shift-1").post(snooze, json={**body, "reason": " "}).status_code == 422
    assert door.as_("shift-1").post(snooze, json=body).status_code == 201
    params = {"device": STATION, "state": "snoozed"}
    assert len(door.as_("shift-1").get("/api/v1/alarms", params=params).json()["alarms"]) == 1
    mode = {"mode": "shadow", "reason": "试运行", "device": STATION}
    assert door.as_("shift-1").post("/api/v1/alarms/water_frozen/mode", json=mode).status_code == 403
    assert door.as_("steward-1").post("/api/v1/alarms/water_frozen/mode", json=mode).status_code == 201
    assert door.as_("steward-1").post("/api/v1/alarms/fume_frozen/mode", json=mode).status_code == 404
    rows = door.as_("shift-1").get("/api/v1/alarms", params={"state": "shadow"}).json()["alarms"]
    assert [row["alarm"] for row in rows] == ["water_frozen"]


def test_lists_are_for_staff_and_filters_are_judged(door: Door, proof: Proof) -> None:
    assert door.as_("somebody").get("/api/v1/devices").status_code == 403
    staff = door.as_("shift-1")
    for path, params in (
        ("/api/v1/devices", {"state": "broken"}),
        ("/api/v1/alarms", {"alarm": "nothing"}),
        ("/api/v1/alarms/acts", {"route": "x"}),
        (f"/api/v1/devices/{STATION}/readings", {"cursor": "x"}),
        (f"/api/v1/devices/{STATION}/readings", {"mode": "x"}),
    ):
        assert staff.get(path, params=params).json()["code"] == "bad_parameter", path
    assert staff.get("/api/v1/devices/nothing/readings").status_code == 404


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pages_show_devices_readings_and_alarms(door: Door, device: httpx2.Client, language: str) -> None:
    now = (door.clock() - START).total_seconds() / 60
    send(device, reading(500 if language == "zh" else 501, now, "9", flag="T"))
    staff = door.as_("shift-1")
    for path, told in (
        ("/devices", {"zh": "水质站 1", "en": "Water station"}),
        (f"/devices/{STATION}", {"zh": "超量程", "en": "Ammonia nitrogen"}),
        ("/alarms", {"zh": "水质超过断面类别", "en": "Water worse than the class"}),
    ):
        page = staff.get(path, params={"lang": language})
        assert page.status_code == 200
        assert told[language] in page.text, path


def test_a_form_snoozes_and_tells_why_not(door: Door, proof: Proof) -> None:
    client, path = door.as_("shift-1"), f"/devices/{STATION}/alarms/water_frozen/snooze"
    refused = client.post(path, data={"until": "", "reason": "维护"})
    assert refused.status_code == 422
    at = (door.clock() + timedelta(hours=9)).strftime("%Y-%m-%dT%H:%M")
    assert client.post(path, data={"until": at, "reason": "维护"}).status_code == 303
    until(lambda: "暂歇" in client.get(f"/devices/{STATION}").text)
