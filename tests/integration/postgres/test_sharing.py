"""One server for all who use it: the first starts it, the last stops it, and nobody else does."""

import os
import signal
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from api.postgres import EmbeddedServer, ServerUnavailable
from api.postgres.postmaster import is_alive, is_ours
from tests.support.server_user import ServerUser
from tests.support.until import until


def cluster_in(data_dir: Path) -> Path:
    return data_dir / "postgres" / "cluster"


def test_four_commands_at_once_share_one_server_and_the_last_out_stops_it(folder: Path) -> None:
    with ExitStack() as stack:
        users = [stack.enter_context(ServerUser(folder)) for _ in range(4)]
        (pid,) = {user.server_pid() for user in users}

        for user in users[:3]:
            user.leave()
        assert is_ours(pid, cluster_in(folder))

        users[3].leave()
        assert not is_alive(pid)


def test_the_one_that_started_the_server_may_leave_first(folder: Path) -> None:
    with ServerUser(folder) as first:
        pid = first.server_pid()
        with EmbeddedServer.acquire(folder) as second:
            first.leave()
            with psycopg.connect(second.admin_dsn) as connection:
                assert connection.execute("SELECT 1").fetchone() == (1,)
            assert second.pid == pid
    assert not is_alive(pid)


def test_two_leases_of_one_process_count_as_two(folder: Path) -> None:
    with EmbeddedServer.acquire(folder) as first:
        second = EmbeddedServer.acquire(folder)
        second.release()
        second.release()
        assert first.pid is not None
        with pytest.raises(ServerUnavailable, match="was stopped meanwhile"):
            second.dsn("postgres")


def test_a_forked_child_does_not_stop_the_server_of_its_parent(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lease = EmbeddedServer.acquire(folder)
    with EmbeddedServer.acquire(folder) as parent, monkeypatch.context() as child:
        child.setattr(os, "getpid", lambda: -1)
        lease.release()
        assert parent.pid is not None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_command_stops_its_server_cleanly(folder: Path, number: signal.Signals) -> None:
    with ServerUser(folder) as user:
        pid = user.server_pid()
        assert os.getsid(pid) != os.getsid(user.process.pid)

        user.signal(number)

        assert user.process.wait(30) != 0
    assert not is_alive(pid)
    assert not (cluster_in(folder) / "postmaster.pid").exists()
    assert "database system is shut down" in (folder / "postgres" / "server.log").read_text()


def test_the_server_of_a_killed_command_is_taken_over_and_stopped_by_the_last_one_out(folder: Path) -> None:
    with ServerUser(folder) as killed:
        pid = killed.server_pid()
        killed.signal(signal.SIGKILL)
        killed.process.wait(30)
    assert is_ours(pid, cluster_in(folder))

    with EmbeddedServer.acquire(folder) as heir:
        assert heir.pid == pid
    assert not is_alive(pid)


def test_a_killed_server_is_started_again_with_all_it_acknowledged(folder: Path) -> None:
    with EmbeddedServer.acquire(folder) as lease:
        pid = lease.pid
        assert pid is not None
        with psycopg.connect(lease.admin_dsn, autocommit=True) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1 AS fact")

        os.kill(pid, signal.SIGKILL)
        until(lambda: not is_alive(pid), of="the server is dead")

        with EmbeddedServer.acquire(folder) as second:
            assert second.pid not in (None, pid)
            with psycopg.connect(lease.admin_dsn) as connection:
                assert connection.execute("SELECT fact FROM kept").fetchone() == (1,)


def test_it_is_told_where_the_data_lie(folder: Path) -> None:
    said: list[str] = []

    with EmbeddedServer.acquire(folder, say=said.append) as lease:
        assert lease.home == folder.resolve() / "postgres"

    assert [text for text in said if str(lease.home / "cluster") in text]
