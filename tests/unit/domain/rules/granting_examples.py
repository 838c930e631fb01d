"""Rules of what may be asked of a second person, and of who is high enough to decide."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from domain.codec import to_data
from domain.envelope import ClockEffect, Event
from domain.facts.intake import CaseDeclined
from domain.facts.work import ApprovalRequested, CaseClosed, CaseReopened, ExtensionGranted, WorkNoted
from tests.calendars import at
from tests.support.given import happened
from tests.support.samples import moment, photo
from tests.unit.domain.rules.dispatching_examples import asked
from tests.unit.domain.rules.example import holds, refuses, rule

CLOSED = CaseClosed(condition="cleared", outcome="solved", summary="已清理", public_summary="已清理")
CLOSED_AT_10 = happened(CLOSED, when=at("2026-03-02 10:00"))
DUE = at("2026-03-04 17:30")
"""A Wednesday, three working days after the dispatch."""


def _runs(amount: int = 3, unit: str = "work_day", due: datetime = DUE) -> Event:
    """The time to handle: three working days, due on Wednesday at close of office."""
    handle = ClockEffect(clock="handle", effect="started", kind="duty", unit=unit, amount=amount, due_at=due)
    return happened(WorkNoted(step="other"), clocks=[handle])


def _extended(new: str = "2026-03-06 17:30", old: datetime = DUE) -> ExtensionGranted:
    return ExtensionGranted(clock="handle", old_due_at=old, new_due_at=at(new), nth=1, asked_by="unit")


def _wants(amount: int = 1, by: str = "roads-head") -> Event:
    """An open request for more time."""
    fact = ApprovalRequested(kind="extension", reason="scale", text="-", amount=amount)
    return happened(fact, by=by, clocks=asked().envelope.clocks)


REST = {"kind": "suspension", "reason": "season", "text": "-"}
MORE = {"kind": "extension", "reason": "scale", "text": "-", "amount": 1}
OUT = {"kind": "exclusion", "reason": "duplicate", "text": "-", "indicator": "rework_rate"}
SHOWN_SAFE = [to_data(photo("interim_measure"))]
NEXT_ROUND = CaseReopened(cause="error", round=2)

ASKING = (
    rule("before_deadline", "too_late", on="approval.requested", by="roads-head", sends=MORE)(
        holds("a minute before", _runs(), now=at("2026-03-04 17:29")),
        refuses("at the moment it is due", _runs(), now=DUE),
        refuses("after", _runs(), now=at("2026-03-05 09:00")),
        holds("it does not run"),
    ),
    rule("extension_left", "extension_used", on="approval.requested", by="roads-head", sends=MORE)(
        holds("none granted", _runs()),
        holds("one granted", _runs(), _extended()),
        refuses("two granted", _runs(), _extended(), _extended()),
        holds("two granted, in the round before", _runs(), _extended(), _extended(), NEXT_ROUND),
    ),
    rule("within_extension_max", "extension_too_long", on="approval.requested", by="roads-head", sends=MORE)(
        holds("as long as the limit", _runs(3), sends={"amount": 3}),
        refuses("longer than the limit", _runs(3), sends={"amount": 4}),
        holds("the first of five working days", _runs(7), sends={"amount": 5}),
        refuses("the first of six", _runs(7), sends={"amount": 6}),
        holds("hours on an hour clock", _runs(4, "work_hour"), sends={"amount": 4}),
        refuses("more hours than the limit", _runs(4, "work_hour"), sends={"amount": 5}),
        holds("the second to the thirtieth day", _runs(), _extended("2026-03-11 17:30"), sends={"amount": 25}),
        refuses("the second beyond it", _runs(), _extended("2026-03-11 17:30"), sends={"amount": 26}),
        holds("a first one of the next round", _runs(), _extended(), NEXT_ROUND, sends={"amount": 3}),
        refuses("nothing to extend"),
    ),
    rule(
        "within_extension_max",
        "extension_too_long",
        on="extension.granted",
        by="deputy-1",
        move={"given": {"clock": "handle", "asked_by": "unit"}},
        sends={"clock": None, "asked_by": None},
    )(
        holds("five working days at once", _runs(), sends={"new_due_at": moment("2026-03-11 17:30")}),
        refuses("six", _runs(), sends={"new_due_at": moment("2026-03-12 17:30")}),
        refuses("no later than it was", _runs(), sends={"new_due_at": moment("2026-03-04 17:30")}),
        holds(
            "all together thirty",
            _runs(),
            _extended("2026-03-11 17:30"),
            sends={"new_due_at": moment("2026-04-09 17:30")},
        ),
    ),
    rule("ground_allowed", "ground_not_allowed", on="approval.requested", by="roads-head", sends=REST)(
        holds("on the list", report={"category": "hole"}),
        refuses("not on it", report={"category": "hole"}, sends={"reason": "funds"}),
        holds("a category without a list", report={"category": "litter"}, sends={"reason": "funds"}),
    ),
    rule("interim_measure_given", "no_interim_measure", on="approval.requested", by="roads-head", sends=REST)(
        holds("told and shown", sends={"interim": "已设围挡", "files": SHOWN_SAFE}),
        refuses("not shown", sends={"interim": "已设围挡"}),
        refuses("something else is shown", sends={"interim": "已设围挡", "files": [to_data(photo("after"))]}),
        refuses("not told", sends={"files": SHOWN_SAFE}),
        refuses("blank", sends={"interim": "  ", "files": SHOWN_SAFE}),
    ),
    rule("within_suspension_max", "suspension_too_long", on="approval.requested", by="roads-head", sends=REST)(
        holds("to the ninetieth day", sends={"until": "2026-06-01"}),
        refuses("a day more", sends={"until": "2026-06-02"}),
        holds("to tomorrow", sends={"until": "2026-03-04"}),
        refuses("to today", sends={"until": "2026-03-03"}),
        refuses("without a date"),
    ),
    rule("exclusion_in_time", "exclusion_too_late", on="approval.requested", by="roads-head", sends=OUT)(
        holds("at once", CLOSED_AT_10),
        holds("a minute before the tenth working day ends", CLOSED_AT_10, now=at("2026-03-16 17:29")),
        refuses("when it ends", CLOSED_AT_10, now=at("2026-03-16 17:30")),
        refuses("not ended"),
        holds("declined", CaseDeclined(reason="outside", explanation="-")),
    ),
)  # fmt: skip


def _by(by: str, *events: Any, **more: Any) -> Any:
    return holds(f"{by} {len(events)} {more}", *events, by=by, **more)


def _not(by: str, *events: Any, **more: Any) -> Any:
    return refuses(f"{by} {len(events)} {more}", *events, by=by, **more)


MADE = {"report": {"category": "hole"}}
"""Engineering."""

DECIDING = (
    rule("approver_high_enough", "approver_too_low", on="case.reopened", by="shift-1")(
        refuses("he closed it himself", happened(CLOSED, by="shift-1"), asked("reopen")),
        holds("another closed it", happened(CLOSED, by="shift-2"), asked("reopen")),
        refuses("he stands in for who closed it", happened(CLOSED, by="shift-2"), asked("reopen"), for_="shift-2"),
        refuses("it was closed in his name", happened(CLOSED, by="shift-2", for_="shift-1"), asked("reopen")),
        holds("he is a deputy as well", happened(CLOSED, by="shift-deputy"), asked("reopen"), by="shift-deputy"),
        holds("a return", happened(CLOSED, by="shift-1"), asked("return")),
        holds("nothing was asked", happened(CLOSED, by="shift-1")),
    ),
    rule("approver_high_enough", "approver_too_low", on="approval.refused", by="shift-1")(
        _by("shift-1", _runs(), _wants()),
        _by("leader-1", _runs(), _wants()),
        _by("shift-1", _wants()),
        _not("supervisor-1", _runs(), _wants()),
        _not("shift-1", _runs(), _wants(), **MADE),
        _by("deputy-1", _runs(), _wants(), **MADE),
        _not("shift-1", _runs(), _extended(), _wants()),
        _by("deputy-1", _runs(), _extended(), _wants(15)),
        _not("deputy-1", _runs(), _extended(), _wants(16)),
        _by("leader-1", _runs(), _extended(), _wants(16)),
        _by("shift-1", _runs(), _wants(), together=20),
        _not("shift-1", _runs(), _wants(), together=21),
        _not("deputy-1", _runs(), _wants(), together=21),
        _by("leader-1", _runs(), _wants(), together=21),
        _not("shift-1", asked("suspension")),
        _by("deputy-1", asked("suspension")),
        _not("shift-1", asked("forced_closure")),
        _by("deputy-1", asked("forced_closure")),
        _not("leader-1", asked("exclusion")),
        _by("supervisor-1", asked("exclusion")),
    ),
)  # fmt: skip

SHOWN = (*ASKING, *DECIDING)
