"""A restore that was killed half way: nobody takes what it left for an office, and the next one begins anew."""

import json
import os
import signal
from pathlib import Path

import pytest

from api.postgres import cluster, postmaster
from tests.integration.backups.test_whole_or_not_at_all import lose, nothing_is_there
from tests.support.installed import XIANGFU, Installed
from tests.support.until import until


def kill_a_restore(installed: Installed, once_there_is: Path) -> None:
    """It ends without a word as soon as that was put back."""
    process = installed.begin("backup", "restore", str(installed.copies), "--keys", str(installed.keys))
    until(once_there_is.exists, of="a restore is half way")
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)


@pytest.mark.parametrize("part", ["keys", "facts"])
def test_what_a_killed_restore_left_is_used_by_no_command_and_put_back_anew(
    installed: Installed, part: str
) -> None:
    installed.take()
    lose(installed)
    server = installed.keys_server if part == "keys" else installed.server
    kill_a_restore(installed, once_there_is=server.layout.cluster)

    unfinished = "was not finished"
    for command in (
        ("worker", "--once"),
        ("init", str(XIANGFU)),
        ("keys", "show"),
        ("audit", "verify"),
        ("backup", "detach"),
        ("backup", "take", str(installed.copies)),
        ("backup", "receive", str(installed.copies)),
    ):
        ran = installed.bihuan.refuses(*command, code=1, because=unfinished)
        assert len(ran.err.splitlines()) == 1, ran
        assert "run `bihuan backup restore` again" in ran.err
    doctor = installed.bihuan.refuses("doctor", code=6, because=unfinished)
    assert "run `bihuan backup restore` again" in doctor.out

    assert json.loads(installed.restore())["position"] > 0
    installed.must("worker", "--once")
    installed.must("doctor")


def test_keys_that_were_half_restored_go_even_when_the_next_restore_leaves_them_out(
    installed: Installed,
) -> None:
    installed.take()
    lose(installed)
    keys = installed.keys_server.layout.cluster
    kill_a_restore(installed, once_there_is=keys)
    assert (
        "Keys of personal data were not restored"
        in installed.bihuan("backup", "restore", str(installed.copies)).err
    )
    assert not keys.exists()


def test_what_was_put_in_place_by_hand_is_not_removed_by_the_next_restore(installed: Installed) -> None:
    installed.take()
    lose(installed)
    data = installed.keys_server.layout.cluster
    kill_a_restore(installed, once_there_is=data)
    cluster.stop(installed.keys_server.layout)
    data.rename(data.with_name("cluster-half"))
    data.with_name("cluster-away").rename(data)

    restore = ("backup", "restore", str(installed.copies), "--keys", str(installed.keys))
    installed.bihuan.refuses(*restore, code=1, because="does not overwrite data")
    assert postmaster.find(data) is None
    assert (data / "PG_VERSION").exists()


def test_a_second_restore_does_not_disturb_the_first(installed: Installed) -> None:
    installed.take()
    lose(installed)
    command = ("backup", "restore", str(installed.copies), "--keys", str(installed.keys))
    with installed.keys_server.turn():
        first = installed.begin(*command)
        until((installed.home / "restore.unfinished").exists, of="the first has begun")
        installed.bihuan.refuses(*command, code=1, because="is being restored")
    assert first.wait(120) == 0
    first.communicate()
    assert not nothing_is_there(installed)
    installed.must("worker", "--once")
