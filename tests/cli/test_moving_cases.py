"""A new version on its way: published, tried on running cases, and they moved to it."""

import asyncio
import json
from pathlib import Path

import pytest

from tests.calendars import at
from tests.cli.reporting import report
from tests.cli.running import Bihuan
from tests.support.variants import changed_copy

BY = ("--as", "steward-1")


@pytest.fixture
def case(office: Bihuan, database: str) -> str:
    """A report in the packaged office."""
    return asyncio.run(report(database, at("2026-03-02 10:00")))


def _next_version(folder: Path, **renamed: str) -> Path:
    """The base as its next version, with words exchanged."""
    for name in ("river_bank", "metro_area", "mediation"):
        changed_copy(folder, {"version = 4": "version = 5"}, f"{name}.toml")
    made = changed_copy(folder, {"version = 4": "version = 5"})
    if renamed:  # what names a state of the base has to follow
        for name in ("kitchen_fume", "estate"):
            changed_copy(made, {"version = 1": "version = 2"}, f"{name}.toml")
        (made / "fragments").mkdir()
        changed_copy(made, {}, "fragments/device_lead.toml")
    for path in made.rglob("*.toml"):
        text = path.read_text("utf-8")
        for old, new in renamed.items():
            text = text.replace(f'"{old}"', f'"{new}"').replace(f"[states.{old}]", f"[states.{new}]")
        path.write_text(text, "utf-8")
    return made / "city_case.toml"


def test_a_case_is_moved_once_and_the_past_keeps_its_version(
    office: Bihuan, case: str, tmp_path: Path
) -> None:
    before = json.loads(office("replay", "--case", case, "--json").out)["case"]["digest"]
    _next_version(tmp_path / "next")
    assert "in force from now on" in office("workflow", "publish", str(tmp_path / "next"), *BY).out
    tried = json.loads(office("workflow", "migrate", "city_case", "--dry-run", "--json", *BY).out)
    assert (tried["moved"], tried["stranded"]) == ([case], [])
    assert json.loads(office("replay", "--case", case, "--json").out)["case"]["digest"] == before

    moved = office("workflow", "migrate", "city_case", "--to", "5", *BY)
    assert "1 moved, 0 there already" in moved.out
    again = office("workflow", "migrate", "city_case", "--to", tried["to"], *BY)
    assert "0 moved, 1 there already" in again.out
    after = json.loads(office("replay", "--case", case, "--json").out)
    assert (after["case"]["digest"], after["case"]["version"]) == (tried["to"], 2)
    assert office("worker", "--once").code == 0
    board = json.loads(office("replay", "--json").out)
    assert [row["state"] for row in board["rows"] if row["workflow"] == "city_case"] == ["reported"]


def test_what_has_no_place_there_is_listed_and_left(office: Bihuan, case: str, tmp_path: Path) -> None:
    _next_version(tmp_path / "next", reported="received")
    assert "in force from now on" in office("workflow", "publish", str(tmp_path / "next"), *BY).out
    stranded = office.refuses(
        "workflow", "migrate", "city_case", *BY, code=3, because="no place in that version"
    )
    assert f"stranded: {case} in reported: move_not_allowed" in stranded.out
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('[states]\nreported = "received"\n', "utf-8")
    moved = office("workflow", "migrate", "city_case", "--mapping", str(mapping), "--json", *BY)
    assert (moved.code, json.loads(moved.out)["moved"]) == (0, [case])
    assert json.loads(office("replay", "--case", case, "--json").out)["case"]["state"] == "received"


def test_what_migrate_and_publish_need(office: Bihuan, tmp_path: Path) -> None:
    office.refuses("workflow", "migrate", "city_cas", code=3, because="city_case")
    office.refuses("workflow", "migrate", "city_case", "--to", "99", code=3, because="no version")
    office.refuses("workflow", "migrate", "city_case", "--as", "nobody-1", code=2, because="steward-1")
    office.refuses(
        "workflow", "migrate", "city_case", "--mapping", "gone.toml", code=3, because="no such file"
    )
    mapping = tmp_path / "mapping.toml"
    mapping.write_text("[moves]\n", "utf-8")
    office.refuses("workflow", "migrate", "city_case", "--mapping", str(mapping), code=3, because="[states]")
    mapping.write_text("[", "utf-8")
    office.refuses("workflow", "migrate", "city_case", "--mapping", str(mapping), code=3, because="[states]")
    office.refuses("workflow", "publish", "nothing", code=3, because="no workflow")
    assert "in force already" in office("workflow", "publish", "city_case", *BY).out
    same_number = changed_copy(tmp_path / "same", {"near_m = 50\nmerge": "near_m = 40\nmerge"})
    office.refuses("workflow", "publish", str(same_number), code=3, because="raise `version`")
    assert json.loads(office("workflow", "publish", "city_case", "--json", *BY).out)[0]["published"] is False
