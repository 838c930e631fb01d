"""The embedded server ends under a command that serves: it comes back by itself, also when the disk was full."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from api.postgres import EmbeddedServer, postmaster
from tests.cli.conftest import XIANGFU
from tests.cli.running import Bihuan
from tests.cli.test_serving import port_of, running
from tests.support.small_disk import SmallDisk, small_disk
from tests.support.until import until

REPORT = {
    "category": "street.litter",
    "channel": "hotline",
    "narrative": "成堆垃圾",
    "reporter": "resident-1",
}


@pytest.fixture
def embedded(bihuan: Bihuan) -> Bihuan:
    """The program on an embedded server of its own, with the packaged office in it."""
    ran = bihuan("init", str(XIANGFU))
    assert ran.code == 0, ran
    return bihuan


@pytest.fixture
def disk(bihuan: Bihuan, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallDisk]:
    """A small disk that the data of the program lie on."""
    with small_disk(data_dir / "disk", mib=300) as mounted:
        monkeypatch.setenv("BIHUAN_DATA_DIR", str(mounted.folder))
        yield mounted


def status(url: str, key: str) -> int:
    """What a report under this key is answered with; 0 for no answer."""
    headers = {"X-Bihuan-Actor": "intake-1", "Idempotency-Key": key}
    place = {"lat_deg": 30.33, "lon_deg": 120.11, "address": "一号路", "community": "330105009011"}
    try:
        answer = httpx2.post(
            f"{url}/api/v1/cases",
            json={**REPORT, "place": place},
            headers=headers,
            timeout=60,
            trust_env=False,
        )
    except httpx2.HTTPError:
        return 0
    return answer.status_code


def test_a_killed_server_comes_back_under_whoever_serves(
    embedded: Bihuan, data_dir: Path, tmp_path: Path
) -> None:
    port, log = port_of(11), tmp_path / "serve.log"
    url = f"http://127.0.0.1:{port}"
    with running("serve", "--port", str(port), log=log) as process:
        until(lambda: status(url, "first") == 201, 60)
        with EmbeddedServer.acquire(data_dir) as lease:
            killed = lease.pid
        assert killed is not None
        os.kill(killed, signal.SIGQUIT)
        until(lambda: status(url, "second") == 201, 60)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 128 + signal.SIGTERM
    assert "PostgreSQL ended and was started again." in log.read_text()


def ended_without_room(disk: SmallDisk, log: Path) -> bool:
    """End the server as one ends whose journal finds no room; whether it could not be started anew."""
    disk.fill()
    (cluster,) = (found for found in disk.folder.rglob("cluster") if "keys" not in found.parts)
    pid = postmaster.find(cluster)
    if pid is not None:
        os.kill(pid, signal.SIGQUIT)
    return "It is tried again." in log.read_text()


def test_a_server_that_finds_no_room_comes_back_when_there_is_some(
    disk: SmallDisk, embedded: Bihuan, tmp_path: Path
) -> None:
    port, log = port_of(12), tmp_path / "serve.log"
    url = f"http://127.0.0.1:{port}"
    with running("serve", "--port", str(port), log=log) as process:
        until(lambda: status(url, "first") == 201, 60)
        until(lambda: ended_without_room(disk, log), 60)
        assert status(url, "second") == 503

        disk.make_room()
        until(lambda: status(url, "second") == 201, 60)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 128 + signal.SIGTERM
    assert "Traceback" not in log.read_text()


def test_a_setting_that_loses_events_is_refused_at_the_start(
    office: Bihuan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSTGRES_ENABLE_DB_FUNCTIONS", "y")

    office.refuses("serve", "--port", str(port_of(13)), code=1, because="POSTGRES_ENABLE_DB_FUNCTIONS is on")
    office.refuses("worker", "--once", code=1, because="POSTGRES_ENABLE_DB_FUNCTIONS is on")
