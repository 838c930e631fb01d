"""Facts of tasks: work the office sets itself because of what its cases show, and the plan that was approved for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from domain.facts.intake import Attribute
from domain.facts.schema import CASE, CATEGORY, ENTRY, INTERNAL, PERSON, PUBLIC, UNIT, Fact, one_of
from domain.values import File, Place

SAME_OBJECT, SAME_PLACE, SAME_APPLICANT = "same_object", "same_place", "same_applicant"
BASES = (SAME_OBJECT, SAME_PLACE, SAME_APPLICANT)
"""What the cases have in common that led to a root-cause task, besides their category."""
OF_PARENT = "parent"
"""The rule of a task that a move of another case opened: that case is its parent."""
ROOT_CAUSE, PENALTY = "root_cause", "penalty"
KINDS = (ROOT_CAUSE, PENALTY)


@dataclass(frozen=True, kw_only=True)
class TaskOpened(Fact):
    """任务生成: something is to be done that no single report asks for; `cases` are what was counted, or the parent."""

    TOPIC = "task.opened"
    kind: Annotated[str, PUBLIC, one_of(*KINDS)]
    rule: Annotated[str, PUBLIC, one_of(*BASES, OF_PARENT)]
    cases: Annotated[tuple[str, ...], PUBLIC, CASE] = ()
    parent: Annotated[str | None, PUBLIC, CASE] = None
    """The case that completed the number, or that opened this one."""
    category: Annotated[str | None, PUBLIC, CATEGORY] = None
    title: Annotated[str, INTERNAL] = ""
    subject: Annotated[str | None, INTERNAL, PERSON] = None
    place: Annotated[Place | None, INTERNAL] = None
    since: Annotated[date, PUBLIC]
    """The first and the last day on which one of the cases was filed (`from` is no name in Python), or the day."""
    until: Annotated[date, PUBLIC]
    attributes: Annotated[Mapping[str, Attribute] | None, INTERNAL, ENTRY] = None
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
