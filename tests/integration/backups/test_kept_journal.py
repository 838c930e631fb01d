"""What the server keeps for a copy that nobody receives: how much, since when, and how it ends."""

import json
import re
from datetime import UTC, datetime, timedelta

from tests.integration.backups.test_holes import go_on, kept_for_receivers
from tests.integration.backups.test_receiver import journal
from tests.integration.backups.test_whole_or_not_at_all import lose
from tests.support.installed import Installed

ABOVE_THE_LIMIT = 17
"""So many files of a journal are more than the doctor's 256 MiB."""


def test_what_is_kept_for_a_copy_that_nobody_receives_is_told_and_given_up(installed: Installed) -> None:
    installed.must("worker", "--once")
    installed.take()
    with installed.server.lease(existing=True) as lease, installed.keys_server.lease(existing=True) as keys:
        with installed.receiving():
            installed.bihuan.refuses(
                "backup", "detach", "--drop", code=1, because="stop `bihuan backup receive`"
            )
        assert journal(installed).startswith("ok   journal: kept here alone")
        assert "for a copy that nobody receives" in journal(installed)
        assert "--drop" in installed.must("backup", "detach"), "what is kept is told, and how it ends"

        go_on(lease, ABOVE_THE_LIMIT)
        told = journal(installed)
        assert told.startswith("DO "), told
        assert int(re.findall(r"(\d+) MiB", told)[0]) >= 16 * ABOVE_THE_LIMIT
        since = datetime.fromisoformat(re.findall(r"since (\S+Z)", told)[0])
        assert timedelta() <= datetime.now(UTC) - since < timedelta(minutes=5)
        assert "`bihuan backup receive DIR`" in told
        assert "`bihuan backup detach --drop`" in told

        installed.must("backup", "detach", "--drop")
        assert [kept_for_receivers(one) for one in (lease, keys)] == [0, 0]
        assert "nobody receives" not in installed.bihuan("doctor").out

        receive = ("backup", "receive", str(installed.copies), "--keys", str(installed.keys))
        installed.bihuan.refuses(*receive, code=1, because="take a new base")
        installed.take()
        with installed.receiving():
            go_on(lease)
    lose(installed)
    assert json.loads(installed.restore())["position"] > 0


def test_a_part_of_a_file_is_not_taken_for_the_whole_when_the_rest_was_given_up(installed: Installed) -> None:
    installed.take()
    with installed.server.lease(existing=True) as lease:
        with installed.receiving():
            pass
        installed.must("backup", "detach", "--drop")
        go_on(lease, 1)
        receive = ("backup", "receive", str(installed.copies), "--keys", str(installed.keys))
        installed.bihuan.refuses(*receive, code=1, because="take a new base")


def test_what_the_server_of_the_keys_keeps_is_told_as_well(installed: Installed) -> None:
    installed.must("worker", "--once")
    installed.take()
    with installed.server.lease(existing=True), installed.keys_server.lease(existing=True) as keys:
        with installed.receiving():
            assert "journal of keys: received elsewhere" in installed.bihuan("doctor").out
        go_on(keys, ABOVE_THE_LIMIT)
        assert "DO   journal of keys: " in installed.bihuan("doctor").out
        assert journal(installed).startswith("ok ")
