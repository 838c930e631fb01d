"""Who may come in: somebody who is named, from this machine, on no other site's behalf."""

import asyncio
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest

from api.app import create_app
from api.auth import is_actor
from api.settings import Settings, SettingsRefused
from tests.api.serving import Door

READS = ("/cases", "/board", "/closed-loop", "/units", "/events", "/workflows", "/workflows/city_case", "/me")


@pytest.mark.parametrize("path", [*READS, "/cases/x", "/cases/x/history", "/cases/x/moves", "/files/x"])
def test_nobody_reads_unnamed(door: Door, path: str) -> None:
    answer = door.as_(None).get(f"/api/v1{path}")

    assert (answer.status_code, answer.json()["code"]) == (401, "no_actor")
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/cases", "/cases/bulk", "/cases/x/moves/file", "/files"])
def test_nobody_writes_unnamed(door: Door, path: str) -> None:
    answer = door.as_(None).post(f"/api/v1{path}", json={})

    assert (answer.status_code, answer.json()["code"]) == (401, "no_actor")


@pytest.mark.parametrize("actor", ["system", "System", " ", "a b", "x" * 65, "é", "-", "a/b", "a\tb"])
def test_not_everything_is_a_person(door: Door, actor: str) -> None:
    assert not is_actor(actor)
    answer = door.as_(None).get("/api/v1/me", headers={b"X-Bihuan-Actor": actor.strip().encode()})
    assert answer.status_code == 401


def test_the_cookie_of_that_name_does_as_well(door: Door) -> None:
    answer = door.as_(None).get("/api/v1/me", headers={"Cookie": "X-Bihuan-Actor=dispatch-1"})

    assert answer.json()["id"] == "dispatch-1"


def test_somebody_without_a_post_is_from_outside(door: Door) -> None:
    assert door.as_("resident-1").get("/api/v1/me").json() == {
        "outside": True,
        "id": "resident-1",
        "label": "resident-1（非本处人员）",
        "posts": [],
    }


def test_everybody_with_a_post_can_be_chosen(door: Door) -> None:
    for path in ("/actors", "/api/v1/actors"):
        actors = {actor["id"]: actor for actor in door.as_(None).get(path).json()["actors"]}
        assert actors["dispatch-1"]["posts"][0]["role_label"] == "派遣员"
        assert "resident-7" not in actors


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "203.0.113.9"},
        {"Forwarded": "for=203.0.113.9"},
        {"X-Real-IP": "203.0.113.9"},
        {"Host": "office.example:8000"},
        {"Host": "rebound.attacker.example"},
    ],
)
def test_demo_sign_in_is_for_this_machine_only(door: Door, headers: dict[str, str]) -> None:
    for path in ("/api/v1/me", "/actors"):
        answer = door.as_("dispatch-1", **headers).get(path)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_local")


@pytest.mark.parametrize("client", ["203.0.113.9", "10.0.0.1", "", "testclient"])
def test_other_machines_are_refused_by_their_address(door: Door, client: str) -> None:
    async def ask(path: str) -> int:
        transport = httpx2.ASGITransport(create_app(door.services), client=(client, 1))
        async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as inside:
            return (await inside.get(path, headers={"X-Bihuan-Actor": "dispatch-1"})).status_code

    assert [asyncio.run(ask(path)) for path in ("/api/v1/me", "/actors", "/sign-in")] == [403, 403, 403]
    assert asyncio.run(ask("/livez")) == 200, "health is open to a supervisor elsewhere"


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}],
)
def test_another_site_cannot_act_by_a_cookie(door: Door, headers: dict[str, str]) -> None:
    sent = {"Cookie": "X-Bihuan-Actor=intake-1", **headers}

    answer = door.as_(None).post("/api/v1/cases", json={"category": "street.litter"}, headers=sent)
    assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")


def test_a_later_way_of_signing_in_does_not_open_the_door(door: Door, tmp_path: Path) -> None:
    settings = Settings(auth="oidc", data_dir=tmp_path)

    with pytest.raises(SettingsRefused, match="oidc"):
        create_app(replace(door.services, settings=settings))
