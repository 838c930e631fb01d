"""As root the server runs under a borrowed account, and nothing that was there is opened to it."""

import os
import pwd
import shutil
from pathlib import Path

import psycopg
import pytest

from api.postgres import EmbeddedServer, ServerUnavailable, binaries, server
from api.postgres.account import borrowed

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root lends the server an account")


def owner_and_mode(folder: Path) -> list[tuple[Path, str, str, int]]:
    """Owner, group and mode of a folder and all its parents."""
    return [(path, path.owner(), path.group(), path.stat().st_mode) for path in (folder, *folder.parents)]


def home_used(data_dir: Path, said: list[str]) -> Path:
    """Use a server, and return where its files lie."""
    with (
        EmbeddedServer.acquire(data_dir, say=said.append) as lease,
        psycopg.connect(lease.admin_dsn) as connection,
    ):
        assert connection.execute("SELECT 1").fetchone() == (1,)
        return lease.home


def runner_of(pid: int | None) -> str:
    return pwd.getpwuid(Path(f"/proc/{pid}").stat().st_uid).pw_name


def test_the_server_runs_under_an_account_that_is_not_root(folder: Path) -> None:
    before = owner_and_mode(folder)

    with EmbeddedServer.acquire(folder) as lease:
        assert runner_of(lease.pid) == borrowed(None).name

    assert owner_and_mode(folder) == before


def test_the_account_can_be_named(folder: Path) -> None:
    with EmbeddedServer.acquire(folder, pg_user="nobody") as lease:
        assert runner_of(lease.pid) == "nobody"


def test_existing_data_keep_their_account(folder: Path) -> None:
    with EmbeddedServer.acquire(folder, pg_user="nobody"):
        pass

    with EmbeddedServer.acquire(folder) as lease:
        assert runner_of(lease.pid) == "nobody"
    with pytest.raises(ServerUnavailable, match="belong to nobody"):
        EmbeddedServer.acquire(folder, pg_user="daemon")


def test_data_that_the_account_cannot_reach_lie_elsewhere_and_it_is_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "SHARED_PLACE", folder / "shared")
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    (closed / "data").mkdir()
    before, said = owner_and_mode(closed / "data"), list[str]()

    homes = {home_used(closed / "data", said) for _ in range(2)}

    assert [home.parent for home in homes] == [folder / "shared"]
    assert owner_and_mode(closed / "data") == before
    assert list((closed / "data").iterdir()) == []
    assert f"cannot use {closed / 'data'}" in said[0]
    assert str(homes.pop()) in said[1]


def test_programs_that_the_account_cannot_reach_are_copied_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "SHARED_PLACE", folder / "shared")
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    package = binaries._wheel_folder().parent.parent
    shutil.copytree(package, closed / package.name, ignore=shutil.ignore_patterns("include"))
    libraries = package.with_name(f"{package.name}.libs")
    shutil.copytree(libraries, closed / libraries.name)
    monkeypatch.setattr(binaries, "_wheel_folder", lambda: closed / package.name / "pginstall" / "bin")

    for _ in range(2):
        with EmbeddedServer.acquire(folder / "data") as lease:
            program = Path(f"/proc/{lease.pid}/exe").readlink()
            assert program.is_relative_to(folder / "shared")

    assert len(list((folder / "shared").glob("*bin-*"))) == 1
