"""What an earlier run left behind, however it ended, never stops the next one and never hurts a stranger."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from api.postgres import EmbeddedServer, ServerUnavailable, postmaster, server
from api.postgres.postmaster import is_alive
from tests.support.server_user import ServerUser
from tests.support.until import until


def pid_file(data_dir: Path) -> Path:
    return data_dir / "postgres" / "cluster" / "postmaster.pid"


def run_once(data_dir: Path) -> str:
    """Start and stop a server; return what its pid file said meanwhile."""
    with EmbeddedServer.acquire(data_dir):
        return pid_file(data_dir).read_text()


@contextmanager
def stranger(name: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is none of our business, whatever it calls itself."""
    with subprocess.Popen([name, "600"], executable="/bin/sleep") as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("name", ["sleep", "postgres"])
def test_a_stale_pid_file_that_names_a_stranger_leaves_the_stranger_alone(folder: Path, name: str) -> None:
    lines = run_once(folder).splitlines()
    with stranger(name) as process:
        pid_file(folder).write_text("\n".join([str(process.pid), *lines[1:], ""]))

        with EmbeddedServer.acquire(folder) as lease:
            assert lease.pid != process.pid
            with psycopg.connect(lease.admin_dsn) as connection:
                assert connection.execute("SELECT 1").fetchone() == (1,)

        assert process.poll() is None


@pytest.mark.parametrize("content", ["", "\n", "garbage\n", "-5\n", "0\n"])
def test_a_damaged_pid_file_of_a_stopped_server_is_thrown_away(folder: Path, content: str) -> None:
    run_once(folder)
    pid_file(folder).write_text(content)

    run_once(folder)


def test_a_pid_file_damaged_while_the_server_runs_costs_a_restart(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "QUIET_SECONDS", 0.5)
    with ServerUser(folder) as killed:
        pid = killed.server_pid()
        killed.signal(signal.SIGKILL)
        killed.process.wait(30)
    pid_file(folder).write_text("")

    with EmbeddedServer.acquire(folder) as lease:
        assert lease.pid not in (None, pid)
        assert not is_alive(pid)


def test_a_server_that_does_not_answer_is_left_alone_while_others_use_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "QUIET_SECONDS", 0.2)
    with ServerUser(folder) as other:
        pid = other.server_pid()
        whole = pid_file(folder).read_text()
        pid_file(folder).write_text("")

        with pytest.raises(ServerUnavailable, match="does not answer, and other commands use it"):
            EmbeddedServer.acquire(folder)

        assert is_alive(pid)
        pid_file(folder).write_text(whole)
        other.leave()
        assert not is_alive(pid)


def test_a_command_killed_while_it_lays_out_the_data_leaves_nothing_in_the_way(folder: Path) -> None:
    home = folder / "postgres"
    with ServerUser(folder) as killed:
        until(lambda: list(home.glob("cluster.new-*/PG_VERSION")), of="the data directory is begun")
        killed.signal(signal.SIGKILL)
        killed.process.wait(30)
    assert not (home / "cluster").exists()

    run_once(folder)

    assert (home / "cluster").is_dir()


def test_the_remains_of_an_interrupted_layout_are_removed(folder: Path) -> None:
    home = folder / "postgres"
    run_once(folder)
    (home / "cluster").rename(home / "cluster.new-left")

    run_once(folder)

    assert [path.name for path in home.glob("cluster*")] == ["cluster"]


def test_data_of_another_major_version_are_refused_with_a_way_out(folder: Path) -> None:
    run_once(folder)
    (pid_file(folder).parent / "PG_VERSION").write_text("14\n")

    with pytest.raises(ServerUnavailable, match=r"made by PostgreSQL 14.*BIHUAN_POSTGRES_BIN"):
        run_once(folder)


def test_a_server_that_cannot_start_says_why(folder: Path) -> None:
    run_once(folder)
    with (pid_file(folder).parent / "postgresql.conf").open("a") as settings:
        settings.write("no_such_setting = 1\n")

    with pytest.raises(ServerUnavailable, match=r"does not start: .*(FATAL|no_such_setting)"):
        run_once(folder)


def test_data_in_use_from_another_view_of_processes_are_not_opened_twice(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ServerUser(folder) as other:
        pid = other.server_pid()
        monkeypatch.setattr(server, "_namespace", lambda: "another container")
        monkeypatch.setattr(postmaster, "find", lambda cluster: None)

        with pytest.raises(ServerUnavailable, match="in use from another container"):
            EmbeddedServer.acquire(folder)

        monkeypatch.undo()
        assert postmaster.find(pid_file(folder).parent) == pid
        os.kill(pid, 0)
