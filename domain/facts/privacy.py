"""Facts about personal data: who looked at what, what people asked for about their own, and looks two persons allow.

They lie in streams of the office, not in those of cases. None of them says what a field of a case holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from domain.facts.schema import CASE, INTERNAL, PERSON, PERSONAL, PUBLIC, WORD, Concerns, Fact, Limits, one_of

DUTY, OWN_DATA, EXPORT = "duty", "own_data", "export"
ASKED_FOR = ("complaint", "lawsuit", "audit", "danger", "handover", "subject_request")
"""What somebody may ask to look for, beyond the rights of his post."""
PURPOSES = (DUTY, OWN_DATA, EXPORT, *ASKED_FOR)
REACHES = ("any", "own_unit", "own_case", "assigned", "until_assigned", "concerned", "granted")
"""How a right reaches a case: any case, those of one's unit, one's own, those one was given, those nobody was given
yet, those one is concerned by, one case that two persons opened.
"""
LONGEST_H = 24
"""Hours that a case may be opened for."""


@dataclass(frozen=True, kw_only=True)
class PersonalDataViewed(Fact):
    """个人信息查阅: somebody was shown fields of class 2 or 3; who, in which post and when is in the envelope."""

    TOPIC = "personal_data.viewed"
    cases: Annotated[tuple[str, ...], INTERNAL, CASE] = ()
    """Several when they were shown together, in a feed or an export; none for facts of the office."""
    personal: Annotated[tuple[str, ...], INTERNAL, WORD] = ()
    """Fields of class 2, as `topic.field`."""
    confidential: Annotated[tuple[str, ...], INTERNAL, WORD] = ()
    """Fields of class 3, as `topic.field`."""
    reach: Annotated[str, PUBLIC, one_of(*REACHES)] = "any"
    purpose: Annotated[str, PUBLIC, one_of(*PURPOSES)] = DUTY
    request: Annotated[str, INTERNAL] = ""
    """The request that two persons allowed, where the look rests on one."""


@dataclass(frozen=True, kw_only=True)
class SubjectRestricted(Fact):
    """个人信息封存: data about this person is kept and no longer shown (个人信息保护法47.2)."""

    TOPIC = "subject.restricted"
    subject: Annotated[str, INTERNAL, PERSON]
    kids: Annotated[tuple[str, ...], INTERNAL] = ()
    """Ids of the keys it concerns."""
    reason: Annotated[str, PERSONAL]


@dataclass(frozen=True, kw_only=True)
class SubjectReleased(Fact):
    """解除封存: what was restricted is shown again to those who may read it."""

    TOPIC = "subject.released"
    subject: Annotated[str, INTERNAL, PERSON]
    kids: Annotated[tuple[str, ...], INTERNAL] = ()
    reason: Annotated[str, PERSONAL]


@dataclass(frozen=True, kw_only=True)
class SubjectErased(Fact):
    """个人信息删除: the keys of what is kept about this person were destroyed; nobody reads it again."""

    TOPIC = "subject.erased"
    subject: Annotated[str, INTERNAL, PERSON]
    kids: Annotated[tuple[str, ...], INTERNAL] = ()
    reason: Annotated[str, PERSONAL]


@dataclass(frozen=True, kw_only=True)
class AccessRequested(Fact):
    """调阅申请: somebody asks to read all of one case for some hours, although his post does not let him."""

    TOPIC = "access.requested"
    request: Annotated[str, INTERNAL]
    case: Annotated[str, INTERNAL, CASE]
    purpose: Annotated[str, PUBLIC, one_of(*ASKED_FOR)]
    hours: Annotated[int, PUBLIC, Limits(1, LONGEST_H)]
    reason: Annotated[str, PERSONAL, Concerns("case")]


@dataclass(frozen=True, kw_only=True)
class AccessGranted(Fact):
    """同意调阅: another person opened the case to who asked, until a moment."""

    TOPIC = "access.granted"
    request: Annotated[str, INTERNAL]
    case: Annotated[str, INTERNAL, CASE]
    until: Annotated[datetime, PUBLIC]


@dataclass(frozen=True, kw_only=True)
class AccessRefused(Fact):
    """驳回调阅: another person did not open the case."""

    TOPIC = "access.refused"
    request: Annotated[str, INTERNAL]
    case: Annotated[str, INTERNAL, CASE]
    reason: Annotated[str, PERSONAL, Concerns("case")]


FACTS: tuple[type[Fact], ...] = (
    PersonalDataViewed,
    SubjectRestricted,
    SubjectReleased,
    SubjectErased,
    AccessRequested,
    AccessGranted,
    AccessRefused,
)
