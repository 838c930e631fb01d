"""Facts of tasks: work the office sets itself because of what its cases show, and the plan that was approved for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from domain.facts.intake import Attribute
from domain.facts.meals import MEALS
from domain.facts.schema import BY_NAME, CASE, CATEGORY, ENTRY, INTERNAL, PERSON, PUBLIC, UNIT, Fact, one_of
from domain.values import File, Place

SAME_OBJECT, SAME_PLACE, SAME_APPLICANT = "same_object", "same_place", "same_applicant"
BASES = (SAME_OBJECT, SAME_PLACE, SAME_APPLICANT)
"""What the cases have in common that led to a root-cause task, besides their category."""
ON_REQUEST = "on_request"
"""The rule of a task that somebody asked for: it is about no case, and whom it is for may follow and cancel it."""
OF_PARENT = "parent"
"""The rule of a task that a move of another case opened: that case is its parent."""
ROOT_CAUSE, MEAL_ORDER, PENALTY = "root_cause", "meal_order", "penalty"
KINDS = (ROOT_CAUSE, MEAL_ORDER, PENALTY)


@dataclass(frozen=True, kw_only=True)
class TaskOpened(Fact):
    """任务生成: something is to be done that no single report asks for; `cases` are what was counted, or the parent."""

    TOPIC = "task.opened"
    kind: Annotated[str, PUBLIC, one_of(*KINDS)]
    rule: Annotated[str, PUBLIC, one_of(*BASES, ON_REQUEST, OF_PARENT)]
    cases: Annotated[tuple[str, ...], PUBLIC, CASE] = ()
    parent: Annotated[str | None, PUBLIC, CASE] = None
    """The case that completed the number, or that opened this one."""
    category: Annotated[str | None, PUBLIC, CATEGORY] = None
    title: Annotated[str, INTERNAL] = ""
    subject: Annotated[str | None, INTERNAL, PERSON] = None
    place: Annotated[Place | None, INTERNAL] = None
    since: Annotated[date, PUBLIC]
    """The first and the last day on which one of the cases was filed, or that the task is for or was opened on (`from`
    is no name in Python)."""
    until: Annotated[date, PUBLIC]
    attributes: Annotated[Mapping[str, Attribute] | None, INTERNAL, ENTRY] = None
    meal: Annotated[str | None, PUBLIC, one_of(*MEALS), BY_NAME] = None
    due_at: Annotated[datetime | None, PUBLIC, BY_NAME] = None
    """By when somebody has to take it on, where a plan says so."""
    unit: Annotated[str | None, PUBLIC, UNIT] = None
    """The unit that has it from the start, where one has."""
    officers: Annotated[tuple[str, ...], INTERNAL, PERSON] = ()
    """Who investigates, where it is about a forbidden act."""


@dataclass(frozen=True, kw_only=True)
class PlanApproved(Fact):
    """方案批准: what will be done, by whom, from when until when."""

    TOPIC = "plan.approved"
    plan: Annotated[File, INTERNAL]
    duties: Annotated[Mapping[str, Attribute], INTERNAL]
    since: Annotated[date, PUBLIC]
    until: Annotated[date, PUBLIC]
    version: Annotated[int, PUBLIC]


FACTS: tuple[type[Fact], ...] = (TaskOpened, PlanApproved)
