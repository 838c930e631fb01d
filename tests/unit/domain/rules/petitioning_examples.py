"""Rules of petitions: when one may be registered, objected to, decided, reviewed, closed."""

from __future__ import annotations

from typing import Any

from domain.case import Case
from domain.envelope import Event
from domain.facts.dispatch import ChildFinished, ChildLinked, ContactMade
from domain.facts.enforcement import DocumentServed
from domain.facts.mediation import DecisionIssued
from domain.facts.office import UnitChanged
from domain.facts.work import WorkNoted
from domain.values import File
from tests.calendars import at
from tests.support.given import happened, started
from tests.support.recurring import case_of
from tests.support.samples import PAPER as PAPER_SENT
from tests.support.samples import moment, reported
from tests.support.small_office import OFFICE, office_of
from tests.unit.domain.rules.example import Shown, holds, refuses, rule

PAPER = File(id="paper-1", sha256="1" * 64)
ALL = ["claim", "facts", "outcome", "basis", "remedy"]
DISTRICT = office_of(UnitChanged(unit="above", kind="district", name_zh="区信访局"), before=OFFICE)
BY_RESIDENT: dict[str, Any] = {"reporter": "resident-1"}


def _opinion(
    stage: str = "handling", outcome: str = "not_supported", body: str = "roads", by: str = "roads-head"
) -> Event:
    return happened(DecisionIssued(stage=stage, body=body, outcome=outcome, text=PAPER), by=by)


def _clocked(name: str, until: str) -> Event:
    """Something that starts a clock."""
    served = DocumentServed(doc="opinion", to="resident-1")
    return happened(served, when=at("2026-03-02 09:30"), clocks=[started(name, at(until))])


RUNS = _clocked("mediate", "2026-03-20 24:00")


def _earlier(stage: str = "recheck", workflow: str = "by_hand", **report: Any) -> Case:
    opened = happened(reported(**{"reporter": "resident-1", **report}), by="intake-1")
    return case_of("case-2", opened, _opinion(stage), workflow=workflow)


def _told(name: str = "case-2") -> dict[str, Any]:
    return {"sends": {"case": name, "reason": "outside"}, "report": BY_RESIDENT}


SHOWN: tuple[Shown, ...] = (
    rule("representatives_at_most_5", "too_many_representatives", on="case.reported", by="intake-1")(
        holds("nobody but the petitioner"),
        holds("five", sends={"parties": [f"party-{n}" for n in range(5)]}),
        refuses("six", sends={"parties": [f"party-{n}" for n in range(6)]}),
    ),
    rule("accused_known", "accused_unknown", on="case.reported", by="intake-1")(
        holds("nobody is accused"),
        holds("a unit", sends={"attributes": {"accused_unit": "roads"}}),
        holds("somebody with a post", sends={"attributes": {"accused_person": "roads-1"}}),
        refuses("a unit by what people call it", sends={"attributes": {"accused_unit": "道路养护公司"}}),
        refuses("a unit with blanks, which nobody would be", sends={"attributes": {"accused_unit": " roads"}}),
        refuses("nobody who is there", sends={"attributes": {"accused_person": "somebody"}}),
        holds("left open", sends={"attributes": {"accused_unit": ""}}),
    ),
    rule("statutory_route", "no_statutory_route", on="case.transferred", by="intake-1")(
        refuses("another authority"),
        holds("the court", sends={"route": "court"}),
        holds("the party's own rules", sends={"route": "discipline"}),
        refuses("another petition", sends={"route": "petition"}),
    ),
    rule("concluded_before", "not_concluded", on="case.declined", by="intake-1")(
        holds("his own, rechecked", others=(_earlier(),), **_told()),
        refuses("his own, reviewed once", others=(_earlier("review"),), **_told()),
        refuses("another's", others=(_earlier(reporter="resident-2"),), **_told()),
        holds("he was one of its representatives", others=(_earlier(reporter="resident-2", parties=("resident-1",)),),
              **_told()),
        refuses("of another workflow", others=(_earlier(workflow="other"),), **_told()),
        refuses("one that is not there", **_told()),
        refuses("nobody's", others=(_earlier(reporter=None),), sends={"case": "case-2", "reason": "outside"}),
    ),
    rule("objection_in_time", "objection_too_late", on="approval.requested", by="roads-head")(
        holds("a minute before it is over", _clocked("objection", "2026-03-03 10:01")),
        refuses("over this moment", _clocked("objection", "2026-03-03 10:00")),
        refuses("it was not handed on"),
    ),
    rule("notice_in_writing", "no_written_notice", on="case.filed", by="intake-1")(
        refuses("nothing is attached"),
        holds("a paper is attached", sends={"notice": PAPER_SENT}),
        refuses("nothing, in a case with a photo", report={"files": (PAPER,)}),
    ),
    rule("petitioner_told", "petitioner_not_told", on="extension.granted", by="roads-head")(
        refuses("nobody told him", RUNS),
        holds("he was told", RUNS, sends={"told": True}),
        refuses("he was called before", RUNS, ContactMade(subject="resident-1", purpose="inform", reached=True)),
    ),
    rule("extension_within_limit", "extension_over_limit", on="extension.granted", by="roads-head",
         sends={"clock": "mediate", "asked_by": "unit"})(
        holds("thirty days more", RUNS,
              sends={"new_due_at": moment("2026-04-19 24:00")}),
        refuses("a minute more", RUNS,
                sends={"new_due_at": moment("2026-04-20 00:01")}),
        refuses("no later than before", RUNS,
                sends={"new_due_at": moment("2026-03-20 24:00")}),
    ),
    rule("opinion_complete", "opinion_incomplete", on="decision.issued", by="roads-head")(
        refuses("it says nothing of it"),
        holds("all five", sends={"contents": ALL}),
        *(refuses(f"without {one}", sends={"contents": [part for part in ALL if part != one]}) for one in ALL),
    ),
    rule("within_review_window", "review_too_late", on="application.lodged", by="intake-1")(
        holds("it was not served yet"),
        holds("received a minute before", _clocked("review_window", "2026-03-03 10:00"),
              sends={"received_at": moment("2026-03-03 09:59")}),
        refuses("received when it was over", _clocked("review_window", "2026-03-03 10:00")),
    ),
    rule("deciding_body_above", "same_body", on="decision.issued", by="intake-1")(
        holds("a district's unit", _opinion(), sends={"body": "above"}, office=DISTRICT),
        holds("a body outside the office", _opinion(), sends={"body": "市级机构"}),
        refuses("a department of the street", _opinion(), sends={"body": "firm"}),
        refuses("who decided before", _opinion(), _opinion("review", body="above", by="intake-2"),
                sends={"body": "above"}, office=DISTRICT),
        refuses("by somebody who decided before", _opinion(by="intake-1"), sends={"body": "above"}, office=DISTRICT),
        refuses("for somebody who looked into it", happened(WorkNoted(step="progress"), by="intake-2"),
                sends={"body": "above"}, office=DISTRICT, for_="intake-2"),
    ),
    rule("review_window_over", "review_window_running", on="case.closed")(
        refuses("it was not served"),
        holds("over this moment", _clocked("review_window", "2026-03-03 10:00")),
        refuses("a minute before", _clocked("review_window", "2026-03-03 10:01")),
        holds("settled by mediation", ChildLinked(child="case-m", relation="mediation"),
              ChildFinished(child="case-m", outcome="closed")),
        refuses("a mediation that came to nothing", ChildLinked(child="case-m", relation="mediation"),
                ChildFinished(child="case-m", outcome="withdrawn")),
        refuses("another child that was closed", ChildLinked(child="case-m", relation="child"),
                ChildFinished(child="case-m", outcome="closed")),
    ),
    rule("opinion_executed", "opinion_not_executed", on="case.closed")(
        holds("it grants nothing", _opinion()),
        refuses("it grants all of it", _opinion(outcome="supported")),
        refuses("it grants a part of it", _opinion(outcome="partly_supported")),
        holds("and that was carried out", _opinion(outcome="supported"), WorkNoted(step="executed")),
        refuses("something was done", _opinion(outcome="supported"), WorkNoted(step="progress")),
    ),
)  # fmt: skip
