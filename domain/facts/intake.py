"""Facts before a case is filed: reports, supplements, verification, filing, declining, merging."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from domain.facts.schema import (
    BY_NAME,
    CASE,
    CATEGORY,
    CONDITION,
    ENTRY,
    INTERNAL,
    OBJECT,
    OFFICE_OR_WORD,
    PERSON,
    PERSONAL,
    PERSONAL_OR_CONFIDENTIAL,
    PUBLIC,
    UNIT,
    WORD,
    Concerns,
    Fact,
    Names,
    one_of,
)
from domain.values import File, Place

PUBLIC_CHANNELS = ("hotline", "app", "web", "window", "letter", "media", "open311", "court", "police")
"""Channels on which somebody outside the office waits for an answer."""
STAFF_CHANNELS = ("grid", "patrol", "river_chief", "superior", "committee", "import")
DEVICE = "device"
CHANNELS = (*PUBLIC_CHANNELS, *STAFF_CHANNELS, DEVICE)

PAPERS = (
    "id_card", "household_register", "residence_permit", "business_licence", "application_form", "authorisation",
    "lease", "income", "medical", "photo",
)  # fmt: skip
"""Papers an applicant may be asked for."""
SHARED_PAPERS = PAPERS[:4]
"""Papers an office may look up itself where the item says so (国务院关于在线政务服务的若干规定)."""
EXCLUSIONS = (
    "emergency", "legal_procedure", "repeated", "secret_or_private", "market_or_social", "unlawful_or_immoral",
)  # fmt: skip
"""Called to 110, 119, 120 at once; the way told; the result told again; explained; advised; dissuaded."""

Attribute = str | int | bool
ENTRIES: Mapping[str, Names] = {
    **dict.fromkeys(("accused_unit", "builder_unit", "property_unit"), UNIT),
    "accused_person": PERSON,
    **dict.fromkeys(("alarm", "flag", "mode"), WORD),
}
"""Attributes whose values are names, and what of."""


@dataclass(frozen=True, kw_only=True)
class CaseReported(Fact):
    """上报: an issue became a case."""

    TOPIC = "case.reported"
    channel: Annotated[str, PUBLIC, one_of(*CHANNELS)]
    category: Annotated[str | None, PUBLIC, CATEGORY] = None
    title: Annotated[str, INTERNAL] = ""
    narrative: Annotated[str, PERSONAL_OR_CONFIDENTIAL] = ""
    place: Annotated[Place | None, INTERNAL] = None
    door: Annotated[str | None, PERSONAL] = None
    parties: Annotated[tuple[str, ...], INTERNAL, PERSON] = ()
    party_names: Annotated[tuple[str, ...], PERSONAL, Concerns("parties", "party")] = ()
    reporter: Annotated[str | None, INTERNAL, PERSON] = None
    reporter_name: Annotated[str | None, PERSONAL, Concerns("reporter", "reporter")] = None
    reporter_phone: Annotated[str | None, PERSONAL, Concerns("reporter", "reporter", finds=True)] = None
    anonymous: Annotated[bool, INTERNAL] = False
    urgent: Annotated[bool, PUBLIC] = False
    device: Annotated[str | None, INTERNAL, OFFICE_OR_WORD] = None
    source_no: Annotated[str | None, INTERNAL] = None
    files: Annotated[tuple[File, ...], PERSONAL] = ()
    attributes: Annotated[Mapping[str, Attribute] | None, INTERNAL, ENTRY] = None


@dataclass(frozen=True, kw_only=True)
class SupplementRequested(Fact):
    """请补充: the reporter was asked for what is missing."""

    TOPIC = "supplement.requested"
    items: Annotated[
        tuple[str, ...], INTERNAL, one_of("place", "time", "photo", "contact", "details", "papers")
    ]
    told_by: Annotated[str, INTERNAL, one_of("phone", "sms", "visit", "web", "letter")] = "phone"
    once: Annotated[bool, INTERNAL] = True
    papers: Annotated[tuple[str, ...], INTERNAL, one_of(*PAPERS), BY_NAME] = ()
    """Which papers are missing, where papers are."""


@dataclass(frozen=True, kw_only=True)
class CaseSupplemented(Fact):
    """已补充: more material came in."""

    TOPIC = "case.supplemented"
    by: Annotated[str, INTERNAL, one_of("reporter", "intake", "unit")]
    text: Annotated[str, PERSONAL_OR_CONFIDENTIAL] = ""
    files: Annotated[tuple[File, ...], PERSONAL] = ()


@dataclass(frozen=True, kw_only=True)
class VerificationRequested(Fact):
    """派核实: somebody was sent to see whether the report is true."""

    TOPIC = "verification.requested"
    verifier: Annotated[str, INTERNAL, PERSON]
    questions: Annotated[str, PERSONAL]


@dataclass(frozen=True, kw_only=True)
class VerificationAnswered(Fact):
    """核实反馈: what was found on the spot."""

    TOPIC = "verification.answered"
    finding: Annotated[str, PUBLIC, one_of("true", "untrue", "gone", "elsewhere")]
    text: Annotated[str, PERSONAL] = ""
    place: Annotated[Place, INTERNAL]
    files: Annotated[tuple[File, ...], PERSONAL]


@dataclass(frozen=True, kw_only=True)
class CaseFiled(Fact):
    """立案·受理: the office took the case on, with a number, a category and a limit."""

    TOPIC = "case.filed"
    case_no: Annotated[str, PUBLIC]
    category: Annotated[str, PUBLIC, CATEGORY]
    condition: Annotated[str, PUBLIC, CONDITION]
    grid: Annotated[str, PUBLIC] = ""
    community: Annotated[str, PUBLIC, UNIT] = ""
    limit_profile: Annotated[str, PUBLIC, WORD]
    deemed: Annotated[bool, PUBLIC] = False
    object: Annotated[str | None, INTERNAL, OBJECT, BY_NAME] = None
    """The listed object that has one file for ever, where the workflow asks for that (一点一档)."""
    notice: Annotated[File | None, PERSONAL, BY_NAME] = None
    """The paper that tells whoever asked that it was taken on."""


@dataclass(frozen=True, kw_only=True)
class CaseDeclined(Fact):
    """不予立案: the office did not take the case on, and told why and where to go."""

    TOPIC = "case.declined"
    reason: Annotated[
        str,
        PUBLIC,
        one_of(
            "outside", "not_ours", "untrue", "gone", "nothing_new",
            "legal_route", "excluded_matter", "false_alarm", "insufficient",
        ),
    ]  # fmt: skip
    explanation: Annotated[str, PERSONAL]
    route: Annotated[
        str | None, PUBLIC, one_of("arbitration", "administrative", "court", "other_office", "police")
    ] = None
    told: Annotated[bool, PUBLIC] = False
    exclusion: Annotated[str | None, PUBLIC, one_of(*EXCLUSIONS), BY_NAME] = None
    """Which of the matters that a hotline hands on at once (北京市接诉即办工作条例11)."""
    case: Annotated[str | None, PUBLIC, CASE, BY_NAME] = None
    """The case that settled it before."""


@dataclass(frozen=True, kw_only=True)
class CaseReclassified(Fact):
    """改类: another category applies; the due moment is counted again from the clock's own start."""

    TOPIC = "case.reclassified"
    old: Annotated[str, PUBLIC, CATEGORY]
    new: Annotated[str, PUBLIC, CATEGORY]
    reason: Annotated[str, PERSONAL]


@dataclass(frozen=True, kw_only=True)
class CaseEnded(Fact):
    """终止: ended without reaching its aim."""

    TOPIC = "case.ended"
    reason: Annotated[
        str,
        PUBLIC,
        one_of(
            "withdrawn", "party_refused", "no_answer", "failed", "period_over",
            "criminal", "lapsed", "excused", "cancelled",
        ),
    ]  # fmt: skip
    explanation: Annotated[str, PERSONAL]
    routes_told: Annotated[tuple[str, ...], PUBLIC, one_of("arbitration", "administrative", "court")] = ()
    ground: Annotated[str | None, PUBLIC, one_of("flood", "storm", "closure"), BY_NAME] = None
    """What excuses that it was not done."""
    children: Annotated[tuple[str, ...], PUBLIC, CASE, BY_NAME] = ()
    """Open children that go on by themselves, each with a unit of its own, listed by the case itself."""


@dataclass(frozen=True, kw_only=True)
class CaseMerged(Fact):
    """并单: this report is about what another case already handles."""

    TOPIC = "case.merged"
    master: Annotated[str, PUBLIC, CASE]
    ground: Annotated[str, PUBLIC, one_of("same_place", "same_object", "same_applicant")]


@dataclass(frozen=True, kw_only=True)
class CaseUnmerged(Fact):
    """撤销并单: the report stands on its own again."""

    TOPIC = "case.unmerged"
    master: Annotated[str, PUBLIC, CASE]
    reason: Annotated[str, PERSONAL]


FACTS: tuple[type[Fact], ...] = (
    CaseReported,
    SupplementRequested,
    CaseSupplemented,
    VerificationRequested,
    VerificationAnswered,
    CaseFiled,
    CaseDeclined,
    CaseReclassified,
    CaseEnded,
    CaseMerged,
    CaseUnmerged,
)
