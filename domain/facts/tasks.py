"""Facts of tasks: work the office sets itself because of what its cases show, and the plan that was approved for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from domain.facts.intake import Attribute
from domain.facts.meals import MEALS
from domain.facts.measuring import MEASURED_BY
from domain.facts.schema import (
    BY_NAME,
    CASE,
    CATEGORY,
    ENTRY,
    INTERNAL,
    OFFICE_OR_WORD,
    PERSON,
    PLAN,
    PUBLIC,
    ROLE,
    UNIT,
    Fact,
    one_of,
)
from domain.values import File, Place

SAME_OBJECT, SAME_PLACE, SAME_APPLICANT = "same_object", "same_place", "same_applicant"
BASES = (SAME_OBJECT, SAME_PLACE, SAME_APPLICANT)
"""What the cases have in common that led to a root-cause task, besides their category."""
BY_CYCLE, ON_REQUEST = "cycle", "asked"
"""It is its turn by a plan of the office, or somebody asked for it: whom it is for may follow and cancel it."""
PLANNED = "planned"
"""The office planned it by itself."""
OF_PARENT = "parent"
"""A move of another case opened it: that case is its parent."""
ROOT_CAUSE, PERIODIC, HANDOVER = "root_cause", "periodic", "handover"
CAMPAIGN, COMMITMENT = "campaign", "commitment"
MEAL_ORDER, PENALTY = "meal_order", "penalty"
KINDS = (ROOT_CAUSE, PERIODIC, HANDOVER, CAMPAIGN, COMMITMENT, MEAL_ORDER, PENALTY)


@dataclass(frozen=True, kw_only=True)
class TaskOpened(Fact):
    """任务生成: something is to be done that no single report asks for.

    Of a root-cause task `cases` are what was counted, and all but `rule` follows from them. Of a turn of a plan all
    follows from the plan: who has to do it is the unit, there whoever holds the role. Of a task that another case
    opened, `cases` is that parent.
    """

    TOPIC = "task.opened"
    kind: Annotated[str, PUBLIC, one_of(*KINDS)]
    rule: Annotated[str, PUBLIC, one_of(*BASES, BY_CYCLE, ON_REQUEST, PLANNED, OF_PARENT)]
    cases: Annotated[tuple[str, ...], PUBLIC, CASE, BY_NAME] = ()
    parent: Annotated[str | None, PUBLIC, CASE] = None
    """The case that completed the number, the turn before this one, or the case that opened this one."""
    plan: Annotated[str | None, PUBLIC, PLAN, BY_NAME] = None
    doer: Annotated[str | None, PUBLIC, ROLE, BY_NAME] = None
    assignee: Annotated[str | None, INTERNAL, PERSON, BY_NAME] = None
    """Who is told; another who holds the role in the unit may do it as well."""
    category: Annotated[str | None, PUBLIC, CATEGORY] = None
    title: Annotated[str, INTERNAL] = ""
    subject: Annotated[str | None, INTERNAL, PERSON] = None
    place: Annotated[Place | None, INTERNAL] = None
    since: Annotated[date, PUBLIC]
    """Of cases the first and the last day on which one was filed, else the days in which it is to be done or that it is
    for (`from` is no name in Python)."""
    until: Annotated[date, PUBLIC]
    attributes: Annotated[Mapping[str, Attribute] | None, INTERNAL, ENTRY] = None
    units: Annotated[tuple[str, ...], PUBLIC, UNIT, BY_NAME] = ()
    """Who takes part besides the unit that leads."""
    area: Annotated[tuple[str, ...], INTERNAL, BY_NAME] = ()
    """Its outline, corner by corner as `latitude,longitude` in EPSG:4490; none when it has only a place."""
    meal: Annotated[str | None, PUBLIC, one_of(*MEALS), BY_NAME] = None
    due_at: Annotated[datetime | None, PUBLIC, BY_NAME] = None
    """By when somebody has to take it on, where a plan says so."""
    unit: Annotated[str | None, PUBLIC, UNIT, BY_NAME] = None
    """The unit that has it from the start, where one has."""
    officers: Annotated[tuple[str, ...], INTERNAL, PERSON, BY_NAME] = ()
    """Who investigates, where it is about a forbidden act."""


@dataclass(frozen=True, kw_only=True)
class PlanApproved(Fact):
    """方案批准: what will be done, by whom, from when until when."""

    TOPIC = "plan.approved"
    plan: Annotated[File, INTERNAL]
    duties: Annotated[Mapping[str, Attribute], INTERNAL, OFFICE_OR_WORD]
    """By unit, or by whoever else takes part, what it has to do."""
    since: Annotated[date, PUBLIC]
    until: Annotated[date, PUBLIC]
    version: Annotated[int, PUBLIC]
    quantity: Annotated[Decimal | None, PUBLIC, BY_NAME] = None
    method: Annotated[str | None, PUBLIC, one_of(*MEASURED_BY), BY_NAME] = None
    """What was measured before anything was done, and how; after it is done the same is measured again."""


FACTS: tuple[type[Fact], ...] = (TaskOpened, PlanApproved)
