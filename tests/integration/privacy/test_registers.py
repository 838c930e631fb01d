"""Streams of the office that are decided on whole: one decision at a time, whoever is quicker, in every process."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import pytest

from domain.errors import Refused
from domain.facts.privacy import AccessRequested
from domain.grants import Grants, ask_to_read, grant
from domain.office import Person, Post
from tests.support.log_events import MOMENT, uid
from workflows.log import EventLog
from workflows.office_events import Told
from workflows.registers import GRANTED_LOOKS, Register

pytestmark = pytest.mark.anyio
AUDITOR = Person(id="auditor-1", posts=(Post(role="auditor", unit="board"),))
HEADS = [Person(id=f"leader-{n}", posts=(Post(role="leader", unit="board"),)) for n in range(8)]


def registers(log: EventLog) -> Iterator[Register[Grants]]:
    """One for each process that is played."""
    numbers = count(1)
    while True:
        yield Register(log, GRANTED_LOOKS, new_id=lambda: str(uid(next(numbers))))


def by(person: Person) -> Told:
    return Told(actor=person.id, now=MOMENT, door="http", command_id="", role=person.posts[0].role)


def asking(request: str) -> AccessRequested:
    return AccessRequested(request=request, case="case-1", purpose="audit", hours=2, reason="抽查")


async def test_every_process_decides_on_what_all_know(log: EventLog) -> None:
    made = registers(log)
    here, there = next(made), next(made)
    event = await here.tell(lambda known: ask_to_read(known, asking("r-1"), AUDITOR, MOMENT), by(AUDITOR))
    assert (event.envelope.case_id, event.envelope.version, event.envelope.position) == ("grants", 1, 1)
    assert (await there.now()).requests.keys() == {"r-1"}

    with pytest.raises(Refused) as refused:
        await there.tell(lambda known: ask_to_read(known, asking("r-2"), AUDITOR, MOMENT), by(AUDITOR))
    assert refused.value.code == "access_open"
    assert await log.head() == 1


async def test_of_many_who_decide_at_once_one_does(log: EventLog) -> None:
    made = registers(log)
    await next(made).tell(lambda known: ask_to_read(known, asking("r-1"), AUDITOR, MOMENT), by(AUDITOR))

    async def open_it(register: Register[Grants], head: Person) -> str:
        try:
            await register.tell(lambda known: grant(known, "r-1", head, MOMENT, frozenset()), by(head))
        except Refused as refusal:
            return refusal.code
        return "opened"

    found = await asyncio.gather(*map(open_it, made, HEADS))
    assert sorted(found) == ["opened"] + ["request_decided"] * 7
    opened = (await next(made).now()).opening("auditor-1", "case-1", MOMENT + timedelta(hours=1))
    assert opened is not None
    assert opened.decided_by == HEADS[found.index("opened")].id
