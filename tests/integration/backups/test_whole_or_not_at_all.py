"""A restore puts everything back or nothing, and says what to do; a second try starts where the first one did."""

import json
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.backups.restoring import finish
from api.postgres import ServerUnavailable, cluster
from tests.support.installed import XIANGFU, Installed


def lose(installed: Installed) -> None:
    """Both servers' data are gone."""
    for server in (installed.server, installed.keys_server):
        cluster = server.layout.cluster
        cluster.rename(cluster.with_name("cluster-away"))


def nothing_is_there(installed: Installed) -> bool:
    """No data, and nothing that a restore began."""
    homes = [server.layout.home for server in (installed.server, installed.keys_server)]
    begun = [left for home in homes for name in ("cluster", "*restoring") for left in home.glob(name)]
    return not begun and not (installed.home / "restore.unfinished").exists()


@contextmanager
def no_room_for_more_than(size: int) -> Iterator[None]:
    """No file may become longer than that; the system refuses as it does when a disk is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_what_is_refused_is_refused_before_anything_is_put_back(installed: Installed) -> None:
    installed.take()
    base = next((installed.copies / "base").iterdir())
    lose(installed)
    restore = ("backup", "restore", str(installed.copies), "--keys", str(installed.keys))
    early = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    installed.bihuan.refuses(*restore, "--until", early, code=1, because="no base from before")
    swapped = ("backup", "restore", str(installed.keys), "--keys", str(installed.copies))
    installed.bihuan.refuses(*swapped, code=1, because="name them the other way round")
    version = base / "PG_VERSION"
    version.rename(base.with_name("PG_VERSION"))
    installed.bihuan.refuses(*restore, code=1, because="is not whole")
    base.with_name("PG_VERSION").rename(version)
    assert nothing_is_there(installed)
    assert json.loads(installed.restore())["position"] > 0


def test_a_moment_that_the_journal_does_not_reach_leaves_nothing_behind(installed: Installed) -> None:
    installed.take()
    lose(installed)
    late = (datetime.now(UTC) + timedelta(seconds=1)).isoformat()
    restore = ("backup", "restore", str(installed.copies), "--keys", str(installed.keys), "--until", late)
    ran = installed.bihuan.refuses(*restore, code=1, because="name an earlier moment")
    assert "without --until" in ran.err
    assert nothing_is_there(installed)
    assert json.loads(installed.restore())["position"] > 0


def test_a_server_that_ends_while_it_is_waited_for_is_told_by_its_own_last_words(
    installed: Installed,
) -> None:
    """It may answer a moment before it finds that the journal does not reach."""
    server = installed.server
    with server.lease() as lease:
        cluster.stop(server.layout)
        with server.layout.log.open("a") as log:
            log.write("FATAL:  recovery ended before configured recovery target was reached\n")
        with pytest.raises(ServerUnavailable, match="recovery target was reached"):
            finish(lease, server.layout)


def test_a_disk_without_room_is_told_in_a_sentence(installed: Installed) -> None:
    installed.take()
    lose(installed)
    restore = ("backup", "restore", str(installed.copies), "--keys", str(installed.keys))
    with no_room_for_more_than(1024 * 1024):
        ran = installed.bihuan.refuses(*restore, code=1, because="make room")
    assert len(ran.err.splitlines()) == 1
    assert nothing_is_there(installed)
    assert json.loads(installed.restore())["position"] > 0


def test_keys_are_copied_after_the_facts_that_need_them(installed: Installed) -> None:
    taken = json.loads(
        installed.must("backup", "take", str(installed.copies), "--keys", str(installed.keys), "--json")
    )
    facts_were_whole = (Path(taken["facts"]["base"]) / "backup_manifest").stat().st_mtime
    assert datetime.fromisoformat(taken["keys"]["taken_at"]).timestamp() + 1 > facts_were_whole


def test_folders_of_copies_are_of_one_server_each(installed: Installed) -> None:
    installed.take()
    swapped = (str(installed.keys), "--keys", str(installed.copies))
    for command in ("take", "receive"):
        installed.bihuan.refuses("backup", command, *swapped, code=1, because="name them the other way round")
    assert len(list((installed.copies / "base").iterdir())) == 1
    lose(installed)
    installed.must("init", str(XIANGFU))
    again = (str(installed.copies), "--keys", str(installed.keys))
    for command in ("take", "receive"):
        installed.bihuan.refuses("backup", command, *again, code=1, because="of another installation")
    assert len(list((installed.copies / "base").iterdir())) == 1
