"""Facts of the office itself: units, posts, catalogue. They make its past askable like a case's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from domain.facts.calendar import Session
from domain.facts.intake import Attribute
from domain.facts.schema import (
    ACT,
    CASE,
    CATEGORY,
    ENTRY,
    INTERNAL,
    PERSON,
    PERSONAL,
    PLAN,
    PUBLIC,
    ROLE,
    UNIT,
    Concerns,
    Fact,
    Limits,
    one_of,
)
from domain.values import Place

UNIT_KINDS = ("office", "community", "desk", "department", "team", "firm", "committee", "district", "other")


@dataclass(frozen=True, kw_only=True)
class UnitChanged(Fact):
    """单位: a unit exists as said here from now on; `duties` and `communities` are its rows of the 派单目录."""

    TOPIC = "unit.changed"
    unit: Annotated[str, PUBLIC, UNIT]
    kind: Annotated[str, PUBLIC, one_of(*UNIT_KINDS)]
    name_zh: Annotated[str, PUBLIC]
    name_en: Annotated[str, PUBLIC] = ""
    duties: Annotated[tuple[str, ...], PUBLIC, CATEGORY] = ()
    """Category ids this unit may be given; `*` is any."""
    communities: Annotated[tuple[str, ...], PUBLIC, UNIT] = ()
    """Community codes the duties are limited to; empty is the whole office."""
    area: Annotated[tuple[str, ...], PUBLIC] = ()
    """The unit's outline, corners as "lat,lon" in degrees (EPSG:4490); the office's own decides what is outside."""
    acts: Annotated[tuple[str, ...], PUBLIC, ACT] = ()
    """Acts of the published penalty list this unit may order on (行政处罚法24)."""
    active: Annotated[bool, PUBLIC] = True
    office_hours: Annotated[tuple[Session, ...], PUBLIC] = ()
    """When the unit is open, where that is not when the office is; on the office's working days."""


@dataclass(frozen=True, kw_only=True)
class RoleGiven(Fact):
    """任职: a person holds a role in a unit from now on."""

    TOPIC = "role.given"
    person: Annotated[str, INTERNAL, PERSON]
    role: Annotated[str, PUBLIC, ROLE]
    unit: Annotated[str, PUBLIC, UNIT]
    post_zh: Annotated[str, INTERNAL] = ""
    post_en: Annotated[str, INTERNAL] = ""
    certified: Annotated[bool, INTERNAL] = False
    """Holds an enforcement certificate (执法证); needed to count as one of two officers."""


@dataclass(frozen=True, kw_only=True)
class RoleTaken(Fact):
    """免职: the person no longer holds that role in that unit."""

    TOPIC = "role.taken"
    person: Annotated[str, INTERNAL, PERSON]
    role: Annotated[str, PUBLIC, ROLE]
    unit: Annotated[str, PUBLIC, UNIT]


@dataclass(frozen=True, kw_only=True)
class CataloguePublished(Fact):
    """目录发布: cases opened from now on follow this version of a workflow."""

    TOPIC = "catalogue.published"
    workflow: Annotated[str, PUBLIC]
    version: Annotated[int, PUBLIC]
    digest: Annotated[str, PUBLIC]


@dataclass(frozen=True, kw_only=True)
class PlanAdopted(Fact):
    """计划生效: something is to be done again and again, as said here, by whoever holds the role in the unit.

    What has to be done and how often stands with the category in the catalogue; `begins` is the first day of the first
    turn. Adopted once more under the same name, it is as said last; not `active`, no turn is opened any more.
    """

    TOPIC = "plan.adopted"
    plan: Annotated[str, PUBLIC, PLAN]
    workflow: Annotated[str, PUBLIC]
    category: Annotated[str, PUBLIC, CATEGORY]
    name_zh: Annotated[str, PUBLIC]
    name_en: Annotated[str, PUBLIC] = ""
    unit: Annotated[str, PUBLIC, UNIT]
    role: Annotated[str, PUBLIC, ROLE]
    place: Annotated[Place | None, INTERNAL] = None
    attributes: Annotated[Mapping[str, Attribute] | None, INTERNAL, ENTRY] = None
    begins: Annotated[date, PUBLIC]
    ahead_days: Annotated[int, PUBLIC, Limits(0, 366)] = 0
    """So many days before its end a turn is opened; 0 as soon as it begins."""
    active: Annotated[bool, PUBLIC] = True


@dataclass(frozen=True, kw_only=True)
class FormulaPublished(Fact):
    """考核公式发布: figures from now on are worked out by this version of a rate or rule of points."""

    TOPIC = "formula.published"
    formula: Annotated[str, PUBLIC]
    version: Annotated[int, PUBLIC]
    digest: Annotated[str, PUBLIC]


@dataclass(frozen=True, kw_only=True)
class FigureDisputed(Fact):
    """考核申诉: a unit objects to points it won or lost."""

    TOPIC = "figure.disputed"
    entry: Annotated[str, PUBLIC]
    """The entry of the ledger: rule of points and position of the fact behind it, as `rule:position`."""
    case: Annotated[str, PUBLIC, CASE]
    unit: Annotated[str, PUBLIC, UNIT]
    formula: Annotated[str, PUBLIC]
    """Digest of the rule of points it was entered by."""
    points: Annotated[int, PUBLIC]
    ground: Annotated[
        str, PUBLIC, one_of("not_our_duty", "wrong_deadline", "beyond_control", "wrong_record", "other")
    ]
    text: Annotated[str, PERSONAL, Concerns("case")]


@dataclass(frozen=True, kw_only=True)
class DisputeDecided(Fact):
    """申诉决定: another person upheld the objection, which takes the points away from then on, or did not."""

    TOPIC = "dispute.decided"
    entry: Annotated[str, PUBLIC]
    upheld: Annotated[bool, PUBLIC]
    reason: Annotated[str, PERSONAL]


FACTS: tuple[type[Fact], ...] = (
    UnitChanged,
    RoleGiven,
    RoleTaken,
    CataloguePublished,
    PlanAdopted,
    FormulaPublished,
    FigureDisputed,
    DisputeDecided,
)
