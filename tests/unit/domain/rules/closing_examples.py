"""Rules of checks and of closing: whoever had a hand in a case neither checks nor closes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from domain.case import Case
from domain.envelope import Event
from domain.facts.dispatch import (
    AssistRequested,
    CaseDispatched,
    CaseSignedFor,
    ChildFinished,
    ChildLinked,
    ContactMade,
    SupervisionAnswered,
    SupervisionStarted,
)
from domain.facts.enforcement import CorrectionConfirmed
from domain.facts.work import (
    CaseRated,
    CaseReopened,
    CheckAssigned,
    CheckFailed,
    CheckPassed,
    WorkNoted,
    WorkReported,
)
from domain.fold import fold
from domain.office import Office, Post
from domain.tasks import Task
from domain.values import Place
from tests.calendars import at
from tests.support.definitions import STREET
from tests.support.given import happened, history, started
from tests.support.samples import FIRST_BEYOND_50_M, LAST_WITHIN_50_M, ORIGIN, north, photo, reported, sent
from tests.support.small_office import EAST, OFFICE
from tests.unit.domain.rules.example import holds, refuses, rule

DONE = WorkReported(result="已清理")
REOPENED = CaseReopened(cause="error", round=2)
A_PENALTY = Task(kind="penalty", rule="parent", cases=(), since=date(2026, 3, 2), until=date(2026, 3, 2))
PASSED, FAILED = CheckPassed(level="street"), CheckFailed(level="street", finding="-")


def _noted(by: str, for_: str | None = None) -> Event:
    """What makes somebody one of Hands."""
    return happened(WorkNoted(step="other"), by=by, for_=for_)


def _lead(unit: str, by: str = "dispatcher-1") -> Event:
    return happened(CaseDispatched(unit=unit, round=1), by=by)


def _level(level: str) -> CheckAssigned:
    return CheckAssigned(checker="checker-1", unit="desk", level=level)


def _also(person: str, role: str, unit: str) -> Office:
    """The small office, where this person holds one more post."""
    return replace(
        OFFICE, posts={**OFFICE.posts, person: (*OFFICE.posts[person], Post(role=role, unit=unit))}
    )


def _assist(unit: str) -> AssistRequested:
    return AssistRequested(assist="assist-1", unit=unit, task="-", due_at=at("2026-03-03 10:00"))


def _files(*photos: Any) -> dict[str, Any]:
    return {"files": sent(*photos)}


def _at(place: Any, taken: str = "2026-03-02 15:00") -> dict[str, Any]:
    return _files(photo("same_spot", place=place, taken=at(taken)))


def _told(
    when: str, *, reached: bool = True, to: str = "resident-1", purpose: str = "inform", **more: Any
) -> Event:
    return happened(ContactMade(subject=to, purpose=purpose, reached=reached), when=at(when), **more)


def _tries(*whens: str, purpose: str = "inform") -> tuple[Event, ...]:
    return tuple(_told(when, reached=False, purpose=purpose, unit="desk") for when in whens)


def _there(id: str, attributes: Any = None) -> Case:
    """A case that is on file."""
    case = fold(history([happened(reported(attributes=attributes), case_id=id)], STREET, "reported"))
    assert case is not None
    return case


def _hangs(relation: str) -> ChildLinked:
    return ChildLinked(child="case-3", relation=relation)


def _as(relation: str, task: Task | None = None) -> dict[str, Any]:
    """Sent about another case, which is this task."""
    return {
        "others": [replace(_there("case-3"), task=task)],
        "sends": {"child": "case-3", "relation": relation},
    }


def _follower(*facts: Event) -> Case:
    told = [happened(reported(reporter="resident-2"), case_id="case-2"), *facts]
    case = fold(history(told, STREET, "merged"))
    assert case is not None
    return case


ADDRESS = {"place": Place(address="莲花路口")}
KNOWN = {"reporter": "resident-1"}
TOLD_THERE = _told("2026-03-02 13:00", to="resident-2")
TRIED_HERE = tuple(_told(f"2026-03-02 1{n}:00", to="resident-2", reached=False) for n in (1, 2))
TRIED_THERE = _told("2026-03-02 13:00", to="resident-2", reached=False)
TRIED_LATER = _told("2026-03-03 09:00", to="resident-2", reached=False)
TAKEN_OFF = ChildFinished(child="case-2", outcome="unmerged")
MERGED = ChildLinked(child="case-2", relation="merged")
CHECKED_AT_NOON = happened(PASSED, when=at("2026-03-02 12:00"))
CHECKED_AT_TWO = happened(PASSED, when=at("2026-03-02 14:00"))
CALLED_BY_FIRM = _told("2026-03-02 13:00", purpose="callback", unit="firm")
ASKED = SupervisionStarted(reason="overdue", ask="-", due_at=at("2026-03-03 10:00"))
RATING = happened(CaseRated(score=1, solved="no"), clocks=[started("rating", at("2026-03-03 10:00"))])
BEFORE = at("2026-03-03 09:59")

WHO = (
    rule("checker_not_hands", "checker_is_hands", on="check.assigned", sends={"checker": "checker-1"})(
        holds("had nothing to do with it", _lead("roads"), _noted("roads-1")),
        refuses("worked on it", _noted("checker-1")),
        refuses("was worked for", _noted("checker-2", for_="checker-1")),
        refuses("signed for it", CaseSignedFor(unit="desk", person="checker-1")),
        refuses("worked on it in an earlier round", _noted("checker-1"), REOPENED),
        refuses("of the lead unit, whatever his post there", _lead("desk")),
        refuses("a grid officer of the lead community", _lead(EAST), sends={"checker": "grid-1"}),
        holds("a grid officer of another one", _lead(EAST), sends={"checker": "grid-2"}),
        refuses("a grid officer of an assisting one", _lead("roads"), _assist(EAST), sends={"checker": "grid-1"}),
        holds("a grid officer, nobody leading", sends={"checker": "grid-1"}),
    ),
    rule("handler_may_not_check_own_work", "own_work", on="check.passed", by="checker-1")(
        holds("had nothing to do with it", _noted("roads-1")),
        refuses("worked on it", _noted("checker-1")),
        refuses("stands in for who worked on it", _noted("checker-2"), for_="checker-2"),
        refuses("another worked on it in his name", _noted("checker-2", for_="checker-1")),
        refuses("of the lead unit, whatever level is said", _lead("desk"), _level("street")),
        refuses("of an assisting unit", _lead("roads"), _assist("desk")),
        holds("nobody leads", _level("grid")),
        holds("a system without units while nobody leads", by="system"),
        refuses("a grid officer of the lead community", _lead(EAST), by="grid-1"),
        holds("a grid officer of another one", _lead(EAST), by="grid-2"),
        holds(
            "of the lead community too, with a post as a checker elsewhere",
            _lead(EAST),
            by="grid-1",
            office=_also("grid-1", "checker", "desk"),
        ),
        refuses(
            "of the lead community too, with another post elsewhere",
            _lead(EAST),
            by="grid-1",
            office=_also("grid-1", "intake", "desk"),
        ),
    ),
    rule("handler_may_not_close", "own_case", on="case.closed", by="shift-1")(
        holds("had nothing to do with it", _lead("roads"), _noted("roads-1")),
        refuses("worked on it", _noted("shift-1")),
        refuses("dispatched it", _lead("roads", by="shift-1")),
        refuses("checked it", happened(PASSED, by="shift-1")),
        refuses("found it not done", happened(FAILED, by="shift-1")),
        holds("sent it back from the desk", happened(CheckFailed(level="desk", finding="-"), by="shift-1")),
        refuses("stands in for who worked on it", _noted("shift-2"), for_="shift-2"),
        holds("dispatched it in an earlier round", _lead("roads", by="shift-1"), REOPENED),
        holds("checked it in an earlier round", happened(PASSED, by="shift-1"), REOPENED),
        refuses("worked on it in an earlier round", _noted("shift-1"), REOPENED),
    ),
    rule("closing_condition_met", "closing_condition_open", on="case.closed", by="shift-1")(
        holds("on the list of the category", sends={"condition": "cleared"}),
        refuses("not on it", sends={"condition": "banana"}),
        holds("a category without a list", sends={"condition": "banana"}, report={"category": "bare"}),
        holds("no category", sends={"condition": "banana"}, report={"category": None}),
    ),
    rule("closer_not_hands", "closer_is_hands", on="case.closed", by="committee-1")(
        holds("assigned it, no more", _lead("committee", by="committee-1")),
        refuses("worked on it", _noted("committee-1")),
        refuses("stands in for who worked on it", _noted("mediator-1"), for_="mediator-1"),
    ),
    rule("rater_may_rate", "may_not_rate", on="case.rated", by="resident-1", report={"reporter": "resident-1"})(
        holds("the reporter, a minute before the time is over", RATING, now=BEFORE),
        refuses("the reporter, when it is over", RATING),
        refuses("the reporter, no time running", now=BEFORE),
        holds("somebody in his name", RATING, by="intake-1", for_="resident-1", now=BEFORE),
        refuses("somebody on his own", RATING, by="intake-1", now=BEFORE),
        holds("a caller", RATING, _lead("roads"), by="callback-1", now=BEFORE),
        refuses("a caller of the lead unit", RATING, _lead("desk"), by="callback-1", now=BEFORE),
        refuses("a caller, when it is over", RATING, by="callback-1"),
        holds("a caller, the reporter unknown", RATING, report={"reporter": None}, by="callback-1", now=BEFORE),
        refuses("nobody's report", RATING, report={"reporter": None}, by="intake-1", now=BEFORE),
    ),
)  # fmt: skip

WHAT = (
    rule("photo_near_place", "photo_elsewhere", on="check.passed", by="checker-1", report={"place": ORIGIN})(
        holds("50 m away", sends=_at(north(LAST_WITHIN_50_M))),
        refuses("a hair more", sends=_at(north(FIRST_BEYOND_50_M))),
        refuses("no photo"),
        refuses("a photo without a place", sends=_at(None)),
        refuses("a photo without a moment", sends={"files": [{**sent(photo(place=ORIGIN))[0], "taken_at": None}]}),
        holds("taken when the work was reported", happened(DONE, when=at("2026-03-02 15:00")), sends=_at(ORIGIN)),
        refuses("taken a minute before", happened(DONE, when=at("2026-03-02 15:01")), sends=_at(ORIGIN)),
        refuses(
            "taken after the work, before the correction",
            happened(DONE, when=at("2026-03-02 12:00")),
            happened(
                CorrectionConfirmed(order_no="-", officers=("officer-1",), files=()), when=at("2026-03-02 16:00")
            ),
            sends=_at(ORIGIN),
        ),
        holds("one of two will do", sends=_files(photo(place=None), photo(place=ORIGIN))),
        holds("the case has an address and no point to measure from", report=ADDRESS, sends=_at(ORIGIN)),
        refuses("the same, and the photo has no place either", report=ADDRESS, sends=_at(None)),
        refuses("the same, and the photo has but an address", report=ADDRESS, sends=_at(Place(address="莲花路口"))),
        refuses("the case has a point and the photo but an address", sends=_at(Place(address="莲花路口"))),
        refuses("the same, and half a point", report=ADDRESS, sends=_at(Place(lat_deg=1.0))),
        refuses("the same, and the other half", report=ADDRESS, sends=_at(Place(lon_deg=1.0))),
        holds("half a point is none to measure from", report={"place": Place(lat_deg=1.0)}, sends=_at(ORIGIN)),
        holds("nor is the other half", report={"place": Place(lon_deg=1.0)}, sends=_at(ORIGIN)),
        holds("nobody said where the case lies", report={"place": None}, sends=_at(ORIGIN)),
    ),
    rule("children_finished", "child_open", on="case.closed", by="shift-1")(
        holds("none"),
        refuses("one is open", ChildLinked(child="case-3", relation="child")),
        refuses("a penalty is open", ChildLinked(child="case-3", relation="penalty")),
        holds("a root cause is looked for", ChildLinked(child="case-3", relation="root_cause")),
        holds("something is to be followed up", ChildLinked(child="case-3", relation="follow_up")),
        holds("a report was merged into it", MERGED),
        holds(
            "it ended",
            ChildLinked(child="case-3", relation="child"),
            ChildFinished(child="case-3", outcome="closed"),
        ),
        refuses(
            "one of two ended",
            ChildLinked(child="case-3", relation="child"),
            ChildLinked(child="case-4", relation="child"),
            ChildFinished(child="case-3", outcome="closed"),
        ),
    ),
    rule("supervision_answered", "supervision_unanswered", on="case.closed", by="shift-1")(
        holds("nobody asked"),
        refuses("one is open", ASKED),
        holds("it was answered", ASKED, SupervisionAnswered(explanation="-")),
        refuses("asked again since", ASKED, SupervisionAnswered(explanation="-"), ASKED),
    ),
    rule("receiver_receipt", "no_receipt", on="case.transferred", by="shift-1")(
        holds("a number", sends={"receipt_no": "交1号"}),
        refuses("none"),
        refuses("an empty one", sends={"receipt_no": ""}),
    ),
)  # fmt: skip

TOLD = (
    rule("reporter_told", "reporter_not_told", on="case.closed", by="shift-1", report={"reporter": "resident-1"})(
        holds("nobody known", report={"reporter": None}),
        refuses("not told"),
        holds("told, when there was nothing to wait for", _told("2026-03-02 11:00")),
        holds("told when the check was over", CHECKED_AT_NOON, _told("2026-03-02 12:00")),
        refuses("told a minute before", CHECKED_AT_NOON, _told("2026-03-02 11:59")),
        refuses("not reached", _told("2026-03-02 13:00", reached=False)),
        refuses("another was told", _told("2026-03-02 13:00", to="resident-9")),
        refuses("asked for something else", _told("2026-03-02 13:00", purpose="urge")),
        holds("tried three times on two days", *_tries("2026-03-02 13:00", "2026-03-02 15:00", "2026-03-03 09:00")),
        refuses("tried three times on one day", *_tries("2026-03-03 08:00", "2026-03-03 08:30", "2026-03-03 09:00")),
        refuses("one day here, two in Greenwich", *_tries("2026-03-03 07:59", "2026-03-03 08:30", "2026-03-03 09:00")),
        holds("two days here, one in Greenwich", *_tries("2026-03-02 23:00", "2026-03-02 23:59", "2026-03-03 00:00")),
        refuses("tried twice on two days", *_tries("2026-03-02 13:00", "2026-03-03 09:00")),
    ),
    rule("reporter_told", "reporter_not_told", on="case.closed", by="shift-1")(
        refuses("a merged report's was not", MERGED, others=[_follower()]),
        holds("he was, on record here", MERGED, _told("2026-03-02 13:00", to="resident-2"), others=[_follower()]),
        holds("he was, on record there", MERGED, others=[_follower(TOLD_THERE)]),
        refuses("he was told too early", MERGED, CHECKED_AT_TWO, others=[_follower(TOLD_THERE)]),
        holds("his report was taken off again", MERGED, TAKEN_OFF, others=[_follower()]),
        refuses("tried twice here, once there, on one day", MERGED, *TRIED_HERE, others=[_follower(TRIED_THERE)]),
        holds("and on another day", MERGED, *TRIED_HERE, others=[_follower(TRIED_LATER)]),
        holds("another case, not merged", others=[_follower()]),
    ),
    rule("callback_done", "callback_missing", on="case.evaluated", by="supervisor-1", report=KNOWN)(
        holds("nobody known", report={"reporter": None}),
        refuses("nobody called"),
        holds("called by the desk", _lead("roads"), _told("2026-03-02 13:00", purpose="callback", unit="desk")),
        refuses("called by the lead unit", _lead("roads"), _told("2026-03-02 13:00", purpose="callback", unit="roads")),
        refuses("called by an assisting unit", _assist("firm"), CALLED_BY_FIRM),
        refuses("told, not called back", _told("2026-03-02 13:00", unit="desk")),
        refuses("not reached", _told("2026-03-02 13:00", purpose="callback", reached=False, unit="desk")),
        holds(
            "tried three times on two days",
            *_tries("2026-03-02 13:00", "2026-03-02 15:00", "2026-03-03 09:00", purpose="callback"),
        ),
        refuses("tried twice on two days", *_tries("2026-03-02 13:00", "2026-03-03 09:00", purpose="callback")),
        holds("he has rated it", CaseRated(score=1, solved="no")),
    ),
)  # fmt: skip

JUDGED = (
    rule("something_passed", "nothing_passed", on="check.passed", by="checker-1")(
        holds("one answer is yes"),
        refuses("the only answer is no", sends={"items": {"cleared": False}}),
        holds("one of two", sends={"items": {"cleared": False, "restored": True}}, report={"category": None}),
        refuses("none of two", sends={"items": {"a": False, "b": False}}, report={"category": None}),
        holds("nothing was asked", sends={"items": None}),
    ),
)
LINKED = (
    rule("child_exists", "child_unknown", on="child.linked")(
        holds("another case", others=[_there("case-3")], sends={"child": "case-3"}),
        refuses("what is not there", others=[_there("case-3")], sends={"child": "case-4"}),
        refuses(
            "what accuses who links",
            others=[_there("case-3", {"accused_person": "intake-1"})],
            sends={"child": "case-3"},
        ),
        holds(
            "what accuses others",
            others=[_there("case-3", {"accused_unit": "firm"})],
            sends={"child": "case-3"},
        ),
        refuses("itself", others=[_there("case-1")], sends={"child": "case-1"}),
    ),
    rule("child_exists", "child_unknown", on="child.linked")(
        refuses("a penalty that is waited for", _hangs("penalty"), **_as("follow_up")),
        refuses("a child that is waited for", _hangs("child"), **_as("root_cause")),
        holds("once more as what it is", _hangs("child"), **_as("child")),
        holds("nobody waits for it yet", _hangs("follow_up"), **_as("child")),
        holds(
            "it ended", _hangs("child"), ChildFinished(child="case-3", outcome="closed"), **_as("follow_up")
        ),
        holds("merged, which takes nothing off", _hangs("child"), **_as("merged")),
        refuses("no penalty, called one", **_as("penalty")),
        holds("a penalty", **_as("penalty", A_PENALTY)),
    ),
    rule("relation_by_hand", "relation_of_system", on="child.linked")(
        *(
            holds(f"a person draws {one}", **_as(one))
            for one in ("child", "penalty", "follow_up", "mediation")
        ),
        *(
            refuses(f"a person draws {one}", **_as(one))
            for one in ("merged", "root_cause", "cause", "parent")
        ),
        *(holds(f"the system draws {one}", by="system", **_as(one)) for one in ("merged", "cause", "parent")),
        refuses("on behalf of somebody else", for_="shift-1", **_as("parent")),
    ),
)

SHOWN = (*WHO, *WHAT, *TOLD, *JUDGED, *LINKED)
