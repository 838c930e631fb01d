"""Facts of 责令改正 and its recheck, and of serving papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from domain.facts.schema import (
    ACT,
    BY_NAME,
    INTERNAL,
    PERSON,
    PERSONAL,
    PUBLIC,
    Concerns,
    Fact,
    Limits,
    one_of,
)
from domain.values import File

SERVICE_METHODS = ("direct", "left", "mail", "electronic", "published")
PENALTY_NOTICE, PENALTY_DECISION, OPINION = "penalty_notice", "penalty_decision", "opinion"
DOCUMENTS = (
    "rights_notice", "order_withdrawal", "termination_notice", "correction_notice", "out_of_use", "repair_notice",
    "handover_publication", "queue_publication", "campaign_notice", "publicity_notice", "decision", "other",
    PENALTY_NOTICE, "evidence_hold", "evidence_release", PENALTY_DECISION, "demand", OPINION,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class OrderServed(Fact):
    """责令改正: two officers ordered a party to put something right within a term (行政处罚法28, 42)."""

    TOPIC = "order.served"
    HANDS = True
    order_no: Annotated[str, INTERNAL]
    act: Annotated[str, PUBLIC, ACT]
    party: Annotated[str, INTERNAL, PERSON]
    party_name: Annotated[str, PERSONAL, Concerns("party", "party")]
    party_id_no: Annotated[str, PERSONAL, Concerns("party", "party")] = ""
    officers: Annotated[tuple[str, ...], INTERNAL, PERSON]
    immediate: Annotated[bool, PUBLIC] = False
    term_due_at: Annotated[datetime, PUBLIC]
    method: Annotated[str, PUBLIC, one_of(*SERVICE_METHODS)] = "direct"
    items: Annotated[str, PERSONAL]
    files: Annotated[tuple[File, ...], PERSONAL] = ()


@dataclass(frozen=True, kw_only=True)
class CorrectionConfirmed(Fact):
    """复查已改正: two officers saw on the spot that the order was obeyed."""

    TOPIC = "correction.confirmed"
    HANDS = True
    order_no: Annotated[str, INTERNAL]
    officers: Annotated[tuple[str, ...], INTERNAL, PERSON]
    files: Annotated[tuple[File, ...], PERSONAL]


@dataclass(frozen=True, kw_only=True)
class CorrectionMissed(Fact):
    """逾期未改: the term ran out or the party refused, and nothing was put right."""

    TOPIC = "correction.missed"
    HANDS = True
    order_no: Annotated[str, INTERNAL]
    cause: Annotated[str, PUBLIC, one_of("expired", "refused")]
    officers: Annotated[tuple[str, ...], INTERNAL, PERSON]
    files: Annotated[tuple[File, ...], PERSONAL]


@dataclass(frozen=True, kw_only=True)
class DocumentServed(Fact):
    """文书送达: a paper reached its addressee."""

    TOPIC = "document.served"
    doc: Annotated[str, PUBLIC, one_of(*DOCUMENTS)]
    doc_no: Annotated[str, INTERNAL] = ""
    to: Annotated[str, INTERNAL, PERSON]
    method: Annotated[str, PUBLIC, one_of(*SERVICE_METHODS)] = "direct"
    receipt: Annotated[File | None, PERSONAL] = None
    amount: Annotated[int | None, PERSONAL, Limits(0, 10**12)] = None
    """Fen."""
    public_until: Annotated[date | None, PUBLIC] = None
    until: Annotated[date | None, PUBLIC, BY_NAME] = None
    """The day until which what it asks for has to be done, where that was agreed."""
    text: Annotated[str, PERSONAL] = ""
    officers: Annotated[tuple[str, ...], INTERNAL, PERSON, BY_NAME] = ()
    """Two of them, where the law asks for two (行政处罚法42)."""


FACTS: tuple[type[Fact], ...] = (OrderServed, CorrectionConfirmed, CorrectionMissed, DocumentServed)
