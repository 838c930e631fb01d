"""A command line whose settings are the test's own: a database of its own, a data folder of its own."""

import os
from pathlib import Path

import pytest

from tests.cli.running import Bihuan
from tests.support.postgres import keys_of

ROOT = Path(__file__).parents[2]
XIANGFU = ROOT / "api" / "offices" / "xiangfu.toml"


@pytest.fixture
def bihuan(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, data_dir: Path
) -> Bihuan:
    """The program in an empty folder, with no settings but a data folder."""
    for name in [name for name in os.environ if name.startswith("BIHUAN_")]:
        if name != "BIHUAN_REQUIRE_ALL":
            monkeypatch.delenv(name)
    monkeypatch.setenv("BIHUAN_DATA_DIR", str(data_dir))
    monkeypatch.chdir(tmp_path)
    return Bihuan(capsys)


@pytest.fixture
def on_database(bihuan: Bihuan, database: str, monkeypatch: pytest.MonkeyPatch) -> Bihuan:
    """The program on a fresh, migrated database."""
    monkeypatch.setenv("BIHUAN_DATABASE_URL", database)
    monkeypatch.setenv("BIHUAN_KEYS_DATABASE_URL", keys_of(database))
    return bihuan


@pytest.fixture
def office(on_database: Bihuan) -> Bihuan:
    """The program on a database with the packaged office in it."""
    ran = on_database("init", str(XIANGFU))
    assert ran.code == 0, ran
    return on_database
