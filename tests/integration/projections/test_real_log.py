"""The same over the log itself: its rows, its reader, its bell."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import Any

import pytest

from domain.envelope import Event
from projections.as_of import Cut, rows_at
from projections.board import BOARD
from projections.parking import parked
from projections.projection import Projection
from projections.rebuild import bring_up, compare
from projections.runner import Runner, live_model
from projections.waiting import wait
from tests.integration.projections.conftest import MODELS, ReadSide
from tests.support.histories import histories
from workflows.log import LogReader, channel, encode_event

OFFICE = "330105"
COLUMNS = (
    "jurisdiction, stream_id, version, topic, data, event_id, metadata, occurred_at, recorded_at, position"
)


def store(read_side: ReadSide, events: Sequence[Event], broken: int = 0) -> None:
    """Put events into the log as they are, one of them unreadable; then ring."""
    with read_side.connection.cursor().copy(f"COPY bihuan.events ({COLUMNS}) FROM STDIN".encode()) as copy:
        for row in map(encode_event, events):
            data = b'{"channel": 7}' if row.position == broken else row.data
            copy.write_row(
                (OFFICE, row.stream_id, row.version, row.topic, data, row.event_id, row.metadata,
                 row.occurred_at, row.recorded_at, row.position)
            )  # fmt: skip
    read_side.execute("SELECT pg_notify(%s, '')", channel(OFFICE))


@pytest.fixture
def log(read_side: ReadSide) -> Iterator[LogReader]:
    with LogReader.open(read_side.dsn, OFFICE) as reader:
        bring_up(read_side.connection, read_side.books, reader, MODELS, owner="setup")
        yield reader


def worker(read_side: ReadSide, models: Sequence[Projection[Any]] = MODELS) -> Runner:
    seats = [live_model(read_side.books, model) for model in models]
    opened = partial(LogReader.open, read_side.dsn, OFFICE)
    return Runner(
        read_side.dsn, read_side.books, opened, seats, owner="w1", bell=channel(OFFICE), poll_s=0.05
    )


def test_what_is_appended_is_to_be_seen_and_equals_what_is_rebuilt(
    read_side: ReadSide, log: LogReader
) -> None:
    events = histories(95, 500)
    stop = threading.Event()
    thread = threading.Thread(target=worker(read_side).run, args=[stop])
    thread.start()
    for _, batch in groupby(events, key=lambda event: event.envelope.position // 40):
        store(read_side, list(batch))
    assert wait(read_side.connection, read_side.books, 500, 20)
    stop.set()
    thread.join()

    found = compare(read_side.connection, read_side.books, log, MODELS, owner="compare")
    assert [(one.position, one.equal) for one in found] == [(500, True)] * 3
    rows = {row.case_id: row for row in rows_at(log, BOARD, Cut(position=500)).rows}
    assert read_side.table(BOARD).rows(read_side.connection, list(rows)) == rows


def test_a_row_that_cannot_be_decoded_stops_its_case_alone(read_side: ReadSide, log: LogReader) -> None:
    events = histories(96, 120)
    report = next(event.envelope for event in events[40:] if event.fact.TOPIC == "case.reported")
    store(read_side, events, broken=report.position)
    runner = worker(read_side)
    while runner.step(read_side.connection, log):
        pass

    found = parked(read_side.connection, read_side.books)
    assert [(one.stream_id, one.position) for one in found] == [(report.case_id, report.position)] * 3
    assert [read_side.position(model) for model in MODELS] == [120] * 3
    assert all(
        one.equal for one in compare(read_side.connection, read_side.books, log, MODELS, owner="compare")
    )


def test_a_worker_that_lost_its_log_opens_it_again(read_side: ReadSide, log: LogReader) -> None:
    events = histories(97, 60)
    store(read_side, events[:30])
    stop = threading.Event()
    thread = threading.Thread(target=worker(read_side).run, args=[stop])
    thread.start()
    assert wait(read_side.connection, read_side.books, 30, 20)
    read_side.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )
    store(read_side, events[30:])
    assert wait(read_side.connection, read_side.books, 60, 20)
    stop.set()
    thread.join()
