"""Rules of penalties: when one may be opened, proposed, heard, decided, enforced."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from domain.case import Case
from domain.envelope import Event
from domain.facts.dispatch import ChildLinked
from domain.facts.enforcement import CorrectionMissed, DocumentServed, OrderServed
from domain.facts.mediation import ApplicationLodged, DecisionIssued
from domain.facts.office import CataloguePublished
from domain.facts.proceedings import StatementHeard
from domain.facts.schema import Fact
from domain.facts.work import CheckAssigned, CheckPassed, WorkNoted
from domain.values import File
from tests.calendars import at
from tests.support.given import happened, started
from tests.support.recurring import case_of
from tests.support.samples import moment, photo, reported
from tests.support.small_office import OFFICE, office_of
from tests.unit.domain.rules.example import Shown, holds, refuses, rule

PAPER = File(id="paper-1", sha256="1" * 64)
IN_FORCE = office_of(CataloguePublished(workflow="penalty", version=1, digest="p"), before=OFFICE)
OFFICERS = ("officer-1", "officer-2")


def _ordered(act: str = "vending") -> Event:
    order = OrderServed(
        order_no="责改1号",
        act=act,
        party="party-1",
        party_name="当事人",
        officers=OFFICERS,
        term_due_at=at("2026-03-03 09:00"),
        items="撤除摊位",
    )
    return happened(order, when=at("2026-03-02 12:00"), by="officer-1")


MISSED = happened(
    CorrectionMissed(order_no="责改1号", cause="expired", officers=OFFICERS, files=()), by="officer-1"
)


def _clocked(fact: Fact, name: str, until: str = "2026-03-03 10:00", when: str = "2026-03-02 09:30") -> Event:
    """A fact that starts a clock."""
    return happened(fact, when=at(when), by="officer-1", clocks=[started(name, at(until))])


NOTICE = DocumentServed(doc="penalty_notice", to="party-1")
SAID = happened(StatementHeard(kind="statement", adopted=False, reasons="-"), by="officer-1")
WAIVED = happened(StatementHeard(kind="waived", adopted=False, reasons="-"), by="officer-1")
HELD = happened(StatementHeard(kind="hearing", adopted=False, reasons="-", host="lawyer-1"), by="lawyer-1")
DECISION = happened(DocumentServed(doc="penalty_decision", to="party-1"), when=at("2025-09-03 10:00"))
CHALLENGE = ApplicationLodged(
    stage="review", body="区政府", by=("party-1",), received_at=at("2026-03-02 10:00")
)
UPHELD = DecisionIssued(stage="review", body="区政府", outcome="upheld", text=PAPER)
LEGAL = CheckAssigned(checker="lawyer-1", unit="justice", level="legal")
REVIEWED = CheckPassed(level="legal")


def _recorded(*files: str, reviewed: dict[str, bool] | None = None) -> Case:
    """A case about which a device recorded files, some of them reviewed."""
    report = reported(channel="device", device="camera-1", files=tuple(photo(file) for file in files))
    case = case_of("case-parent", happened(report, by="gateway-1"))
    ids = {"photo-1": True} if reviewed is None else reviewed
    return replace(case, reviewed=ids)


def _hung(parent: Case) -> dict[str, Any]:
    return {"others": (parent,)}


CHILD = ChildLinked(child="case-parent", relation="parent")

SHOWN: tuple[Shown, ...] = (
    rule("child_in_force", "child_not_in_force", on="child.linked", by="roads-head", move={"opens": "penalty"})(
        refuses("nothing is in force", sends={"child": None}),
        holds("it is in force", sends={"child": None}, office=IN_FORCE),
        refuses("another one is in force", sends={"child": None},
                office=office_of(CataloguePublished(workflow="other", version=1, digest="o"), before=OFFICE)),
    ),
    rule("linked_by_parent", "not_linked", on="task.opened", by="system", sends={"kind": "penalty", "rule": "parent"})(
        holds("the parent waits for it", sends={"cases": ["case-p"]},
              others=(case_of("case-p", reported(), ChildLinked(child="case-1", relation="penalty")),)),
        refuses("the parent waits for another", sends={"cases": ["case-p"]},
                others=(case_of("case-p", reported(), ChildLinked(child="case-2", relation="penalty")),)),
        refuses("two parents", sends={"cases": ["case-p", "case-q"]},
                others=tuple(case_of(one, reported(), ChildLinked(child="case-1", relation="penalty"))
                             for one in ("case-p", "case-q"))),
        refuses("one of two parents is not there", sends={"cases": ["case-p", "case-q"]},
                others=(case_of("case-p", reported(), ChildLinked(child="case-1", relation="penalty")),)),
    ),
    rule("act_punishable_at_once", "order_first", on="child.linked", by="roads-head")(
        refuses("no order"),
        refuses("ordered, and not rechecked", _ordered()),
        holds("the order was missed", _ordered(), MISSED),
        refuses("ordered anew after it was missed", _ordered(), MISSED, _ordered()),
        holds("an act that is fined at once", _ordered("dumping")),
        refuses("an act nobody knows", _ordered("swimming")),
    ),
    rule("device_evidence_reviewed", "evidence_not_reviewed", on="child.linked", by="roads-head")(
        holds("nothing a device recorded"),
        refuses("a photo of a device", report={"channel": "device", "device": "camera-1", "files": (photo("scene"),)}),
        holds("a photo of a person", report={"files": (photo("scene"),)}),
        holds("the parent's was reviewed", CHILD, **_hung(_recorded("scene"))),
        refuses("the parent's was not", CHILD, **_hung(_recorded("scene", reviewed={}))),
        refuses("the parent's was found unfit", CHILD, **_hung(_recorded("scene", reviewed={"photo-1": False}))),
        holds("a case it does not hang on", **_hung(_recorded("scene", reviewed={}))),
    ),
    rule("heard_or_waived", "not_heard", on="check.assigned", by="roads-head")(
        refuses("no notice"),
        refuses("a notice, and not a word", _clocked(NOTICE, "heard")),
        holds("a word, and the time is over", _clocked(NOTICE, "heard"), SAID),
        refuses("a word a minute before", _clocked(NOTICE, "heard", "2026-03-03 10:01"), SAID),
        holds("waived a minute before", _clocked(NOTICE, "heard", "2026-03-03 10:01"), WAIVED),
        refuses("a word before the notice", SAID, _clocked(NOTICE, "heard", when="2026-03-03 08:00")),
    ),
    rule("hearing_time_over", "heard_running", on="statement.heard", by="officer-1")(
        holds("over this moment", _clocked(NOTICE, "heard")),
        refuses("a minute before", _clocked(NOTICE, "heard", "2026-03-03 10:01")),
        refuses("no notice"),
    ),
    rule("hearing_asked_in_time", "hearing_too_late", on="application.lodged", by="officer-1")(
        holds("received a minute before", _clocked(NOTICE, "heard"),
              sends={"received_at": moment("2026-03-03 09:59")}),
        refuses("received when it was over", _clocked(NOTICE, "heard")),
        refuses("no notice"),
    ),
    rule("hearing_announced", "hearing_too_early", on="statement.heard", by="officer-1")(
        holds("over this moment", _clocked(CHALLENGE, "hearing_notice")),
        refuses("a minute before", _clocked(CHALLENGE, "hearing_notice", "2026-03-03 10:01")),
        refuses("nobody was told"),
    ),
    rule("host_not_investigator", "host_investigated", on="statement.heard", by="shift-1")(
        refuses("nobody leads it"),
        holds("one without a hand in it", sends={"host": "shift-2"}),
        refuses("one who noted work", happened(WorkNoted(step="progress"), by="shift-2"), sends={"host": "shift-2"}),
        refuses("one of two officers", happened(WorkNoted(step="progress", officers=OFFICERS), by="officer-1"),
                sends={"host": "officer-2"}),
        refuses("one with an interest", report={"attributes": {"interested": "shift-2"}}, sends={"host": "shift-2"}),
    ),
    rule("legal_review_done", "no_legal_review", on="decision.issued", by="deputy-1")(
        holds("nobody asks for it"),
        refuses("it was heard", HELD),
        refuses("a legal officer was asked", LEGAL),
        holds("he passed it", LEGAL, REVIEWED),
        refuses("notified anew since", LEGAL, REVIEWED, NOTICE),
        refuses("somebody else passed it", LEGAL, CheckPassed(level="street")),
    ),
    rule("within_simple_limits", "above_simple_limit", on="decision.issued", by="officer-1",
         sends={"outcome": "fine", "party_kind": "person"})(
        holds("a person, 200 yuan", sends={"amount": 200_00}),
        refuses("a person, a fen more", sends={"amount": 200_01}),
        holds("a body, 3,000 yuan", sends={"amount": 3_000_00, "party_kind": "body"}),
        refuses("a body, a fen more", sends={"amount": 3_000_01, "party_kind": "body"}),
        refuses("a fine of nobody knows what"),
        holds("a warning", sends={"outcome": "warning"}),
        refuses("a warning, and a fine", sends={"outcome": "warning", "amount": 200_01}),
        refuses("any body fined as a person", sends={"amount": 201_00}),
    ),
    rule("payment_over", "payment_running", on="document.served", by="officer-1")(
        holds("over this moment", _clocked(CHALLENGE, "pay")),
        refuses("a minute before", _clocked(CHALLENGE, "pay", "2026-03-03 10:01")),
        refuses("it was never served"),
    ),
    rule("demand_over", "demand_running", on="application.lodged", by="roads-head")(
        holds("over this moment", _clocked(CHALLENGE, "demand")),
        refuses("a minute before", _clocked(CHALLENGE, "demand", "2026-03-03 10:01")),
        refuses("nobody urged"),
    ),
    rule("is_challenged", "not_challenged", on="decision.issued", by="roads-head")(
        refuses("nobody did"),
        holds("somebody did", CHALLENGE),
        refuses("that was decided", CHALLENGE, UPHELD),
    ),
    rule("no_review_pending", "review_pending", on="application.lodged", by="roads-head")(
        refuses("never served"),
        refuses("the last day of six months", DECISION, now=at("2026-03-03 23:59")),
        holds("the day after", DECISION, now=at("2026-03-04 00:00")),
        refuses("somebody looks at it", DECISION, CHALLENGE, now=at("2026-03-04 00:00")),
        holds("that was decided", DECISION, CHALLENGE, UPHELD, now=at("2026-03-04 00:00")),
    ),
)  # fmt: skip
