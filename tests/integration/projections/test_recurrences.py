"""Which cases are found for one that was filed: those that share its class and its object, place or applicant."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.envelope import Event
from domain.facts import intake
from domain.facts.schema import Fact
from domain.values import Place
from projections.query import ask
from projections.recurrences import RECURRENCES
from projections.recurrences_query import Sought, alike, shares_anything
from tests.calendars import at
from tests.integration.projections.conftest import ReadSide
from tests.support.given import happened
from tests.support.histories import renumbered
from tests.support.recurring import EXIT, FILED, opened
from tests.support.samples import reported

FILED_AT = at("2026-03-02 10:00")
FAR = Place(lat_deg=30.40, lon_deg=120.11)


def story(case: str, *facts: Fact, days: int = 0) -> list[Event]:
    moment = FILED_AT - timedelta(days=days)
    return [happened(fact, case_id=case, version=n, when=moment) for n, fact in enumerate(facts, 1)]


def case(name: str, *more: Fact, days: int = 0, **report: object) -> list[Event]:
    return story(name, reported(**{"place": EXIT, **report}), FILED, *more, days=days)


EVENTS = [
    *case("same-exit"),
    *case("long-ago", days=40),
    *case("another-class", category="hole"),
    *case("merged", intake.CaseMerged(master="same-exit", ground="same_place")),
    *case("far-away", place=FAR),
    *case("near", place=Place(lat_deg=30.3301, lon_deg=120.1101)),
    *case("his", place=FAR, reporter="resident-1"),
    *case("anonymous", place=FAR, reporter="resident-1", anonymous=True),
    *story("not-filed", reported(place=EXIT)),
    *story("task", opened("same-exit"), days=80),
    *story("task-over", opened("same-exit"), intake.CaseDeclined(reason="gone", explanation="-"), days=80),
]
HOLE = [
    *story("hole", reported(place=EXIT, category="hole"), replace(FILED, category="hole")),
]
WANTED = Sought(case_id="me", category="litter", since=FILED_AT - timedelta(days=31))
POINT = {"lat_deg": EXIT.lat_deg, "lon_deg": EXIT.lon_deg}


@pytest.fixture
def filled(read_side: ReadSide) -> ReadSide:
    read_side.log.events = list(renumbered([*EVENTS, *HOLE]))
    read_side.up(RECURRENCES)
    runner = read_side.runner(models=(RECURRENCES,))
    while runner.step(read_side.connection, read_side.log):
        pass
    return read_side


def found(filled: ReadSide, **shared: object) -> set[str]:
    return set(ask(filled.connection, alike(filled.books, replace(WANTED, **shared))))  # type: ignore[arg-type]


def test_what_shares_the_exit_is_found_and_the_task_about_it(filled: ReadSide) -> None:
    # the class of "another-class" is the one it was filed as
    assert found(filled, object_id="exit-d") == {"same-exit", "another-class", "task"}
    assert found(filled, object_id="exit-d", case_id="same-exit") == {"another-class", "task"}
    assert found(filled, object_id="exit-d", category="hole") == {"hole"}


def test_what_lies_near_is_found(filled: ReadSide) -> None:
    assert found(filled, **POINT) == {"same-exit", "another-class", "near", "task"}


def test_what_the_same_applicant_reported_is_found_unless_he_stays_anonymous(filled: ReadSide) -> None:
    assert found(filled, applicant="resident-1") == {"his"}


def test_without_class_or_anything_to_share_nothing_is_asked() -> None:
    assert not shares_anything(WANTED)
    assert not shares_anything(replace(WANTED, category="", object_id="exit-d"))
    assert shares_anything(replace(WANTED, applicant="resident-1"))
