"""Who waits for a receiver, and what an operator is told about it."""

import os
import signal
import subprocess

from api.backups.receiving import attached, is_waited_for
from tests.support.installed import Installed
from tests.support.until import until


def journal(installed: Installed) -> str:
    """The line of the doctor about the journal, with its mark."""
    said = installed.bihuan("doctor").out
    return next(line for line in said.splitlines() if " journal: " in line)


def says(process: subprocess.Popen[str], word: str) -> bool:
    """Read what it says up to a line with that word."""
    assert process.stderr is not None
    return any(word in line for line in iter(process.stderr.readline, ""))


def test_the_doctor_tells_who_receives_the_journal(installed: Installed) -> None:
    installed.must("worker", "--once")
    installed.take()
    assert journal(installed).startswith("ok   journal: kept here alone")
    with installed.receiving():
        assert "every move waits for it" in journal(installed)
        again = ("backup", "receive", str(installed.copies), "--keys", str(installed.keys))
        installed.bihuan.refuses(*again, code=1, because="already")
    assert journal(installed).startswith("ok   journal: kept here alone")


def test_a_receiver_that_was_killed_leaves_moves_waiting_until_somebody_decides(installed: Installed) -> None:
    installed.must("worker", "--once")
    installed.take()
    with installed.server.lease(existing=True) as lease:
        with installed.receiving() as receiver:
            os.killpg(receiver.pid, signal.SIGKILL)
            receiver.wait(30)
            until(lambda: journal(installed).startswith("DO "), of="moves wait for nobody")
            assert "bihuan backup detach" in journal(installed)
            installed.must("backup", "detach")
        assert not is_waited_for(lease.admin_dsn)
        assert journal(installed).startswith("ok   journal: ")


def test_of_two_that_begin_at_once_one_receives_and_the_other_leaves_it_alone(installed: Installed) -> None:
    installed.take()
    with installed.server.lease(existing=True) as lease, installed.keys_server.lease(existing=True) as keys:
        with installed.server.turn():
            both = [installed.begin_to_receive() for _ in range(2)]
            assert all(says(one, "Waiting for another command") for one in both)
        try:
            (loser,) = until(lambda: [one for one in both if one.poll() is not None], of="one is refused")
            assert "already" in loser.communicate()[1]
            assert loser.returncode == 1
            (winner,) = (one for one in both if one is not loser)
            assert says(winner, "Receiving")
            assert all(is_waited_for(one.admin_dsn) and attached(one.admin_dsn) for one in (lease, keys))
        finally:
            for one in both:
                one.terminate()
                one.communicate(timeout=60)
