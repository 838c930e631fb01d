"""Telling our server from every other process, on systems with /proc and on those without."""

import os
import subprocess
from pathlib import Path

import pytest

from api.postgres import EmbeddedServer, postmaster


@pytest.fixture(params=["by /proc", "by ps"], autouse=True)
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at processes in the one way and in the other."""
    if request.param == "by ps":
        monkeypatch.setattr(postmaster, "PROC", Path("/no/such/place"))
        monkeypatch.delattr(os, "pidfd_open", raising=False)


def test_our_server_is_found_even_without_its_pid_file_and_ended(folder: Path) -> None:
    lease = EmbeddedServer.acquire(folder / "with space")
    cluster = lease.home / "cluster"
    assert lease.pid
    hidden = (cluster / "postmaster.pid").rename(cluster / "hidden.pid")

    assert postmaster.find(cluster) == lease.pid
    assert not postmaster.is_ours(lease.pid, cluster.parent)

    hidden.rename(cluster / "postmaster.pid")
    postmaster.stop(cluster)
    assert postmaster.find(cluster) is None
    postmaster.stop(cluster)
    lease.release()


def test_a_stranger_is_alive_but_not_ours(folder: Path) -> None:
    with subprocess.Popen(["postgres", "600"], executable="/bin/sleep") as stranger:
        assert postmaster.is_alive(stranger.pid)
        assert not postmaster.is_ours(stranger.pid, folder)
        stranger.kill()


def test_the_dead_and_the_unburied_are_not_alive(folder: Path) -> None:
    with subprocess.Popen(["/bin/true"]) as child:
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        assert not postmaster.is_alive(child.pid)
    assert not postmaster.is_alive(child.pid)
    assert not postmaster.is_alive(0)
