"""Facts of dispatching: who handles a case, returns, disputes over duty, joint handling, supervision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated

from domain.facts.schema import (
    ASSIST,
    BATCH,
    BY_NAME,
    CASE,
    CONFIDENTIAL,
    INTERNAL,
    OFFICE_OR_WORD,
    PERSON,
    PERSONAL,
    PUBLIC,
    UNIT,
    Fact,
    Limits,
    one_of,
)
from domain.values import File

LEVELS = (
    "grid", "community", "desk", "unit", "street", "deputy", "leader", "coordination", "district", "interview",
)  # fmt: skip
"""Levels a case can be raised to; `interview` is 约谈 by the district chief (浙河长15)."""

CAUSES = (
    "duty_dispute", "overdue", "no_effect", "beyond_power", "danger", "limit_missed", "unanswered", "accident",
)  # fmt: skip
AUTHORITIES = ("police", "fire", "medical", "market", "health", "water_environment", "superior")
ROUTES = (
    "authority", "arbitration", "administrative", "court", "enforcement", "petition", "discipline", "criminal"
)  # fmt: skip
ENDS = ("closed", "declined", "withdrawn", "transferred", "unmerged", "decided", "ended")
PARENT = "parent"
RELATIONS = ("merged", "child", "penalty", "root_cause", "follow_up", "cause", PARENT, "mediation")
"""Why a case hangs on another; `cause` is a case on the task it led to, `parent` who is told when this one ends."""


@dataclass(frozen=True, kw_only=True)
class CaseDispatched(Fact):
    """派遣: a unit (and perhaps a person) was given the case.

    Of a meal also when it was ready, how hot it left (degrees Celsius), how much of each dish was kept back until when.
    """

    TOPIC = "case.dispatched"
    unit: Annotated[str, PUBLIC, UNIT]
    assignee: Annotated[str | None, INTERNAL, PERSON] = None
    chosen_by: Annotated[str, PUBLIC, one_of("dispatcher", "rule", "rota", "parties", "designation")] = (
        "dispatcher"
    )
    instruction: Annotated[str, PERSONAL] = ""
    round: Annotated[int, PUBLIC]
    until: Annotated[datetime | None, PUBLIC, BY_NAME] = None
    """By when it is promised."""
    cooked_at: Annotated[datetime | None, PUBLIC, BY_NAME] = None
    temperature: Annotated[Decimal | None, INTERNAL, BY_NAME] = None
    sample_g: Annotated[int | None, INTERNAL, Limits(0, 100_000), BY_NAME] = None
    sample_until: Annotated[datetime | None, INTERNAL, BY_NAME] = None


@dataclass(frozen=True, kw_only=True)
class CaseReassigned(Fact):
    """改派: another unit or person has the case now."""

    TOPIC = "case.reassigned"
    from_unit: Annotated[str, PUBLIC, UNIT]
    unit: Annotated[str, PUBLIC, UNIT]
    assignee: Annotated[str | None, INTERNAL, PERSON] = None
    reason: Annotated[
        str, PUBLIC,
        one_of("wrong_unit", "workload", "absence", "duty_changed", "party_request", "conflict", "other"),
    ]  # fmt: skip
    text: Annotated[str, PERSONAL] = ""


@dataclass(frozen=True, kw_only=True)
class CaseSignedFor(Fact):
    """签收·认领: the unit took the case in hand."""

    TOPIC = "case.signed_for"
    HANDS = True
    unit: Annotated[str, PUBLIC, UNIT]
    person: Annotated[str, INTERNAL, PERSON]
    batch: Annotated[str | None, PUBLIC, BATCH, BY_NAME] = None
    """What stands or falls together, such as the meals of one pot."""
    until: Annotated[datetime | None, PUBLIC, BY_NAME] = None
    """By when it is done: as whoever took it on promised, or as a plan says."""


@dataclass(frozen=True, kw_only=True)
class CaseReturned(Fact):
    """退单成立: the return was granted; the case is to be dispatched again."""

    TOPIC = "case.returned"
    unit: Annotated[str, PUBLIC, UNIT]
    reason: Annotated[
        str, PUBLIC,
        one_of("not_our_duty", "not_our_area", "nothing_there", "needs_other_power", "given_back"),
    ]  # fmt: skip
    fault: Annotated[str, INTERNAL, one_of("dispatch", "list", "none")]
    nth: Annotated[int, PUBLIC]


@dataclass(frozen=True, kw_only=True)
class AssistRequested(Fact):
    """派协办: a second unit was asked for a part of the work, inside the lead unit's time."""

    TOPIC = "assist.requested"
    assist: Annotated[str, PUBLIC, ASSIST]
    unit: Annotated[str, PUBLIC, UNIT]
    task: Annotated[str, PERSONAL]
    due_at: Annotated[datetime, PUBLIC]


@dataclass(frozen=True, kw_only=True)
class AssistAnswered(Fact):
    """协办反馈: the co-unit answered."""

    TOPIC = "assist.answered"
    HANDS = True
    assist: Annotated[str, PUBLIC, ASSIST]
    outcome: Annotated[str, PUBLIC, one_of("done", "partly", "not_ours", "none")]
    text: Annotated[str, PERSONAL] = ""
    files: Annotated[tuple[File, ...], PERSONAL] = ()


@dataclass(frozen=True, kw_only=True)
class CaseEscalated(Fact):
    """提级: a higher level was asked to decide or to see to it."""

    TOPIC = "case.escalated"
    from_level: Annotated[str, PUBLIC, one_of(*LEVELS)]
    to_level: Annotated[str, PUBLIC, one_of(*LEVELS)]
    cause: Annotated[str, PUBLIC, one_of(*CAUSES)]
    body: Annotated[str | None, PUBLIC, OFFICE_OR_WORD] = None
    question: Annotated[str, PERSONAL] = ""
    units_heard: Annotated[tuple[str, ...], PUBLIC, UNIT] = ()
    until: Annotated[datetime | None, PUBLIC] = None


@dataclass(frozen=True, kw_only=True)
class CaseTransferred(Fact):
    """移送·导出: our part ends, another body or legal route goes on."""

    TOPIC = "case.transferred"
    body: Annotated[str, PUBLIC, OFFICE_OR_WORD]
    route: Annotated[str, PUBLIC, one_of(*ROUTES)]
    receipt_no: Annotated[str, INTERNAL] = ""
    materials: Annotated[str, PERSONAL] = ""


@dataclass(frozen=True, kw_only=True)
class AuthorityNotified(Fact):
    """报告有关机关: police, fire or a regulator was told; it ends nothing and is never refused.

    All fields may be missing: life and safety come first, what is missing is asked for afterwards.
    """

    TOPIC = "authority.notified"
    authority: Annotated[str | None, PUBLIC, one_of(*AUTHORITIES)] = None
    how: Annotated[str | None, PUBLIC, one_of("phone", "system", "visit", "letter")] = None
    receipt_no: Annotated[str | None, INTERNAL] = None
    about: Annotated[str, CONFIDENTIAL] = ""


@dataclass(frozen=True, kw_only=True)
class SupervisionStarted(Fact):
    """督办: somebody above asks for an answer by a moment."""

    TOPIC = "supervision.started"
    reason: Annotated[str, PUBLIC, one_of("refused", "overdue", "unsolved", "impact", "other")]
    level: Annotated[str, PUBLIC, one_of(*LEVELS)] = "street"
    ask: Annotated[str, PERSONAL]
    due_at: Annotated[datetime, PUBLIC]


@dataclass(frozen=True, kw_only=True)
class SupervisionAnswered(Fact):
    """督办反馈: the unit explained itself and said what it will do."""

    TOPIC = "supervision.answered"
    explanation: Annotated[str, PERSONAL]
    plan: Annotated[str, PERSONAL] = ""


@dataclass(frozen=True, kw_only=True)
class ChildLinked(Fact):
    """挂接子案: another case hangs on this one."""

    TOPIC = "child.linked"
    child: Annotated[str, PUBLIC, CASE]
    relation: Annotated[str, PUBLIC, one_of(*RELATIONS)]
    officers: Annotated[tuple[str, ...], INTERNAL, PERSON, BY_NAME] = ()
    """Who investigates, where the child that is opened is about a forbidden act."""


@dataclass(frozen=True, kw_only=True)
class ChildFinished(Fact):
    """子案办结: that other case ended, or was taken off again."""

    TOPIC = "child.finished"
    child: Annotated[str, PUBLIC, CASE]
    outcome: Annotated[str, PUBLIC, one_of(*ENDS)]
    relation: Annotated[str | None, PUBLIC, one_of(*RELATIONS), BY_NAME] = None
    """How it hung here, where a move of its own says so."""


@dataclass(frozen=True, kw_only=True)
class ContactMade(Fact):
    """联系: somebody was reached, or was tried to be reached."""

    TOPIC = "contact.made"
    subject: Annotated[str, INTERNAL, PERSON]
    purpose: Annotated[
        str, PUBLIC, one_of("first_response", "inform", "consent", "urge", "welfare", "callback")
    ]
    by: Annotated[str, PUBLIC, one_of("phone", "visit", "sms", "web")] = "phone"
    reached: Annotated[bool, PUBLIC]
    answer: Annotated[str | None, INTERNAL, one_of("satisfied", "partly", "unsatisfied", "none")] = None
    inside: Annotated[bool | None, INTERNAL, BY_NAME] = None
    """Whether somebody is trapped, as whoever answered says."""
    text: Annotated[str, PERSONAL] = ""


FACTS: tuple[type[Fact], ...] = (
    CaseDispatched,
    CaseReassigned,
    CaseSignedFor,
    CaseReturned,
    AssistRequested,
    AssistAnswered,
    CaseEscalated,
    CaseTransferred,
    AuthorityNotified,
    SupervisionStarted,
    SupervisionAnswered,
    ChildLinked,
    ChildFinished,
    ContactMade,
)
