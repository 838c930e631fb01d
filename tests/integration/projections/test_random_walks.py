"""What random legal walks through the real workflows leave behind is the same live and rebuilt."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from api.read_models import READ_MODELS
from domain.envelope import Event
from projections.board import BOARD
from projections.rebuild import bring_up, compare
from tests.integration.projections.conftest import ReadSide
from tests.integration.projections.test_real_log import OFFICE, store, worker
from tests.support.histories import renumbered
from tests.support.walks import many_walks
from workflows.loader import catalogue_dir, load_catalogue
from workflows.log import LogReader
from workflows.machine import compile_machine

SEED = 20261125


def _in_order(walks: int) -> Sequence[Event]:
    """The facts of so many walks as an office would have recorded them, by time."""
    found = load_catalogue([catalogue_dir()]).required().workflows
    workflows = {key: loaded.workflow for key, loaded in found.items()}
    events = [event for walk in many_walks(workflows, compile_machine, walks, SEED) for event in walk.events]
    return renumbered(sorted(events, key=lambda event: event.envelope.recorded_at))


@pytest.mark.parametrize("walks", [60, pytest.param(1000, marks=pytest.mark.slow)])
def test_live_and_rebuilt_are_equal_after_random_walks(read_side: ReadSide, walks: int) -> None:
    events = _in_order(walks)
    with LogReader.open(read_side.dsn, OFFICE) as log:
        bring_up(read_side.connection, read_side.books, log, READ_MODELS, owner="setup")
        half = len(events) // 2
        runner = worker(read_side, READ_MODELS)
        for part in (events[:half], events[half:]):
            store(read_side, part)
            while runner.step(read_side.connection, log):
                pass

        found = compare(read_side.connection, read_side.books, log, READ_MODELS, owner="compare")
        cases = {event.envelope.case_id for event in events}
        rows = read_side.table(BOARD).rows(read_side.connection, sorted(cases))

    assert [(one.position, one.equal) for one in found] == [(len(events), True)] * len(READ_MODELS), (
        f"seed {SEED}"
    )
    assert rows.keys() == cases
    assert len(cases) == walks
