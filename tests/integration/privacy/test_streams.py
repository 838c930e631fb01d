"""Streams that belong to no case: whatever follows cases passes them over, and the list of looks is made of them."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta

import pytest

from api.exporting.choosing import Choice, batches
from domain.definition import Workflow
from domain.facts.privacy import AccessGranted, PersonalDataViewed, SubjectErased
from domain.facts.schema import Fact
from domain.office import Office
from domain.streams import GRANTS, SUBJECTS, is_case
from projections.accesses import ACCESSES
from projections.accesses_query import AccessFilter, accesses
from projections.audience import EVERYBODY
from projections.board import BOARD
from projections.books import Books
from projections.connecting import connect
from projections.query import ask
from projections.rebuild import bring_up, compare
from projections.runner import Runner, live_model
from tests.calendars import PUBLISHED
from tests.support.log_events import MOMENT, PLACE, uid
from workflows.conformance.checking import Checker
from workflows.conformance.reading import Scope
from workflows.engine_view import may_be_a_case
from workflows.log import EventLog, LogReader
from workflows.office_events import Told, office_event
from workflows.recounting import opened_between
from workflows.whatif import World
from workflows.whatif import compare as compare_worlds

pytestmark = pytest.mark.anyio
LOOKS = "access_0199a1b2-0000-7000-8000-000000000001"
PHONE, RECORD = "case.reported.reporter_phone", "meeting.held.record"
SEEN = (
    PersonalDataViewed(cases=("case-1",), personal=(PHONE,)),
    PersonalDataViewed(
        cases=("case-1", "case-2"), personal=(PHONE,), confidential=(RECORD,), purpose="export"
    ),
    PersonalDataViewed(cases=("case-2",), confidential=(RECORD,), purpose="audit", request="r-1"),
)


async def add(log: EventLog, stream: str, facts: tuple[Fact, ...], actor: str = "intake-1") -> None:
    told = Told(actor=actor, role="intake", unit="desk", now=MOMENT, door="http", command_id="")
    events = [
        office_event(stream, n, str(uid(hash((stream, n)) & (2**63 - 1))), fact, told)
        for n, fact in enumerate(facts, 1)
    ]
    await log.append(await log.record_of(events))


@pytest.fixture
async def told(log: EventLog) -> EventLog:
    """A log with looks, a request of a person and a grant, and no case."""
    await add(log, LOOKS, SEEN)
    await add(log, SUBJECTS, (SubjectErased(subject="resident-1", reason="本人要求"),), "steward-1")
    until = MOMENT + timedelta(hours=1)
    await add(log, GRANTS, (AccessGranted(request="r-1", case="case-1", until=until),), "leader-1")
    return log


@pytest.mark.parametrize("stream", ["office", SUBJECTS, GRANTS, LOOKS])
async def test_no_case_can_have_their_names(stream: str) -> None:
    assert not is_case(stream)
    assert not may_be_a_case(stream)


async def test_nothing_takes_them_for_cases(told: EventLog, database: str) -> None:
    assert await opened_between(told, 0, 100) == ([], 100)
    with LogReader.open(database, PLACE) as log:
        head = log.head()
        assert list(batches(log, Choice(audience=EVERYBODY, position=head), lambda _: None)) == [[]]
        checker = Checker(log, Scope(until=head), lambda office: office.calendar or PUBLISHED)
        assert list(checker.run()) == []
        assert (checker.checked.office, checker.checked.judged, checker.checked.position) == (5, 0, head)
        worlds = [World({}, dict[str, Workflow]().__getitem__, lambda _: PUBLISHED) for _ in range(2)]
        found = compare_worlds(log.page(0, 100), *worlds, office=Office())
        assert found.moves == 0


async def test_the_list_of_looks_is_what_a_rebuild_makes_of_them(told: EventLog, database: str) -> None:
    books = Books(PLACE)
    with closing(connect(database)) as connection, LogReader.open(database, PLACE) as log:
        books.prepare(connection)
        bring_up(connection, books, log, (ACCESSES, BOARD), owner="tests")
        seats = [live_model(books, model) for model in (ACCESSES, BOARD)]
        runner = Runner(database, books, lambda: log, seats, owner="tests", bell="")
        while runner.step(connection, log):
            pass
        assert all(one.equal for one in compare(connection, books, log, (ACCESSES, BOARD), owner="tests"))

        def found(**wanted: object) -> list[int]:
            page = ask(connection, accesses(books, AccessFilter(**wanted)))  # type: ignore[arg-type]
            assert page.position == 5
            return [row.position for row in page.rows]

        assert found() == [3, 2, 1]
        assert (found(case="case-1"), found(case="case-2"), found(case="case-3")) == ([2, 1], [3, 2], [])
        assert (found(level=2), found(level=3)) == ([1], [3, 2])
        assert (found(purpose=("duty", "audit")), found(request="r-1")) == ([3, 1], [3])
        assert (found(person="intake-1", limit=1), found(person="nobody")) == ([3], [])
        assert (found(before=3), found(since=MOMENT), found(until=MOMENT)) == ([2, 1], [3, 2, 1], [])
