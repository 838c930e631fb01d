"""The answer to a commit is lost between database and server: whoever asked gets the one true answer all the same."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.api import office
from tests.api.journey import Journey
from tests.api.proxied import proxied
from tests.api.serving import Door, served
from tests.support.fault_proxy import FaultProxy

DISPATCH = {"unit": office.CLEANING, "instruction": "清理"}


@pytest.fixture
def proxy(database: str) -> Iterator[FaultProxy]:
    with proxied(database) as started:
        yield started


@pytest.fixture
def far_door(proxy: FaultProxy, tmp_path: Path) -> Iterator[Door]:
    """An office whose server has its database behind the proxy."""
    with served(proxy.dsn, tmp_path, worker=False) as made:
        yield made


def dispatches(journey: Journey) -> int:
    history = journey.door.as_("auditor-1").get(f"/api/v1/cases/{journey.id}/history").json()
    return [fact["topic"] for fact in history["facts"]].count("case.dispatched")


def test_a_move_whose_commit_was_not_heard_of_is_answered_as_done(far_door: Door, proxy: FaultProxy) -> None:
    journey = Journey(far_door).until("filed")
    proxy.losing_answer_to = b"case.dispatched"

    answer = journey.move("dispatch-1", "dispatch", **DISPATCH)

    assert proxy.cuts == 1
    assert (answer.status_code, answer.headers["etag"], journey.state) == (200, '"v3"', "dispatched")
    assert dispatches(journey) == 1


def test_so_is_every_move_that_went_with_it(far_door: Door, proxy: FaultProxy) -> None:
    journeys = [Journey(far_door).until("filed") for _ in range(12)]
    proxy.losing_answer_to = b"case.dispatched"

    with ThreadPoolExecutor(len(journeys)) as pool:
        answers = list(pool.map(lambda one: one.move("dispatch-1", "dispatch", **DISPATCH), journeys))

    assert proxy.cuts == 1
    assert [answer.status_code for answer in answers] == [200] * len(journeys)
    assert [dispatches(journey) for journey in journeys] == [1] * len(journeys)
    positions = sorted(int(answer.headers["x-position"]) for answer in answers)
    assert positions == list(range(positions[0], positions[0] + len(journeys)))
