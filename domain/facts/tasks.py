"""Facts of tasks the office sets itself, and of moving a case to another version of its workflow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from domain.facts.intake import Attribute
from domain.facts.schema import INTERNAL, PUBLIC, Fact, one_of
from domain.values import File, Place

TASK_KINDS = ("root_cause", "device_check", "inspection", "campaign", "follow_up", "handover", "other")


@dataclass(frozen=True, kw_only=True)
class TaskOpened(Fact):
    """任务生成: work that nobody reported: the office, or a rule, asks for it."""

    TOPIC = "task.opened"
    kind: Annotated[str, PUBLIC, one_of(*TASK_KINDS)]
    rule: Annotated[str, PUBLIC]
    """What it was opened by: the clusters' rule, a schedule."""
    parent: Annotated[str | None, PUBLIC] = None
    subject: Annotated[str | None, INTERNAL] = None
    """The person whose cases are the matter, when one is."""
    place: Annotated[Place | None, INTERNAL] = None
    since: Annotated[date | None, PUBLIC] = None
    until: Annotated[date | None, PUBLIC] = None
    attributes: Annotated[Mapping[str, Attribute] | None, INTERNAL] = None
    cases: Annotated[tuple[str, ...], PUBLIC] = ()
    """The cases it is about."""
    key: Annotated[str, INTERNAL] = ""
    """What those cases have in common; one live task of a kind per key."""
    nth: Annotated[int, PUBLIC] = 1
    """The how manieth task of that key it is."""


@dataclass(frozen=True, kw_only=True)
class PlanApproved(Fact):
    """方案批准: what will be done about it, by whom, until when."""

    TOPIC = "plan.approved"
    plan: Annotated[File | None, INTERNAL] = None
    duties: Annotated[Mapping[str, Attribute], INTERNAL]
    """Measure by the unit that takes it."""
    since: Annotated[date | None, PUBLIC] = None
    until: Annotated[date, PUBLIC]
    version: Annotated[int, PUBLIC] = 1


@dataclass(frozen=True, kw_only=True)
class CaseMigrated(Fact):
    """版本迁移: the case follows another version of its workflow from now on."""

    TOPIC = "case.migrated"
    from_digest: Annotated[str, PUBLIC]
    to_digest: Annotated[str, PUBLIC]
    mapping: Annotated[Mapping[str, Attribute] | None, PUBLIC] = None
    """States renamed, the old name to the new one."""


FACTS: tuple[type[Fact], ...] = (CaseMigrated,)
