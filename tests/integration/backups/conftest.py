"""An office on an embedded server of its own."""

import os
from pathlib import Path

import pytest

from tests.cli.running import Bihuan
from tests.support.installed import XIANGFU, Installed


@pytest.fixture
def empty(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, data_dir: Path, tmp_path: Path
) -> Installed:
    """An installation in which nothing is yet."""
    for name in [name for name in os.environ if name.startswith("BIHUAN_")]:
        if name != "BIHUAN_REQUIRE_ALL":
            monkeypatch.delenv(name)
    home = data_dir / "home"
    monkeypatch.setenv("BIHUAN_DATA_DIR", str(home))
    monkeypatch.chdir(tmp_path)
    return Installed(home=home, copies=data_dir / "copies", bihuan=Bihuan(capsys))


@pytest.fixture
def installed(empty: Installed) -> Installed:
    """A real office without cases, whose server runs while a command uses it."""
    empty.must("init", str(XIANGFU))
    return empty
