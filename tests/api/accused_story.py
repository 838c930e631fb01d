"""An accusation in a busy office, with everything that leads to it from elsewhere; what tells of it in an answer."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote_plus
from zipfile import ZipFile

import httpx2
import pyarrow.parquet

from api.bootstrap import build
from domain.codec import to_data
from domain.facts.office import RoleGiven
from domain.facts.schema import Fact
from tests.api import office
from tests.api.journey import PLACE, Journey
from tests.api.serving import Door
from workflows.log.timer_queue import TimerQueue
from workflows.timers import Timers

ACCUSATION, STREET = "hotline.accusation", "告密巷"
ACCUSED = {"accused_unit": office.LEADERS, "accused_person": "dispatch-2"}
UNIT_OF_THE_ACCUSED = ("supervisor-1", "deputy-1", "auditor-1")
"""One for each kind of list that only some may read."""
ALL_ACCUSED = (*UNIT_OF_THE_ACCUSED, "dispatch-2")
OTHERS = ("intake-1", "shift-1", "supervisor-9", "deputy-9", "auditor-9", "dispatch-1")
"""Who is not accused, with the same posts."""
POSTS = [
    RoleGiven(person=f"{role}-9", role=role, unit=office.DESK, post_zh=f"{role} 9", post_en=f"{role} 9")
    for role in ("supervisor", "deputy", "auditor")
]
WHY = {"purpose": "audit", "hours": 2, "reason": "抽查"}
OBJECTION = {"ground": "beyond_control", "text": "持续暴雨"}


@dataclass
class Story:
    """The office, the accusation, and two cases that speak of it."""

    door: Door
    accusation: Journey
    merged: Journey
    parent: Journey
    middle: int = 0
    """A position at which the accusation was being worked on, and the moment of it."""
    then: str = ""
    fact: str = ""
    """The id of its first fact."""
    traces: tuple[str, ...] = field(default=())
    """Its id, its number, its place, which its title has."""

    def told_by(self, answer: httpx2.Response) -> list[str]:
        """What of the accusation an answer gives away; a page repeats what it was asked for."""
        text, said = "\n".join(texts_in(answer.content)), unquote_plus(str(answer.request.url))
        return [trace for trace in self.traces if trace in text and trace not in said]


def texts_in(content: bytes) -> Iterator[str]:
    """What an answer says, also one that is packed."""
    if content[:2] == b"PK":
        with ZipFile(io.BytesIO(content)) as packed:
            yield from (packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    elif content[:4] == b"PAR1":
        yield str(pyarrow.parquet.read_table(io.BytesIO(content)).to_pylist())
    else:
        yield content.decode("utf-8", "replace")


def told(door: Door) -> Story:
    """Take the accusation through the whole way, late, with an objection, a request to read it and looks at it."""
    asyncio.run(_tell(door, POSTS))
    story = Story(door, Journey(door), Journey(door), Journey(door))
    _report(story.accusation, attributes=ACCUSED, place={**PLACE, "address": STREET})
    _report(story.merged, reporter="resident-8")
    Journey(door).until("closed")
    for _ in range(2):
        Journey(door).open()
    story.merged.must("intake-1", "merge", master=story.accusation.id, ground="same_place")
    _work_on(story)
    _hang_on_a_parent(story)
    _ask_and_object(story)
    number = story.accusation.case()["case_no"]
    (first, *_) = door.as_("intake-1").get(f"/api/v1/cases/{number}/history").json()["facts"]
    story.fact = first["event_id"]
    story.traces = (story.accusation.id, number, STREET)
    asyncio.run(_settle(door))
    return story


def _report(journey: Journey, **fields: Any) -> None:
    answer = journey.open(category=ACCUSATION, **fields)
    assert answer.status_code == 201, answer.text


def _work_on(story: Story) -> None:
    journey, door = story.accusation, story.door
    journey.must("intake-1", "file", condition="accused_named", grid=office.GRID_CODE)
    journey.dispatch()
    journey.sign()
    story.middle = int(journey.answers[-1].headers["x-position"])
    door.clock.now = max(door.clock.now, datetime.now(UTC)) + timedelta(days=30)
    asyncio.run(_fire(door))
    journey.version = journey.case()["version"]
    record = journey.photo("handler-1", "record")
    journey.must("handler-1", "report_done", result="已查", items={"examined": True}, files=[record])
    story.then = to_data(door.clock())
    journey.assign_check()
    door.clock.forward(minutes=5)
    photo = journey.photo("checker-1", "same_spot")
    journey.must("checker-1", "pass_check", items={"examined": True}, files=[photo], place=PLACE)


def _hang_on_a_parent(story: Story) -> None:
    story.parent.until("handling")
    story.parent.must("head-1", "link_child", child=story.accusation.id, relation="follow_up")


def _ask_and_object(story: Story) -> None:
    door, accusation = story.door, story.accusation.id
    assert door.as_("intake-1").get(f"/api/v1/cases/{accusation}").status_code == 200, "a look at it"
    asked = door.as_("handler-2").post(f"/api/v1/cases/{accusation}/grants", json=WHY)
    assert asked.status_code == 201, asked.text
    asyncio.run(_settle(door))
    ledger = door.as_("head-1").get("/api/v1/ledger", params={"unit": office.CLEANING}).json()["entries"]
    (entry,) = [one["entry"] for one in ledger if one["case"] == accusation][:1]
    objected = door.as_("head-1").post(f"/api/v1/ledger/{entry}/dispute", json=OBJECTION)
    assert objected.status_code == 201, objected.text


async def _tell(door: Door, facts: Sequence[Fact]) -> None:
    async with build(door.settings, clock=door.clock) as services:
        await services.engine.tell_office(facts, "init", door.clock())


async def _fire(door: Door) -> None:
    async with (
        build(door.settings, clock=door.clock) as services,
        aclosing(TimerQueue(door.dsn, office.CODE)) as queue,
    ):
        await Timers(services.engine, queue, door.clock).fire_all()


async def _settle(door: Door) -> None:
    """Wait until every list shows what was done last."""
    async with build(door.settings, clock=door.clock) as services:
        names = ("board", "closed_loop", "rates", "disputes", "accesses", "timeline")
        assert await services.watch.wait(await services.log.head(), 30, names)
