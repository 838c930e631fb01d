"""What is to be done about a case because of its clocks: record that one ran out, tell people, take a move.

Everything follows from the case and from the version it is pinned to. Commands carry ids made of what caused them, so
that who looks twice does nothing twice; what follows from a clock that ran out names that fact as its cause.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from domain.calendar import WorkCalendar
from domain.case import Case, Clock
from domain.command import Command
from domain.definition import ClockRule, Rung, Workflow
from domain.expiring import person_of, unit_of
from domain.facts.dispatch import LEVELS, CaseEscalated, SupervisionStarted
from domain.ladder import DUE, EXPIRE, Point, points_between
from domain.office import SYSTEM
from domain.rules.working import UNIT_ROLES
from workflows.log.messages import Message

DOOR = "worker"
OF_UNITS = frozenset({"unit_head", "handler", "maintainer", "builder", "property"})
"""Roles in which somebody acts for his unit: told of the unit whose time it is, and of a desk's time nobody is."""
RAISES = "level_is_higher"
"""The rule of moves that raise a case above where it is."""


@dataclass(frozen=True)
class Act:
    """One thing to do at a point of a clock; `id` tells it apart from every other, whoever looks and however often."""

    id: str
    point: Point
    messages: tuple[Message, ...] = ()
    command: Command | None = None


def next_act(
    case: Case,
    workflow: Workflow,
    calendar: WorkCalendar,
    since: datetime,
    now: datetime,
    done: Collection[str],
) -> Act | None:
    """The first thing that was to be done between two moments and is not among `done`.

    A clock that ran out is recorded whenever that was, and then its whole ladder follows; reminders are told only when
    their moment lies between the two.
    """
    if EXPIRE not in workflow.moves:
        return None
    for point in points_between(case, workflow, calendar, since, now):
        passing = _id(case.id, point.clock, "passed")
        if point.rung == DUE:
            act = Act(passing, point, command=_passing(passing, point.clock, case.id, now))
        else:
            fresh = point.at >= since or passing in done
            act = _rung(case, workflow, point, now, told=fresh)
        if act.id in case.commands:  # done before somebody died: people have to be told all the same
            act = replace(act, command=None)
        if act.id not in done and (act.command or act.messages):
            return act
    return None


def _rung(case: Case, workflow: Workflow, point: Point, now: datetime, *, told: bool) -> Act:
    clock, rule = point.clock, workflow.clocks[point.clock.name]
    rung = rule.ladder[point.rung]
    act_id = str(uuid5(UUID(clock.passed), point.rung)) if clock.passed else _id(case.id, clock, point.rung)
    if rung.every is not None:
        act_id = str(uuid5(UUID(act_id), point.at.isoformat()))
    messages = tuple(_messages(case, rule, rung, point, now)) if told else ()
    if not rung.move or not _is_wanted(case, workflow, rung):
        return Act(act_id, point, messages)
    return Act(act_id, point, messages, _command(act_id, case.id, rung.move, rung.given, now, clock.passed))


def _is_wanted(case: Case, workflow: Workflow, rung: Rung) -> bool:
    """Whether the move does something: it exists from here, nobody raised the case or supervises it already."""
    move = workflow.moves[rung.move]
    if case.state not in move.sources:
        return False
    if move.fact == CaseEscalated.TOPIC and RAISES in move.rules:
        level = str({**rung.given, **move.given}["to_level"])
        return LEVELS.index(level) > LEVELS.index(case.level or "desk")
    return move.fact != SupervisionStarted.TOPIC or not case.supervisions


def _messages(case: Case, rule: ClockRule, rung: Rung, point: Point, now: datetime) -> Iterator[Message]:
    clock = point.clock
    for role, unit, person in _told(case, clock, rule, rung):
        yield Message(
            case_id=case.id,
            clock=clock.name,
            key=clock.key,
            rung=point.rung,
            role=role,
            unit=unit,
            person=person,
            due_at=clock.due_at,
            point_at=point.at,
            sent_at=now,
        )


def _told(case: Case, clock: Clock, rule: ClockRule, rung: Rung) -> Iterator[tuple[str, str, str]]:
    """Roles, of which unit, or persons. A duty that lies with nobody in person yet is told to the head of its unit."""
    unit = unit_of(case, rule, clock.key)
    for role in rung.tell:
        person = person_of(case, rule) if role == "assignee" else ""
        named = "unit_head" if role == "assignee" else role
        if person:
            yield "", "", person
        elif unit and named in OF_UNITS | UNIT_ROLES:
            yield named, unit, ""
        elif named not in OF_UNITS:
            yield named, "", ""


def _id(case_id: str, clock: Clock, what: str) -> str:
    """The same for the same start of the same clock, whoever looks."""
    start = f"{case_id}/{clock.name}/{clock.key}/{clock.started_at.isoformat()}"
    return str(uuid5(NAMESPACE_URL, f"{start}/{what}"))


def _passing(command_id: str, clock: Clock, case_id: str, now: datetime) -> Command:
    fields = {"clock": clock.name, "key": clock.key, "due_at": clock.due_at.isoformat()}
    return _command(command_id, case_id, EXPIRE, fields, now)


def _command(
    command_id: str, case_id: str, move: str, fields: Any, now: datetime, causation: str = ""
) -> Command:
    return Command(
        id=command_id,
        event_id=str(uuid5(UUID(command_id), "fact")),
        case_id=case_id,
        move=move,
        actor=SYSTEM,
        now=now,
        fields=fields,
        door=DOOR,
        correlation=causation,
        causation=causation,
    )
