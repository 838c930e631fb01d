"""Who waits for a receiver, and what an operator is told about it."""

import os
import signal

from api.backups.receiving import is_waited_for
from tests.support.installed import Installed
from tests.support.until import until


def journal(installed: Installed) -> str:
    """The line of the doctor about the journal, with its mark."""
    said = installed.bihuan("doctor").out
    return next(line for line in said.splitlines() if " journal: " in line)


def test_the_doctor_tells_who_receives_the_journal(installed: Installed) -> None:
    installed.must("worker", "--once")
    installed.must("backup", "take", str(installed.copies))
    assert journal(installed).startswith("ok   journal: kept here alone")
    with installed.receiving():
        assert "every move waits for it" in journal(installed)
        installed.bihuan.refuses("backup", "receive", str(installed.copies), code=1, because="already")
    assert journal(installed).startswith("ok   journal: kept here alone")


def test_a_receiver_that_was_killed_leaves_moves_waiting_until_somebody_decides(installed: Installed) -> None:
    installed.must("worker", "--once")
    installed.must("backup", "take", str(installed.copies))
    with installed.server.lease(existing=True) as lease:
        with installed.receiving() as receiver:
            os.killpg(receiver.pid, signal.SIGKILL)
            receiver.wait(30)
            until(lambda: journal(installed).startswith("DO "), of="moves wait for nobody")
            assert "bihuan backup detach" in journal(installed)
            installed.must("backup", "detach")
        assert not is_waited_for(lease.admin_dsn)
        assert journal(installed).startswith("ok   journal: ")
