"""Every contestant of a benchmark does its work on a real server; how fast does not matter here."""

from importlib import import_module
from pathlib import Path

import pytest

from api.postgres import Lease
from bench.ground import Ground
from bench.machine import describe
from bench.peers import foreign


@pytest.mark.parametrize(
    "name", ["append", "lifecycle", "http", "growth", "resources", "board", "audit", "conformance"]
)
def test_everybody_can_be_measured(name: str, postgres_server: Lease) -> None:
    ground = Ground(server=postgres_server, say=lambda _: None, facts=800)
    with import_module(f"bench.{name}").contest(ground) as contestants:
        for contestant in contestants:
            if contestant.writers == 1:
                figures = list(contestant.run(0.05))
                assert all(figure.value > 0 for figure in figures), contestant.who


def test_the_machine_is_described_without_folders(postgres_server: Lease) -> None:
    told = describe(postgres_server.admin_dsn)

    assert told["cores"] > 0
    assert (told["fsync"], told["synchronous_commit"], told["full_page_writes"]) == ("on", "on", "on")
    assert not any("/" in str(value) for value in told.values())


def test_peers_that_are_not_here_are_named(
    postgres_server: Lease, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foreign, "MODULES", tmp_path)
    monkeypatch.setattr(foreign, "FETCHED", tmp_path)
    ground = Ground(server=postgres_server, say=lambda _: None, peers=True)

    assert list(foreign.present(ground)) == []
    assert [told.partition(":")[0] for told in ground.skipped] == ["message-db", "emmett", "umadb"]
    assert list(foreign.present(Ground(server=postgres_server, say=lambda _: None))) == []
