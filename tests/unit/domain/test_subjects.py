"""What people ask for about their own data: who carries it out, and what can be asked for when."""

from __future__ import annotations

from typing import Any

import pytest

from domain.errors import FieldMissing, Refused, RoleMissing
from domain.facts.office import RoleGiven
from domain.facts.privacy import SubjectErased, SubjectReleased, SubjectRestricted
from domain.office import Person, Post
from domain.subjects import (
    ERASE,
    RELEASE,
    RESTRICT,
    Standing,
    Subjects,
    Wish,
    decide_on_subject,
    evolve_subjects,
)
from tests.calendars import at
from tests.support.office_stream import Said, told

NOW = at("2026-03-02 10:00")
STEWARD = Person(id="steward-1", posts=(Post(role="steward", unit="office"),))
KEYS = ("k1", "k2")
WHY = {"subject": "resident-1", "reason": "本人要求"}
RESTRICTED: Said = (SubjectRestricted(**WHY, kids=KEYS), "steward-1", NOW)
RELEASED: Said = (SubjectReleased(**WHY, kids=KEYS), "steward-1", NOW)
ERASED: Said = (SubjectErased(**WHY, kids=KEYS), "steward-1", NOW)


def known(*facts: Said) -> Subjects:
    return told(Subjects(), evolve_subjects, facts, "subjects")


def wish(action: str, **other: Any) -> Wish:
    return Wish(**{"action": action, **WHY, "kids": KEYS, **other})


@pytest.mark.parametrize(
    ("action", "before", "fact"),
    [
        (RESTRICT, (), SubjectRestricted),
        (ERASE, (), SubjectErased),
        (RELEASE, (RESTRICTED,), SubjectReleased),
        (ERASE, (RESTRICTED,), SubjectErased),
        (RESTRICT, (RESTRICTED, RELEASED), SubjectRestricted),
        (RESTRICT, (RESTRICTED, ERASED), SubjectRestricted),
        (ERASE, (ERASED,), SubjectErased),
    ],
)
def test_it_is_done(action: str, before: tuple[Said, ...], fact: Any) -> None:
    assert decide_on_subject(known(*before), wish(action), STEWARD) == fact(**WHY, kids=KEYS)


@pytest.mark.parametrize(
    ("action", "before", "kids", "code"),
    [
        (RESTRICT, (RESTRICTED,), KEYS, "already_restricted"),
        (RELEASE, (), KEYS, "not_restricted"),
        (RELEASE, (RESTRICTED, RELEASED), KEYS, "not_restricted"),
        (RELEASE, (RESTRICTED, ERASED), KEYS, "not_restricted"),
        (ERASE, (), (), "nothing_kept"),
        (ERASE, (ERASED,), (), "nothing_kept"),
        (RESTRICT, (), (), "nothing_kept"),
    ],
)
def test_it_is_refused(action: str, before: tuple[Said, ...], kids: tuple[str, ...], code: str) -> None:
    with pytest.raises(Refused) as refused:
        decide_on_subject(known(*before), wish(action, kids=kids), STEWARD)
    assert refused.value.code == code


@pytest.mark.parametrize("role", ["auditor", "leader", "deputy", "intake", "system"])
@pytest.mark.parametrize("action", [RESTRICT, RELEASE, ERASE])
def test_only_a_steward_carries_it_out(role: str, action: str) -> None:
    actor = Person(id="person-1", posts=(Post(role=role, unit="office"),))
    with pytest.raises(RoleMissing):
        decide_on_subject(known(RESTRICTED), wish(action), actor)


def test_nobody_carries_out_what_he_asks_for_himself() -> None:
    with pytest.raises(Refused) as refused:
        decide_on_subject(known(), wish(ERASE, subject="steward-1"), STEWARD)
    assert refused.value.code == "own_request"


@pytest.mark.parametrize("stream", ["office", "subjects", "grants", "access_1"])
def test_what_the_office_wrote_for_itself_is_about_nobody(stream: str) -> None:
    with pytest.raises(Refused) as refused:
        decide_on_subject(known(), wish(ERASE, subject=stream), STEWARD)
    assert refused.value.code == "nothing_kept"


def test_a_reason_is_given() -> None:
    with pytest.raises(FieldMissing) as missing:
        decide_on_subject(known(), wish(ERASE, reason=" "), STEWARD)
    assert [problem.pointer for problem in missing.value.facts["problems"]] == ["/reason"]


def test_how_data_stand_follows_from_what_was_done() -> None:
    assert known().of("resident-1") == Standing(restricted=False, erased=0)
    assert known(RESTRICTED).of("resident-1") == Standing(restricted=True, erased=0)
    assert known(RESTRICTED, RELEASED).of("resident-1") == Standing(restricted=False, erased=0)
    assert known(RESTRICTED, ERASED).of("resident-1") == Standing(restricted=False, erased=1)
    assert known(ERASED, RESTRICTED).of("resident-1") == Standing(restricted=True, erased=1)
    assert known(ERASED).of("resident-2") == Standing()


def test_everything_that_was_done_is_remembered_in_order() -> None:
    other: Said = (RoleGiven(person="p", role="intake", unit="desk"), "init", NOW)
    subjects = known(RESTRICTED, other, ERASED)
    assert [(one.action, one.subject, one.kids, one.by, one.position) for one in subjects.requests] == [
        ("restrict", "resident-1", KEYS, "steward-1", 1),
        ("erase", "resident-1", KEYS, "steward-1", 3),
    ]
    assert subjects.version == 3
