"""Rules of commitments: who may take one on, and when a volunteer's hours count."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from domain.facts.office import RoleGiven, UnitChanged
from domain.facts.work import WorkNoted
from tests.calendars import at
from tests.support.given import NOW, happened, started
from tests.support.joint_work import checked_in, checked_out, claimed, offered, signed
from tests.support.small_office import OFFICE, office_of
from tests.unit.domain.rules.example import Shown, holds, refuses, rule

PARTNERS = office_of(
    UnitChanged(unit="partners", kind="other", name_zh="志愿服务队"),
    RoleGiven(person="volunteer-1", role="volunteer", unit="partners"),
    RoleGiven(person="volunteer-2", role="volunteer", unit="partners"),
    RoleGiven(person="member-1", role="member", unit="partners"),
    RoleGiven(person="organiser-1", role="organiser", unit="board"),
    before=OFFICE,
)
CLAIMING: dict[str, Any] = {"on": "case.signed_for", "by": "volunteer-1"}
CLAIMS = (
    rule("claimer_not_beneficiary", "claims_own_wish", **CLAIMING)(
        holds("for a resident", offered(), office=PARTNERS),
        refuses("for himself", offered("volunteer-1"), office=PARTNERS),
        refuses("for his household", offered(household="grid-1, volunteer-1"), office=PARTNERS),
        refuses("for a body he is of", offered("partners"), office=PARTNERS),
        refuses("for whom he stands in", offered("volunteer-2"), for_="volunteer-2", office=PARTNERS),
        holds("for another household", offered(household="grid-1"), office=PARTNERS),
    ),
    rule("claimer_not_beneficiary", "claims_own_wish", on="case.dispatched", by="dispatcher-1")(
        holds("given to somebody else", offered(), sends={"assignee": "roads-1"}),
        refuses("given to whom it is for", offered("roads-1"), sends={"assignee": "roads-1"}),
        refuses("given to the body it is for", offered("roads")),
        holds("whoever gives it may be whom it is for", offered("dispatcher-1")),
    ),
    rule("beneficiary_told", "beneficiary_not_told", **CLAIMING)(
        holds("nobody gave it back", offered(), office=PARTNERS),
        refuses(
            "given back, and not told",
            offered(),
            happened(WorkNoted(step="other"), clocks=[started("tell_reporter", at("2026-03-04 17:30"))]),
            office=PARTNERS,
        ),
        refuses(
            "given back, and told too late to be told in time",
            offered(),
            happened(WorkNoted(step="other"), clocks=[started("tell_reporter", at("2026-03-02 17:30"))]),
            office=PARTNERS,
        ),
    ),
)

IN, OUT, AFTER = NOW - timedelta(hours=3), NOW - timedelta(hours=1), NOW - timedelta(minutes=30)
TAKEN = (offered(), claimed("volunteer-1", "partners"))
CAME = (*TAKEN, checked_in("volunteer-1", IN))
LEFT = (*CAME, checked_out("volunteer-1", OUT))
IN_AGAIN: dict[str, Any] = {"on": "site.reached", "by": "volunteer-1", "sends": {"persons": None}}
OUT_AGAIN: dict[str, Any] = {"on": "work.noted", "by": "volunteer-1", "sends": {"step": "checked_out"}}
COMES = (
    rule("not_there_yet", "checked_in_already", **IN_AGAIN)(
        holds("he comes", *TAKEN, office=PARTNERS),
        refuses("he is there yet", *CAME, office=PARTNERS),
        holds("he left and comes again", *LEFT, office=PARTNERS),
        holds("as he leaves", *LEFT, now=OUT, office=PARTNERS),
        refuses("before he left, told late", *LEFT, now=OUT - timedelta(minutes=1), office=PARTNERS),
        holds("another is there", *TAKEN, checked_in("volunteer-2", IN), office=PARTNERS),
    ),
    rule("checks_in_himself", "others_presence", **IN_AGAIN)(
        holds("himself", *TAKEN, office=PARTNERS),
        refuses("another", *TAKEN, office=PARTNERS, sends={"persons": ["volunteer-2"]}),
        refuses("both", *TAKEN, office=PARTNERS, sends={"persons": ["volunteer-1", "volunteer-2"]}),
        refuses("in the place of another", *TAKEN, for_="volunteer-2", office=PARTNERS),
    ),
)
HOURS = (
    rule("checked_in", "not_checked_in", **OUT_AGAIN)(
        holds("he came", *CAME, office=PARTNERS),
        refuses("he did not come", *TAKEN, office=PARTNERS),
        refuses("he has left", *LEFT, office=PARTNERS),
        refuses("somebody else came", *TAKEN, checked_in("volunteer-2", IN), office=PARTNERS),
        holds("he came again", *LEFT, checked_in("volunteer-1", AFTER), office=PARTNERS),
        holds("as he comes", *CAME, now=IN, office=PARTNERS),
        refuses("before he came, told late", *CAME, now=IN - timedelta(minutes=1), office=PARTNERS),
    ),
    rule("shift_over", "shift_open", on="checklist.recorded", by="organiser-1")(
        holds("he has left", *LEFT, office=PARTNERS),
        refuses("he is there yet", *CAME, office=PARTNERS),
        refuses("nobody came", *TAKEN, office=PARTNERS),
        refuses("it is signed already", *LEFT, signed("organiser-1", AFTER), office=PARTNERS),
        refuses("his own", *LEFT, by="volunteer-1", office=PARTNERS),
        refuses("another is there yet", *LEFT, checked_in("volunteer-2", AFTER), office=PARTNERS),
        holds(
            "one of the unit that gave it back never checked out",
            offered(),
            checked_in("member-1", IN, unit="firm"),
            claimed("volunteer-1", "partners"),
            checked_in("volunteer-1", IN),
            checked_out("volunteer-1", OUT),
            office=PARTNERS,
        ),
    ),
    rule("hours_signed", "hours_not_signed", on="work.reported", by="volunteer-1")(
        holds("in, out and signed", *LEFT, signed("organiser-1", AFTER), office=PARTNERS),
        refuses("not signed", *LEFT, office=PARTNERS),
        refuses("signed by himself", *LEFT, signed("volunteer-1", AFTER), office=PARTNERS),
        refuses("nobody came", *TAKEN, office=PARTNERS),
        refuses(
            "came again and did not leave",
            *LEFT,
            signed("organiser-1", AFTER),
            checked_in("volunteer-1", AFTER),
            office=PARTNERS,
        ),
        refuses("reported by a member for him", *LEFT, by="member-1", office=PARTNERS),
        holds("no volunteer's", offered(), claimed("roads-1", "roads"), by="roads-head", office=PARTNERS),
    ),
)

SHOWN: tuple[Shown, ...] = (*CLAIMS, *COMES, *HOURS)
