"""The database's disk is full: 503, nothing half written, and once there is room everything goes on by itself."""

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from api.migrate import migrate
from api.postgres import EmbeddedServer, ensure_database
from tests.api.journey import REPORT
from tests.api.serving import Door, served
from tests.support.postgres import make_run_folder, remove_run_folder
from tests.support.small_disk import SmallDisk, small_disk
from tests.support.until import until

PATIENCE = 2000
"""Reports until a table needs a further page; each takes some."""


@pytest.fixture
def disk() -> Iterator[SmallDisk]:
    folder = make_run_folder()
    try:
        with small_disk(folder / "disk") as mounted:
            yield mounted
    finally:
        remove_run_folder(folder)


def report(door: Door, number: int) -> httpx2.Response:
    client = door.as_("intake-1", **{"Idempotency-Key": f"report-{number}"})
    return client.post("/api/v1/cases", json={**REPORT, "narrative": f"第{number}件"})


def facts(door: Door) -> list[int]:
    found: list[int] = []
    client = door.as_("auditor-1")
    while page := client.get("/api/v1/events", params={"after": found[-1] if found else 0}).json()["events"]:
        found += [fact["position"] for fact in page]
    return found


def test_a_full_disk_refuses_and_heals(disk: SmallDisk, tmp_path: Path) -> None:
    with EmbeddedServer.acquire(disk.folder) as lease:
        ensure_database(lease.admin_dsn, "full")
        migrate(lease.dsn("full"))
        with served(lease.dsn("full"), tmp_path) as door:
            before = len(facts(door))
            disk.fill()
            taken = next(n for n in range(PATIENCE) if report(door, n).status_code != 201)

            refused = report(door, taken)
            assert (refused.status_code, refused.json()["code"]) == (503, "database_away")
            assert int(refused.headers["retry-after"]) > 0
            assert facts(door) == list(range(1, before + taken + 1))
            assert door.as_("intake-1").get("/livez").status_code == 200

            disk.make_room()
            until(lambda: report(door, taken).status_code == 201)
            assert facts(door) == list(range(1, before + taken + 2))
            position = str(before + taken + 1)
            listed = door.as_("intake-1").get(
                "/api/v1/cases", params={"min_position": position, "limit": "1"}
            )
            assert listed.status_code == 200
