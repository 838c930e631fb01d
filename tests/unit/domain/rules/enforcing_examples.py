"""Rules of orders to correct and their recheck."""

from __future__ import annotations

from typing import Any

from domain.envelope import Event
from domain.facts.dispatch import ChildFinished, ChildLinked
from domain.facts.enforcement import OrderServed
from domain.facts.office import RoleGiven, UnitChanged
from domain.values import Place
from tests.calendars import at
from tests.support.given import happened
from tests.support.samples import FIRST_BEYOND_50_M, LAST_WITHIN_50_M, ORIGIN, moment, north, photo, sent
from tests.support.small_office import OFFICE, office_of
from tests.unit.domain.rules.example import holds, refuses, rule

ADDRESS = {"place": Place(address="莲花路口")}
LAWYER = office_of(
    RoleGiven(person="lawyer-1", role="legal", unit="team", certified=True),
    UnitChanged(unit="team", kind="team", name_zh="执法队", acts=("*",)),
    before=OFFICE,
)
"""An office with somebody certified who is no officer, and a team stationed with every act."""
LENT = office_of(RoleGiven(person="roads-1", role="officer", unit="team"), before=OFFICE)
LINKED = ChildLinked(child="case-9", relation="penalty")
DECIDED = ChildFinished(child="case-9", outcome="decided")


def _served(when: str = "2026-03-02 12:00", term: str = "2026-03-03 10:00") -> Event:
    order = OrderServed(
        order_no="责改1号",
        act="vending",
        party="party-1",
        party_name="当事人",
        officers=("officer-1", "officer-2"),
        term_due_at=at(term),
        items="撤除摊位",
    )
    return happened(order, when=at(when), by="officer-1")


def _at(place: Place | None, taken: str = "2026-03-02 15:00") -> dict[str, Any]:
    return {"files": sent(photo("recheck", place=place, taken=at(taken)))}


def _term(text: str, **more: Any) -> dict[str, Any]:
    return {"term_due_at": moment(text), **more}


SHOWN = (
    rule("two_officers", "two_officers_needed", on="order.served", by="officer-1")(
        holds("two certified officers"),
        refuses("one", sends={"officers": ["officer-1"]}),
        refuses("the same one twice", sends={"officers": ["officer-1", "officer-1"]}),
        refuses("one without certificate", sends={"officers": ["officer-1", "officer-new"]}),
        refuses("a certificate, but no officer", sends={"officers": ["officer-1", "lawyer-1"]}, office=LAWYER),
        refuses("one nobody knows", sends={"officers": ["officer-1", "nobody"]}),
        refuses("one with an interest", report={"attributes": {"interested": "officer-2"}}),
        refuses("two, without who acts", by="officer-new"),
        holds("another one's interest", report={"attributes": {"interested": "officer-new"}}),
    ),
    rule("act_in_street_list", "no_power", on="order.served", by="officer-1")(
        holds("on the team's list"),
        refuses("his unit has no list", by="roads-1"),
        refuses("on no list", sends={"act": "swimming"}),
        refuses("every act is the team's, but not this workflow's", sends={"act": "swimming"}, office=LAWYER),
        holds("every act is the team's", office=LAWYER),
        holds("he stands in for one of the team", by="roads-2", for_="roads-1", office=LENT),
        refuses("the same without standing in", by="roads-2", office=LENT),
        refuses("of no unit at all", by="system"),
    ),
    rule("party_identified", "party_unknown", on="order.served", by="officer-1")(
        holds("name and number"),
        refuses("no number", sends={"party_id_no": ""}),
        refuses("a number of blanks", sends={"party_id_no": "  "}),
    ),
    rule("term_reasonable", "term_out_of_range", on="order.served", by="officer-1")(
        holds("until the end of the last day", sends=_term("2026-03-10 24:00")),
        refuses("a minute more", sends=_term("2026-03-11 00:01")),
        holds("a minute", sends=_term("2026-03-03 10:01")),
        refuses("none", sends=_term("2026-03-03 10:00")),
        refuses("an act nobody knows", sends={"act": "swimming"}),
        holds("at once: half an hour", sends={"immediate": True, "term_due_at": None}),
        holds("at once, half an hour named", sends=_term("2026-03-03 10:30", immediate=True)),
        refuses("at once, a minute more", sends=_term("2026-03-03 10:31", immediate=True)),
    ),
    rule("recheck_same_spot", "recheck_elsewhere", on="correction.confirmed", by="officer-1", report={"place": ORIGIN})(
        holds("50 m away", _served(), sends=_at(north(LAST_WITHIN_50_M))),
        refuses("a hair more", _served(), sends=_at(north(FIRST_BEYOND_50_M))),
        refuses("no photo", _served()),
        holds("taken when it was served", _served("2026-03-02 15:00"), sends=_at(ORIGIN)),
        refuses("taken a minute before", _served("2026-03-02 15:01"), sends=_at(ORIGIN)),
        refuses("no place", _served(), sends=_at(None)),
        refuses("no moment", _served(), sends={"files": [{**sent(photo(place=ORIGIN))[0], "taken_at": None}]}),
        holds("the case has an address and no point", _served(), report=ADDRESS, sends=_at(ORIGIN)),
        refuses("the same, and the photo has no place", _served(), report=ADDRESS, sends=_at(None)),
        holds("one of two will do", _served(), sends={"files": sent(photo(place=None), photo(place=ORIGIN))}),
    ),
    rule("recheck_same_spot", "recheck_elsewhere", on="check.passed", by="checker-1", report={"place": ORIGIN})(
        refuses("no order", sends=_at(ORIGIN)),
    ),
    rule("term_over_or_refused", "term_running", on="obligation.breached", by="mediator-1")(
        refuses("no order", sends={"cause": "refused"}),
    ),
    rule("term_over_or_refused", "term_running", on="correction.missed", by="officer-1")(
        holds("the term is over this moment", _served()),
        refuses("a minute before", _served(), now=at("2026-03-03 09:59")),
        holds("the party refuses", _served(), now=at("2026-03-03 09:59"), sends={"cause": "refused"}),
        refuses("ordered again with a new term", _served(), _served(term="2026-03-04 10:00")),
    ),
    rule("penalty_decided", "penalty_open", on="correction.confirmed", by="officer-1",
         move={"sources": "here penalising ordered"})(
        holds("no penalty", _served(), state="ordered"),
        refuses("while it is decided", _served(), LINKED, state="penalising"),
        holds("it was decided", _served(), LINKED, DECIDED, state="penalising"),
        refuses("one of two was decided", _served(), LINKED, ChildLinked(child="case-8", relation="penalty"),
                DECIDED, state="penalising"),
        holds("another child is open", _served(), ChildLinked(child="case-9", relation="child")),
    ),
    rule("two_officers", "two_officers_needed", on="child.linked", by="roads-head")(
        holds("who acts is no officer, and two are named", sends={"officers": ["officer-1", "officer-2"]}),
        refuses("nobody is named"),
        refuses("one is named", sends={"officers": ["officer-1"]}),
        refuses("an officer who names two others", by="officer-new", sends={"officers": ["officer-1", "officer-2"]}),
    ),
    rule("act_in_street_list", "no_power", on="child.linked", by="officer-1")(
        holds("what the order is about", _served()),
        refuses("no order"),
        refuses("a unit without the power", _served(), by="roads-head"),
    ),
)  # fmt: skip
