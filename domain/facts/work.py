"""Facts of handling, checking, ending and judging a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from domain.facts.granting import INDICATORS, REQUEST_REASONS
from domain.facts.intake import Attribute
from domain.facts.measuring import MEASURED_BY
from domain.facts.schema import (
    BY_NAME,
    CASE,
    CLOCK,
    CONDITION,
    ENTRY,
    INTERNAL,
    PERSON,
    PERSONAL,
    PERSONAL_OR_CONFIDENTIAL,
    PUBLIC,
    UNIT,
    WORD,
    Fact,
    Limits,
    one_of,
)
from domain.values import File, Place

REQUEST_KINDS = ("return", "extension", "suspension", "forced_closure", "reopen", "exclusion")
EXECUTED = "executed"
"""The step that says an opinion which upheld a claim was carried out (信访工作条例32)."""
CHECK_LEVELS = ("desk", "grid", "street", "district", "legal")


@dataclass(frozen=True, kw_only=True)
class WorkNoted(Fact):
    """过程记录: a step of the work."""

    TOPIC = "work.noted"
    HANDS = True
    step: Annotated[
        str,
        PUBLIC,
        one_of(
            "on_site", "progress", "dissuade", "urge", "interim_measure", "part_performed",
            "interest_declared", "mediator_objected", "sample", "queue_override", "checked_out", "other", EXECUTED,
        ),
    ]  # fmt: skip
    text: Annotated[str, PERSONAL_OR_CONFIDENTIAL] = ""
    quantity: Annotated[Decimal | None, PUBLIC] = None
    unit: Annotated[str | None, PUBLIC] = None
    officers: Annotated[tuple[str, ...], INTERNAL, PERSON, BY_NAME] = ()
    """Who was there, where the law wants two of them."""
    until: Annotated[date | None, PUBLIC, BY_NAME] = None
    """The day on which what follows from the step has to be done."""
    files: Annotated[tuple[File, ...], PERSONAL] = ()


@dataclass(frozen=True, kw_only=True)
class WorkReported(Fact):
    """处理反馈: the lead unit says its task is done, once per round of work."""

    TOPIC = "work.reported"
    HANDS = True
    result: Annotated[str, PERSONAL]
    items: Annotated[Mapping[str, Attribute] | None, INTERNAL, CONDITION] = None
    on_the_spot: Annotated[bool, PUBLIC] = False
    quantity: Annotated[Decimal | None, PUBLIC] = None
    unit: Annotated[str | None, PUBLIC] = None
    party: Annotated[str | None, INTERNAL, PERSON, BY_NAME] = None
    """The household or person it was about, where repetitions of the same one count."""
    earlier: Annotated[tuple[str, ...], INTERNAL, CASE] = ()
    """The two cases of that party reported before this one, the latest first."""
    nth: Annotated[int | None, INTERNAL] = None
    """The how-manieth of that party ever."""
    times: Annotated[int | None, INTERNAL] = None
    """How many of that party within the time in which they count together, this one included."""
    files: Annotated[tuple[File, ...], PERSONAL] = ()
    children: Annotated[tuple[str, ...], PUBLIC, CASE, BY_NAME] = ()
    """Children that rest with approval and go on by themselves."""


@dataclass(frozen=True, kw_only=True)
class ApprovalRequested(Fact):
    """申请: something was asked for that another person must grant."""

    TOPIC = "approval.requested"
    kind: Annotated[str, PUBLIC, one_of(*REQUEST_KINDS)]
    reason: Annotated[str, PUBLIC, one_of(*REQUEST_REASONS)]
    text: Annotated[str, PERSONAL]
    amount: Annotated[int | None, PUBLIC, Limits(1, 366)] = None
    """How much more time is asked, in the unit the clock is counted in."""
    until: Annotated[date | None, PUBLIC] = None
    unit: Annotated[str | None, PUBLIC, UNIT] = None
    interim: Annotated[str | None, PERSONAL] = None
    """What keeps the place safe while handling rests."""
    indicator: Annotated[str | None, PUBLIC, one_of(*INDICATORS)] = None
    files: Annotated[tuple[File, ...], PERSONAL] = ()


@dataclass(frozen=True, kw_only=True)
class ApprovalRefused(Fact):
    """驳回: what was asked for was not granted."""

    TOPIC = "approval.refused"
    kind: Annotated[str, PUBLIC, one_of(*REQUEST_KINDS)]
    reason: Annotated[str, PERSONAL]


@dataclass(frozen=True, kw_only=True)
class ExtensionGranted(Fact):
    """延期: a running clock got a later due moment."""

    TOPIC = "extension.granted"
    clock: Annotated[str, PUBLIC, CLOCK]
    old_due_at: Annotated[datetime, PUBLIC]
    new_due_at: Annotated[datetime, PUBLIC]
    nth: Annotated[int, PUBLIC]
    asked_by: Annotated[str, PUBLIC, one_of("unit", "both_parties", "party")]
    told: Annotated[bool | None, PUBLIC] = None
    """Whom it makes wait was told why."""


@dataclass(frozen=True, kw_only=True)
class CheckAssigned(Fact):
    """派核查: a person without a hand in the case is to check the result."""

    TOPIC = "check.assigned"
    checker: Annotated[str, INTERNAL, PERSON]
    unit: Annotated[str, PUBLIC, UNIT]
    level: Annotated[str, PUBLIC, one_of("grid", "street", "district", "legal")]
    method: Annotated[str, PUBLIC, one_of("site", "data", "phone", "sample", "papers")] = "site"


@dataclass(frozen=True, kw_only=True)
class CheckPassed(Fact):
    """核查通过: the checker saw that it is done."""

    TOPIC = "check.passed"
    level: Annotated[str, PUBLIC, one_of(*CHECK_LEVELS)]
    items: Annotated[Mapping[str, Attribute] | None, INTERNAL, CONDITION] = None
    place: Annotated[Place | None, INTERNAL] = None
    distance: Annotated[Decimal | None, INTERNAL] = None
    """Metres between the case and the checker's place."""
    persons: Annotated[tuple[str, ...], INTERNAL, PERSON, BY_NAME] = ()
    """Who was there, where others have to be."""
    files: Annotated[tuple[File, ...], PERSONAL] = ()
    note: Annotated[str, PERSONAL] = ""
    quantity: Annotated[Decimal | None, PUBLIC, BY_NAME] = None
    method: Annotated[str | None, PUBLIC, one_of(*MEASURED_BY), BY_NAME] = None
    """Measured after it was done, by the method of the plan."""
    children: Annotated[tuple[str, ...], PUBLIC, CASE, BY_NAME] = ()
    """Children that rest with approval and go on by themselves."""


@dataclass(frozen=True, kw_only=True)
class CheckFailed(Fact):
    """核查不通过: it is not done; every one of these counts as a rework (返工)."""

    TOPIC = "check.failed"
    level: Annotated[str, PUBLIC, one_of(*CHECK_LEVELS)]
    finding: Annotated[str, PERSONAL]
    items: Annotated[Mapping[str, Attribute] | None, INTERNAL, CONDITION] = None
    place: Annotated[Place | None, INTERNAL] = None
    persons: Annotated[tuple[str, ...], INTERNAL, PERSON, BY_NAME] = ()
    files: Annotated[tuple[File, ...], PERSONAL] = ()


@dataclass(frozen=True, kw_only=True)
class CaseClosed(Fact):
    """结案: the loop is closed."""

    TOPIC = "case.closed"
    condition: Annotated[str, PUBLIC, CONDITION]
    outcome: Annotated[str, PUBLIC, one_of("solved", "corrected", "explained", "performed", "archived")]
    summary: Annotated[str, PERSONAL]
    public_summary: Annotated[str, PUBLIC]


@dataclass(frozen=True, kw_only=True)
class CaseReopened(Fact):
    """重新立案: the same case enters another round; Hands of earlier rounds stay Hands."""

    TOPIC = "case.reopened"
    cause: Annotated[
        str,
        PUBLIC,
        one_of("unsatisfied", "failed_callback", "relapse", "error", "audit", "party_asked", "rejected"),
    ]
    round: Annotated[int, PUBLIC]
    case: Annotated[str | None, PUBLIC, CASE] = None
    """The case that showed it, when it was another one."""


@dataclass(frozen=True, kw_only=True)
class CaseRated(Fact):
    """评价: the reporter's word on the result, by himself or to a callback."""

    TOPIC = "case.rated"
    score: Annotated[int, INTERNAL, Limits(1, 5)]
    solved: Annotated[str, INTERNAL, one_of("yes", "partly", "no")]
    text: Annotated[str | None, PERSONAL] = None


@dataclass(frozen=True, kw_only=True)
class CaseEvaluated(Fact):
    """综合评价: the figures of this case, and by which formula."""

    TOPIC = "case.evaluated"
    indicators: Annotated[Mapping[str, Attribute], PUBLIC, ENTRY]
    formula: Annotated[str, PUBLIC, WORD]


FACTS: tuple[type[Fact], ...] = (
    WorkNoted,
    WorkReported,
    ApprovalRequested,
    ApprovalRefused,
    ExtensionGranted,
    CheckAssigned,
    CheckPassed,
    CheckFailed,
    CaseClosed,
    CaseReopened,
    CaseRated,
    CaseEvaluated,
)
