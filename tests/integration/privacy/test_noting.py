"""What was opened, as looks: one fact for what was shown together in one right, with each field under its class."""

from __future__ import annotations

from typing import Any

import pytest

from api.disclosed import Reader
from api.noting import MOST_CASES, Noting
from api.revealing import Access
from domain.disclosure import Right
from domain.facts.privacy import PersonalDataViewed
from domain.grants import Asking
from domain.office import Person, Post
from tests.integration.privacy.test_looks import Clock, looks_of, stored
from tests.support.log_events import MOMENT
from workflows.log import EventLog

pytestmark = pytest.mark.anyio
POSTS = (Post(role="handler", unit="roads"), Post(role="grid", unit="east"))
PERSON = Person(id="roads-1", posts=POSTS)
BY_UNIT = Reader(person=PERSON, level=2, right=Right(2, "handler", "roads", "own_unit"))
BY_CASE = Reader(person=PERSON, level=2, right=Right(2, "grid", "east", "own_case"))
RESIDENT = Reader(person=Person(id="resident-1"), level=2, right=Right(2, "reporter", "", "concerned"))
OPENED = Asking(
    id="r-1", case="case-9", by="roads-1", purpose="lawsuit", hours=2, asked_at=MOMENT, position=7, state="granted"
)  # fmt: skip
BY_GRANT = Reader(person=PERSON, level=3, right=Right(3, "handler", "roads", "granted"), opened=OPENED)
PHONE, RECORD = {"case.reported.reporter_phone": 2}, {"meeting.held.record": 3}


def access(reader: Reader = BY_UNIT, stream: str = "case-1", fields: Any = PHONE) -> Access:
    return Access(stream=stream, reader=reader, fields=fields)


async def noted(log: EventLog, *accesses: Access, **door: Any) -> list[Any]:
    """The facts and their envelopes, after this was opened at once."""
    await Noting(looks_of(log, Clock()), **door).note(accesses)
    return [(event.fact, event.envelope) for event in await stored(log)]


async def test_a_look_says_in_which_post_and_how_the_right_reached_the_case(log: EventLog) -> None:
    ((fact, envelope),) = await noted(log, access())
    assert fact == PersonalDataViewed(
        cases=("case-1",), personal=tuple(PHONE), reach="own_unit", purpose="duty"
    )
    assert (envelope.actor, envelope.role, envelope.unit, envelope.door) == (
        "roads-1",
        "handler",
        "roads",
        "http",
    )


async def test_who_reads_data_of_his_own_does_it_for_himself(log: EventLog) -> None:
    ((fact, envelope),) = await noted(log, access(RESIDENT))
    assert (fact.purpose, fact.reach, envelope.actor, envelope.role) == (
        "own_data", "concerned", "resident-1", "reporter",
    )  # fmt: skip


async def test_a_look_by_a_grant_names_the_request_and_its_purpose(log: EventLog) -> None:
    ((fact, _),) = await noted(log, access(BY_GRANT, "case-9", PHONE | RECORD))
    assert (fact.purpose, fact.request, fact.reach) == ("lawsuit", "r-1", "granted")
    assert (fact.personal, fact.confidential) == (tuple(PHONE), tuple(RECORD))


async def test_what_is_shown_together_in_one_right_is_one_fact(log: EventLog) -> None:
    opened = [access(), access(stream="case-2", fields=RECORD), access(BY_CASE, "case-3")]
    facts = [fact for fact, _ in await noted(log, *opened)]
    assert {(fact.cases, fact.personal, fact.confidential) for fact in facts} == {
        (("case-1", "case-2"), tuple(PHONE), tuple(RECORD)),
        (("case-3",), tuple(PHONE), ()),
    }


async def test_a_long_export_is_told_in_parts(log: EventLog) -> None:
    opened = [access(stream=f"case-{n}") for n in range(MOST_CASES + 1)]
    found = await noted(log, *opened, door="export", purpose="export")
    assert sorted(len(fact.cases) for fact, _ in found) == [1, MOST_CASES]
    assert {(fact.purpose, envelope.door) for fact, envelope in found} == {("export", "export")}


async def test_facts_of_the_office_are_no_cases(log: EventLog) -> None:
    ((fact, _),) = await noted(log, access(stream="subjects", fields={"subject.erased.reason": 2}))
    assert (fact.cases, fact.personal) == ((), ("subject.erased.reason",))


async def test_a_field_that_is_confidential_in_one_of_the_cases_is_told_as_that(log: EventLog) -> None:
    name = "case.reported.narrative"
    opened = [access(fields={name: 3}), access(stream="case-2", fields={name: 2})]
    ((fact, _),) = await noted(log, *opened)
    assert (fact.personal, fact.confidential) == ((), (name,))


async def test_nothing_opened_is_no_look(log: EventLog) -> None:
    assert await noted(log) == []
