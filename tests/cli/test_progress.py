"""Whoever waits at a terminal sees how far it is, how fast it goes and how long it still takes."""

from __future__ import annotations

import io

import pytest

from api.cli.console import progress
from api.cli.rebuilding import _tell
from projections.building import Headway


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_rebuild_tells_its_rate_and_the_time_that_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    with progress("Rebuilding") as bar:
        _tell(bar, Headway(position=50_000, head=200_000, events_per_s=20_000.4, seconds_left=82.4))
        _tell(bar, Headway(position=200_000, head=200_000, events_per_s=9.0, seconds_left=0.0))

    first, last = terminal.getvalue().rstrip("\n").split("\r")[1:]
    assert "25% 50000/200000  20,000 facts/s, 1:22 left" in first
    assert "100% 200000/200000  9 facts/s, 0:00 left" in last
    assert len(last) >= len(first.rstrip()), "what was longer is written over"


def test_nothing_is_drawn_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("Rebuilding") as bar:
        _tell(bar, Headway(position=1, head=2, events_per_s=1.0, seconds_left=1.0))
    assert capsys.readouterr().err == ""
