"""What a backup or a restore refuses: each with what is so and what to do, and nothing is changed."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.backups.copies import Copies
from api.backups.errors import BackupRefused
from api.settings import DEFAULT_DATABASE
from tests.support.installed import Installed


def test_copies_do_not_lie_within_the_data(installed: Installed) -> None:
    inside = str(installed.home / "copies")
    installed.bihuan.refuses("backup", "take", inside, code=3, because="another disk or machine")
    installed.bihuan.refuses(
        "backup", "take", str(installed.home.parent), code=3, because="lie in each other"
    )


def test_a_server_of_ones_own_has_means_of_its_own(
    installed: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BIHUAN_DATABASE_URL", "postgresql://somewhere/bihuan")
    installed.bihuan.refuses("backup", "take", str(installed.copies), code=1, because="pgBackRest")


def test_data_that_are_there_are_never_overwritten(installed: Installed) -> None:
    installed.must("backup", "take", str(installed.copies))
    installed.bihuan.refuses("backup", "restore", str(installed.copies), code=1, because="move it away")
    installed.must("worker", "--once")
    assert "journal" in installed.must("doctor")


def test_nothing_is_received_without_a_base(installed: Installed) -> None:
    installed.bihuan.refuses("backup", "receive", str(installed.copies), code=1, because="take one first")
    installed.bihuan.refuses("backup", "list", str(installed.copies), code=3, because="has no base")


def test_a_base_that_was_changed_is_not_restored(installed: Installed) -> None:
    taken = json.loads(installed.must("backup", "take", str(installed.copies), "--json"))
    table = next(path for path in (Path(taken["base"]) / "base").rglob("1259") if path.stat().st_size)
    content = bytearray(table.read_bytes())
    content[100] ^= 1
    table.write_bytes(content)
    cluster = installed.server.layout.cluster
    cluster.rename(cluster.with_name("cluster-away"))
    installed.bihuan.refuses("backup", "restore", str(installed.copies), code=1, because="is not whole")
    assert not cluster.exists()


def test_the_state_of_a_moment_is_put_back(installed: Installed) -> None:
    installed.must("backup", "take", str(installed.copies))
    with installed.server.lease(existing=True) as lease:
        dsn = lease.dsn(DEFAULT_DATABASE)
        assert dsn
    early = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    cluster = installed.server.layout.cluster
    cluster.rename(cluster.with_name("cluster-away"))
    installed.bihuan.refuses(
        "backup", "restore", str(installed.copies), "--until", early, code=1, because="no base from before"
    )
    assert not cluster.exists()


def test_old_bases_go_with_the_journal_that_only_they_need(tmp_path: Path) -> None:
    copies = Copies(tmp_path)
    for day, segment in ((1, "000000010000000000000002"), (2, "000000010000000000000004")):
        base = tmp_path / "base" / f"2026110{day}T000000Z"
        base.mkdir(parents=True)
        label = f"START WAL LOCATION: 0/2000028 (file {segment})\n"
        (base / "backup_label").write_text(label)
    journal = copies.journal(1)
    for number in (1, 2, 3, 4, 5):
        (journal / f"00000001000000000000000{number}").touch()
    (journal / "000000010000000000000006.partial").touch()
    gone = copies.forget(keep=1, older_than=None, now=datetime(2026, 11, 3, tzinfo=UTC))
    assert [base.path.name for base in gone] == ["20261101T000000Z"]
    assert sorted(copies.journal_files()) == [f"00000001000000000000000{number}" for number in (4, 5, 6)]
    assert copies.forget(keep=1, older_than=timedelta(hours=1), now=datetime(2026, 12, 1, tzinfo=UTC)) == []
    with pytest.raises(BackupRefused, match="no base from before"):
        copies.newest(datetime(2026, 11, 1, tzinfo=UTC))
