"""Looks that two persons allow: who may ask, who may open, for how long; and that silence opens nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.errors import FieldMissing, NotFound, Refused, RoleMissing
from domain.facts.office import RoleGiven
from domain.facts.privacy import AccessGranted, AccessRefused, AccessRequested
from domain.facts.work import WorkNoted
from domain.grants import Grants, ask_to_read, evolve_grants, grant, refuse, stand_ins_of
from domain.office import Person, Post
from tests.calendars import at
from tests.support.given import happened
from tests.support.office_stream import Said, told

NOW = at("2026-03-02 10:00")
SOON = at("2026-03-02 11:00")
NOBODY: frozenset[str] = frozenset()


def person(name: str, *roles: str) -> Person:
    return Person(id=name, posts=tuple(Post(role=role, unit="board") for role in roles))


AUDITOR, DEPUTY, LEADER = (
    person("auditor-1", "auditor"),
    person("deputy-1", "deputy"),
    person("leader-1", "leader"),
)


def wish(request: str = "r-1", case: str = "case-1", **other: Any) -> AccessRequested:
    fields: dict[str, Any] = {"purpose": "audit", "hours": 4, "reason": "年度抽查", **other}
    return AccessRequested(request=request, case=case, **fields)


def known(*facts: Said) -> Grants:
    return told(Grants(), evolve_grants, facts)


def asked(by: str = "auditor-1", now: datetime = NOW, **other: Any) -> Said:
    return wish(**other), by, now


OPENED: Said = (
    AccessGranted(request="r-1", case="case-1", until=SOON + timedelta(hours=4)),
    "deputy-1",
    SOON,
)


def code(attempt: Any) -> str:
    with pytest.raises(Refused) as refused:
        attempt()
    return refused.value.code


def test_another_person_opens_the_case_for_as_long_as_was_asked() -> None:
    grants = known(asked())
    found = grant(grants, "r-1", DEPUTY, SOON, NOBODY)
    assert found == AccessGranted(request="r-1", case="case-1", until=SOON + timedelta(hours=4))
    open_ = known(asked(), (found, "deputy-1", SOON))
    until = found.until
    assert open_.opening("auditor-1", "case-1", until - timedelta(seconds=1)) is not None
    assert open_.opening("auditor-1", "case-1", until) is None, "it closes by itself"
    assert open_.opening("auditor-1", "case-2", SOON) is None, "one case only"
    assert open_.opening("deputy-1", "case-1", SOON) is None, "who opened it may not read it by that"


def test_nothing_is_open_before_somebody_decided() -> None:
    assert known(asked()).opening("auditor-1", "case-1", SOON) is None
    refused: Said = (AccessRefused(request="r-1", case="case-1", reason="无关"), "leader-1", SOON)
    assert known(asked(), refused).opening("auditor-1", "case-1", SOON) is None


@pytest.mark.parametrize("decide", [lambda known: grant(known, "r-1", DEPUTY, SOON, NOBODY),
                                    lambda known: refuse(known, "r-1", DEPUTY, SOON, "无关")])  # fmt: skip
def test_a_request_is_decided_once(decide: Any) -> None:
    refused: Said = (AccessRefused(request="r-1", case="case-1", reason="无关"), "leader-1", SOON)
    assert code(lambda: decide(known(asked(), refused))) == "request_decided"
    assert code(lambda: decide(known(asked(), OPENED))) == "request_decided"


def test_the_first_decision_stands_whatever_is_recorded_after_it() -> None:
    late: Said = (AccessRefused(request="r-1", case="case-1", reason="无关"), "leader-1", SOON)
    grants = known(asked(), OPENED, late)
    assert (grants.requests["r-1"].state, grants.requests["r-1"].decided_by) == ("granted", "deputy-1")
    unknown: Said = (AccessGranted(request="r-9", case="case-1", until=SOON), "leader-1", SOON)
    assert known(unknown).requests == {}


def test_nobody_opens_for_himself_nor_for_whom_he_acts() -> None:
    grants = known(asked(by="deputy-1"))
    assert code(lambda: grant(grants, "r-1", DEPUTY, SOON, NOBODY)) == "own_request"
    assert code(lambda: refuse(grants, "r-1", DEPUTY, SOON, "无关")) == "own_request"
    stand_ins = frozenset({"leader-1"})
    assert code(lambda: grant(grants, "r-1", LEADER, SOON, stand_ins)) == "own_request"
    assert grant(grants, "r-1", LEADER, SOON, NOBODY).request == "r-1"


def test_who_acts_for_somebody_is_no_second_person_beside_him() -> None:
    noted = WorkNoted(step="other")
    events = [
        happened(noted, by="leader-1", for_="deputy-1"),
        happened(noted, by="auditor-1", for_="deputy-2"),
        happened(noted, by="auditor-1"),
        happened(noted, by="leader-1"),
    ]
    assert stand_ins_of("deputy-1", events) == {"leader-1"}
    assert stand_ins_of("leader-1", events) == {"deputy-1"}
    assert stand_ins_of("auditor-1", events) == {"deputy-2"}
    assert stand_ins_of("nobody-1", events) == frozenset()


@pytest.mark.parametrize("roles", [("intake",), ("steward", "auditor"), ("supervisor", "shift_leader"), ()])
def test_only_the_heads_of_the_office_decide(roles: tuple[str, ...]) -> None:
    grants, other = known(asked()), person("other-1", *roles)
    assert code(lambda: grant(grants, "r-1", other, SOON, NOBODY)) == "role_missing"
    assert code(lambda: refuse(grants, "r-1", other, SOON, "无关")) == "role_missing"


def test_a_request_nobody_decided_lapses() -> None:
    grants, lapsed = known(asked()), NOW + timedelta(hours=72)
    assert grant(grants, "r-1", DEPUTY, lapsed - timedelta(seconds=1), NOBODY).request == "r-1"
    assert code(lambda: grant(grants, "r-1", DEPUTY, lapsed, NOBODY)) == "request_lapsed"
    assert grants.requests["r-1"].stands(lapsed) == "lapsed"
    again = ask_to_read(grants, wish("r-2"), AUDITOR, lapsed)
    assert again.request == "r-2"


def test_one_request_about_a_case_at_a_time() -> None:
    assert code(lambda: ask_to_read(known(asked()), wish("r-2"), AUDITOR, SOON)) == "access_open"
    assert code(lambda: ask_to_read(known(asked(), OPENED), wish("r-2"), AUDITOR, SOON)) == "access_open"
    over = SOON + timedelta(hours=4)
    for state, again, who, now in (
        (known(asked(), OPENED), wish("r-2"), AUDITOR, over),
        (known(asked()), wish("r-2", case="case-2"), AUDITOR, SOON),
        (known(asked()), wish("r-2"), LEADER, SOON),
    ):
        assert ask_to_read(state, again, who, now) == again


@pytest.mark.parametrize("roles", [(), ("reporter",), ("gateway",), ("system",)])
def test_only_members_of_staff_ask(roles: tuple[str, ...]) -> None:
    with pytest.raises(RoleMissing):
        ask_to_read(known(), wish(), person("resident-1", *roles), NOW)


def test_a_reason_is_given() -> None:
    for attempt in (
        lambda: ask_to_read(known(), wish(reason=" "), AUDITOR, NOW),
        lambda: refuse(known(asked()), "r-1", DEPUTY, SOON, "\t"),
    ):
        with pytest.raises(FieldMissing) as missing:
            attempt()
        assert [problem.pointer for problem in missing.value.facts["problems"]] == ["/reason"]


def test_what_was_never_asked_is_not_found() -> None:
    with pytest.raises(NotFound):
        grant(known(), "r-1", DEPUTY, SOON, NOBODY)


def test_other_facts_leave_the_requests_alone() -> None:
    other: Said = (RoleGiven(person="p", role="intake", unit="desk"), "steward-1", NOW)
    assert known(asked(), other).requests == known(asked()).requests
    assert known(asked(), other).version == 2
