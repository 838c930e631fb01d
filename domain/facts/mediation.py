"""Facts of people's mediation (人民调解法); meetings, agreements and consent are confidential."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from domain.facts.intake import Attribute
from domain.facts.schema import (
    BY_NAME,
    CONFIDENTIAL,
    INTERNAL,
    OFFICE_OR_WORD,
    PERSON,
    PERSONAL,
    PERSONAL_OR_CONFIDENTIAL,
    PUBLIC,
    Fact,
    Limits,
    one_of,
)
from domain.values import File

WARNING, FINE, NOT_PUNISHED = "warning", "fine", "not_punished"
SUPPORTED, PARTLY_SUPPORTED = "supported", "partly_supported"
OUTCOMES = (
    "confirmed", "rejected", "not_accepted", "withdrawn", WARNING, FINE, "other_penalty", NOT_PUNISHED, "upheld",
    "annulled", SUPPORTED, PARTLY_SUPPORTED, "not_supported", "changed",
)  # fmt: skip
"""Of the court on an agreement; of penalties, and of who reviews them; of petitions, their review and recheck."""
SPARED = ("minor", "first_time", "no_fault", "not_proven", "time_barred")
"""Why nobody is punished (行政处罚法33, 36, 57)."""
NATURAL_PERSON, ORGANISATION = "person", "body"
CONTENTS = ("claim", "facts", "outcome", "basis", "remedy")
"""What an opinion on a petition says (信访工作条例32)."""


@dataclass(frozen=True, kw_only=True)
class ConsentRecorded(Fact):
    """当事人意愿: a party agreed to mediation, or clearly refused it (17)."""

    TOPIC = "consent.recorded"
    party: Annotated[str, INTERNAL, PERSON]
    answer: Annotated[str, INTERNAL, one_of("agreed", "refused")]
    how: Annotated[str, INTERNAL, one_of("written", "oral", "phone", "attended")]
    text: Annotated[str, CONFIDENTIAL] = ""


@dataclass(frozen=True, kw_only=True)
class MeetingHeld(Fact):
    """调解会: a session with the parties."""

    TOPIC = "meeting.held"
    HANDS = True
    started_at: Annotated[datetime, INTERNAL]
    duration: Annotated[int, INTERNAL, Limits(1, 24 * 60)]
    """Minutes."""
    attended: Annotated[tuple[str, ...], INTERNAL, PERSON]
    progress: Annotated[str, INTERNAL, one_of("closer", "stuck")]
    record: Annotated[File, CONFIDENTIAL]


@dataclass(frozen=True, kw_only=True)
class AgreementReached(Fact):
    """达成协议: what the parties agreed, written or oral (28-30)."""

    TOPIC = "agreement.reached"
    HANDS = True
    form: Annotated[str, PUBLIC, one_of("written", "oral")]
    effective_at: Annotated[datetime, PUBLIC]
    parties: Annotated[tuple[str, ...], INTERNAL, PERSON]
    obligations: Annotated[Mapping[str, Attribute], CONFIDENTIAL]
    due_on: Annotated[tuple[date, ...], INTERNAL]
    sealed: Annotated[bool, INTERNAL] = False
    """Signed by the mediator and sealed by the committee (29)."""
    lawful: Annotated[bool, INTERNAL] = False
    """The mediator looked: nothing in it is against the law or at a third person's cost."""
    text: Annotated[File, CONFIDENTIAL]


@dataclass(frozen=True, kw_only=True)
class ObligationPerformed(Fact):
    """履行完毕: everything agreed was done."""

    TOPIC = "obligation.performed"
    HANDS = True
    kind: Annotated[str, PUBLIC, one_of("pay", "act", "enforced")]
    amount: Annotated[int | None, PERSONAL, Limits(0, 10**12)] = None
    """Fen."""
    files: Annotated[tuple[File, ...], PERSONAL] = ()


@dataclass(frozen=True, kw_only=True)
class ObligationBreached(Fact):
    """未履行: something agreed was not done in time."""

    TOPIC = "obligation.breached"
    obligation: Annotated[str, CONFIDENTIAL]
    due_on: Annotated[date, INTERNAL]
    cause: Annotated[str, INTERNAL, one_of("date_passed", "refused")]


@dataclass(frozen=True, kw_only=True)
class ApplicationLodged(Fact):
    """当事人申请: parties asked another body, such as the court for judicial confirmation (33)."""

    TOPIC = "application.lodged"
    stage: Annotated[str, PUBLIC, one_of("hearing", "review", "recheck", "confirmation", "enforcement")]
    body: Annotated[str, PUBLIC, OFFICE_OR_WORD]
    by: Annotated[tuple[str, ...], INTERNAL, PERSON]
    received_at: Annotated[datetime, PUBLIC]


RULINGS = ("confirmed", "rejected", "not_accepted", "withdrawn")
SERVED = ("granted", "denied")
"""What an office answers to an application (行政许可法38)."""


@dataclass(frozen=True, kw_only=True)
class DecisionIssued(Fact):
    """决定·意见书: this office or another body decided: on a penalty, a petition, an application, an agreement's
    confirmation.
    """

    TOPIC = "decision.issued"
    stage: Annotated[
        str, PUBLIC, one_of("penalty", "handling", "review", "recheck", "confirmation", "service")
    ]
    body: Annotated[str, PUBLIC, OFFICE_OR_WORD]
    outcome: Annotated[str, PUBLIC, one_of(*OUTCOMES, *SERVED)]
    doc_no: Annotated[str, INTERNAL] = ""
    amount: Annotated[int | None, PERSONAL, Limits(0, 10**12)] = None
    legal_review: Annotated[str | None, INTERNAL] = None
    text: Annotated[File, PERSONAL_OR_CONFIDENTIAL]
    reason: Annotated[str | None, PUBLIC, one_of(*SPARED), BY_NAME] = None
    """Why there is no penalty."""
    party_kind: Annotated[str | None, PUBLIC, one_of(NATURAL_PERSON, ORGANISATION), BY_NAME] = None
    officers: Annotated[tuple[str, ...], INTERNAL, PERSON, BY_NAME] = ()
    contents: Annotated[tuple[str, ...], PUBLIC, one_of(*CONTENTS), BY_NAME] = ()
    """What the paper says, as who issued it looked."""


@dataclass(frozen=True, kw_only=True)
class RiskRated(Fact):
    """风险评级: how likely the dispute is to boil over; sets the rhythm of visits."""

    TOPIC = "risk.rated"
    level: Annotated[str, INTERNAL, one_of("red", "orange", "yellow", "green")]
    basis: Annotated[str, CONFIDENTIAL] = ""


FACTS: tuple[type[Fact], ...] = (
    ConsentRecorded,
    MeetingHeld,
    AgreementReached,
    ObligationPerformed,
    ObligationBreached,
    ApplicationLodged,
    DecisionIssued,
    RiskRated,
)
