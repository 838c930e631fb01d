"""Devices on the command line: registered from a file, let in by tokens, their readings listed and deleted by date."""

import json
from pathlib import Path

import pytest

from tests.cli.running import Bihuan

BY = ("--as", "steward-1")
FILE = """
[devices.ws-north-1]
kind = "water_station"
name_zh = "水质站 1"
place = { lat_deg = "30.33", lon_deg = "120.11", address = "示意点位" }
limit_class = "III"
"""


@pytest.fixture
def devices(tmp_path: Path) -> Path:
    path = tmp_path / "devices.toml"
    path.write_text(FILE, "utf-8")
    return path


def test_devices_are_registered_once(office: Bihuan, devices: Path) -> None:
    assert "1 devices would be registered" in office("device", "register", str(devices), "--dry-run").out
    assert "1 devices registered, 0 unchanged" in office("device", "register", str(devices), *BY).out
    assert "0 devices registered, 1 unchanged" in office("device", "register", str(devices), *BY).out
    (row,) = json.loads(office("device", "list", "--json").out)
    assert (row["device"], row["limit_class"], row["mark"]) == ("ws-north-1", "III", None)


@pytest.mark.parametrize(
    ("change", "because"),
    [
        (('"water_station"', '"water_staton"'), "unknown_kind"),
        (('"III"', '"VI"'), "unknown_class"),
        (('limit_class = "III"', ""), "its alarms need it"),
        (('"30.33"', '"31.33"'), "outside_area"),
        (("ws-north-1", "steward-1"), "id_taken"),
        (("limit_class", "limit_clas"), "unknown_key"),
        (('limit_class = "III"', 'limit_class = "III"\nvendor = "x"'), "unknown_vendor"),
        (("[devices.ws-north-1]", "[other.x]"), "missing_key"),
    ],
)
def test_a_file_that_is_wrong_registers_nothing(
    office: Bihuan, devices: Path, change: tuple[str, str], because: str
) -> None:
    devices.write_text(FILE.replace(*change), "utf-8")

    office.refuses("device", "register", str(devices), *BY, code=3, because=because)
    assert json.loads(office("device", "list", "--json").out) == []


def test_a_token_is_shown_once_and_can_be_revoked(office: Bihuan, devices: Path) -> None:
    office("device", "register", str(devices), *BY)
    issued = json.loads(office("device", "token", "issue", "ws-north-1", "--json", *BY).out)
    assert issued["text"].startswith(f"bhd.{issued['token']}.")
    assert issued["text"] not in office("device", "token", "list").out
    assert issued["token"] in office("device", "token", "revoke", "ws-north-1", *BY).out
    office.refuses("device", "token", "revoke", "ws-north-1", *BY, code=3, because="No token in force")
    office.refuses(
        "device", "token", "issue", "ws-north-2", *BY, code=3, because='did you mean "ws-north-1"?'
    )


def test_readings_are_deleted_by_date(office: Bihuan, devices: Path) -> None:
    office("device", "register", str(devices), *BY)
    assert "No reading" in office("readings", "list", "ws-north-1").out
    assert "0 readings" in office("readings", "prune", "--before", "2026-01-01").out
    office.refuses("readings", "prune", code=2, because="--before DATE or --keep-days")
    office.refuses("readings", "prune", "--before", "2099-01-01", code=2, because="yet to come")
