"""A journal that does not continue its base is told before anybody trusts it, and whenever files of it are missing."""

import json
import shutil

import psycopg

from api.backups.copies import Copies
from api.postgres import Lease
from tests.integration.backups.test_whole_or_not_at_all import lose, nothing_is_there
from tests.support.installed import Installed
from tests.support.until import until


def go_on(lease: Lease, files: int = 3) -> None:
    """The server writes some files of its journal and needs none of them any more."""
    with psycopg.connect(lease.admin_dsn, autocommit=True) as connection:
        connection.execute("SET synchronous_commit = local")
        for _ in range(files):
            connection.execute("SELECT pg_logical_emit_message(true, 'it went', 'on')")
            connection.execute("SELECT pg_switch_wal()")
            connection.execute("CHECKPOINT")


def kept_for_receivers(lease: Lease) -> int:
    """For how many receivers, there or not, the server keeps its journal."""
    with psycopg.connect(lease.admin_dsn) as connection:
        return connection.execute("SELECT FROM pg_replication_slots").rowcount


def test_who_begins_to_receive_too_late_is_told_to_take_a_base(installed: Installed) -> None:
    installed.take()
    with installed.server.lease(existing=True) as lease, installed.keys_server.lease(existing=True) as keys:
        go_on(lease)
        receive = ("backup", "receive", str(installed.copies), "--keys", str(installed.keys))
        installed.bihuan.refuses(*receive, code=1, because="take a new base")
        assert [kept_for_receivers(one) for one in (lease, keys)] == [0, 0]
        go_on(lease)
        installed.take()
        with installed.receiving():
            go_on(lease)
        assert [kept_for_receivers(one) for one in (lease, keys)] == [1, 1], "a receiver can go on"


def test_missing_files_of_the_journal_are_named_and_only_given_up_on_purpose(installed: Installed) -> None:
    installed.take()
    with installed.server.lease(existing=True) as lease, installed.receiving():
        go_on(lease)
        copies = Copies(installed.copies)
        until(lambda: len(copies.journal_files()) > 3, of="the journal is received")
    missing = sorted(copies.journal_files())[1]
    away = installed.copies / missing
    shutil.move(copies.journal_files()[missing], away)
    lose(installed)
    restore = ("backup", "restore", str(installed.copies), "--keys", str(installed.keys))
    ran = installed.bihuan.refuses(*restore, code=1, because=missing)
    assert "--give-up-missing" in ran.err
    assert nothing_is_there(installed)
    assert json.loads(installed.must(*restore, "--give-up-missing", "--json"))["position"] > 0


def test_what_a_full_disk_left_of_a_file_stops_neither_receiver_nor_restore(installed: Installed) -> None:
    installed.take()
    copies = Copies(installed.copies)
    with installed.server.lease(existing=True) as lease:
        with installed.receiving():
            go_on(lease)
            until(lambda: len(copies.journal_files()) > 3, of="the journal is received")
        last = copies.journal_files()[max(copies.journal_files())]
        last.write_bytes(bytes(3_465_216))
        with installed.receiving():
            pass
    last.write_bytes(bytes(3_465_216))
    lose(installed)
    assert json.loads(installed.restore())["position"] > 0


def test_a_receiver_that_cannot_go_on_says_why(installed: Installed) -> None:
    installed.take()
    copies = Copies(installed.copies)
    with installed.server.lease(existing=True) as lease, installed.receiving() as receiver:
        with psycopg.connect(lease.admin_dsn, autocommit=True) as connection:
            folder = copies.journal(1)
            partial = next(folder.glob("*.partial"))
            partial.write_bytes(b"not a file of a journal")
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_replication")
        assert receiver.stderr is not None
        line = next(line for line in receiver.stderr if "terminating" not in line)
        assert "should be 0 or 16777216" in line
        assert "bihuan backup detach" in line
