"""How often a household was the matter: counted in turn, within the days that count, and only where a move counts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from domain.case import Case
from domain.claims import Claim, claims_of
from domain.counting_occasions import counted_party, earlier_among, prefix_of
from domain.facts.work import WorkReported
from domain.fold import fold
from domain.needs import needs_of
from tests.calendars import at
from tests.support.definitions import single
from tests.support.given import NOW, Given, given, happened, history
from tests.support.samples import reported

COUNTING = single("work.reported", requires=("party",))
SENDS: dict[str, Any] = {
    "result": "已劝离",
    "items": {"cleared": True},
    "party": "household-1",
    "files": [],
}


def _before(name: str, nth: int, when: str, party: str = "household-1") -> Case:
    told = [
        happened(reported(), case_id=name, when=at("2026-01-05 09:00")),
        happened(WorkReported(result="-", party=party, nth=nth, times=1), case_id=name, when=at(when)),
    ]
    case = fold(history(told, COUNTING, "there"))
    assert case is not None
    return case


def _fact(*before: Case, **sends: Any) -> WorkReported:
    start: Given = given(reported(), workflow=COUNTING, others=before)
    known = replace(start.context, earlier=tuple(case.id for case in before))
    outcome = replace(start, context=known).when("act", by="roads-1", sends={**SENDS, **sends})
    fact = outcome.event.fact
    assert isinstance(fact, WorkReported)
    return fact


def test_the_first_is_the_first() -> None:
    fact = _fact()
    assert (fact.nth, fact.times, fact.earlier) == (1, 1, ())


@pytest.mark.parametrize(("day", "times"), [("2026-02-01 00:00", 2), ("2026-01-31 23:59", 1)])
def test_thirty_days_before_counts_and_a_day_more_does_not(day: str, times: int) -> None:
    assert at("2026-03-03 10:00") == NOW
    fact = _fact(_before("case-a", 4, day))
    assert (fact.nth, fact.times, fact.earlier) == (5, times, ("case-a",))


def test_the_third_counts_both_before() -> None:
    fact = _fact(_before("case-b", 2, "2026-03-01 09:00"), _before("case-a", 1, "2026-02-20 09:00"))
    assert (fact.nth, fact.times, fact.earlier) == (3, 3, ("case-b", "case-a"))


def test_a_move_that_counts_nobody_takes_no_party() -> None:
    plain = single("work.reported")
    start = given(reported(), workflow=plain)
    start.when("act", by="roads-1", sends=SENDS).then("field_missing")
    sends = {name: value for name, value in SENDS.items() if name != "party"}
    fact = start.when("act", by="roads-1", sends=sends).event.fact
    assert isinstance(fact, WorkReported)
    assert (fact.party, fact.nth, fact.times, fact.earlier) == (None, None, None, ())
    assert claims_of(happened(fact)) == ()


def test_nobody_says_himself_how_often_it_was() -> None:
    outcome = given(reported(), workflow=COUNTING).when("act", by="roads-1", sends={**SENDS, "times": 1})
    assert outcome.then("field_missing").problems == {("/times", "not_yours_to_give")}


def test_each_is_claimed_by_its_number() -> None:
    fact = WorkReported(result="-", party="p:1", nth=2, times=1)
    assert claims_of(happened(fact)) == (Claim(scope="occasion", key="3:p:1:2", code="counted_meanwhile"),)
    assert not "1:p:12".startswith(prefix_of("p:1")), "one party's are never another's"


def test_of_cases_in_memory_the_last_two_are_known_the_latest_first() -> None:
    cases = [_before(f"case-{nth}", nth, "2026-03-01 09:00") for nth in (1, 2, 3)]
    others = [_before("case-x", 9, "2026-03-01 09:00", party="household-2")]
    assert earlier_among([*cases, *others], "household-1") == ("case-3", "case-2")


@pytest.mark.parametrize(("sent", "party"), [("household-1", "household-1"), (7, ""), (None, "")])
def test_whose_occasion_it_would_be(sent: object, party: str) -> None:
    start = given(reported(), workflow=COUNTING)
    command = start.command("act", by="roads-1", sends={"party": sent, "earlier": ["case-a", 7]})
    assert counted_party(COUNTING, command) == party
    assert needs_of(COUNTING, command, start.case) == (frozenset({"case-a"}) if party else frozenset())
    assert counted_party(COUNTING, start.command("no_such_move", by="roads-1")) == ""
