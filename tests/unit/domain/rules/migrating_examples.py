"""Rules of moving a running case to another version of its workflow."""

from __future__ import annotations

from typing import Any

from domain.envelope import Event
from domain.facts.enforcement import CorrectionConfirmed, OrderServed
from domain.facts.migrating import CaseMigrated
from domain.facts.work import WorkNoted
from tests.calendars import at
from tests.support.given import effect, happened, started
from tests.unit.domain.rules.dispatching_examples import LAPSED, asked
from tests.unit.domain.rules.example import Shown, holds, refuses, rule

ON: dict[str, Any] = {"on": "case.migrated", "by": "steward-1"}
HERE, ELSEWHERE = {"to_digest": "digest-by-hand"}, {"to_digest": "another"}


def _runs(name: str) -> Event:
    return happened(WorkNoted(step="other"), clocks=[started(name, at("2026-03-04 17:30"))])


def _served(act: str) -> OrderServed:
    return OrderServed(
        order_no="责改1号",
        act=act,
        party="party-1",
        party_name="当事人",
        officers=("officer-1", "officer-2"),
        term_due_at=at("2026-03-03 10:00"),
        items="撤除摊位",
    )


RECHECKED = CorrectionConfirmed(order_no="责改1号", officers=("officer-1", "officer-2"), files=())
STOPPED = happened(WorkNoted(step="other"), clocks=[effect("old_review", "stopped")])
MOVED = CaseMigrated(from_digest="digest-by-hand", to_digest="another")

SHOWN: tuple[Shown, ...] = (
    rule("same_workflow", "other_workflow", **ON)(
        holds("the version that decides", sends=HERE),
        refuses("another version than the one that decides", sends=ELSEWHERE),
        refuses("a part of its digest", sends={"to_digest": "digest-by"}),
    ),
    rule("version_differs", "same_version", **ON)(
        holds("another version", sends=ELSEWHERE),
        refuses("its own version", sends=HERE),
        refuses("where it was moved to", MOVED, sends=ELSEWHERE),
        holds("back to where it came from", MOVED, sends=HERE),
    ),
    rule("clocks_survive", "clock_lost", **ON)(
        holds("no clock runs"),
        holds("a clock of the version runs", _runs("handle")),
        refuses("a clock that is no more runs", _runs("handle"), _runs("old_review")),
        holds("it was stopped", _runs("old_review"), STOPPED),
    ),
    rule("category_survives", "category_lost", **ON)(
        holds("the category is listed"),
        refuses("it is not", report={"category": "gone"}),
        holds("none was given yet", report={"category": None}),
    ),
    rule("request_survives", "request_lost", **ON)(
        holds("nothing is asked for"),
        refuses("asked for, and nobody could decide", asked()),
        holds("it lapsed", asked(), LAPSED),
    ),
    rule("request_survives", "request_lost", move={"decides": ("return",)}, **ON)(
        holds("asked for, and decided in this state", asked()),
    ),
    rule("request_survives", "request_lost", move={"decides": ("return",), "sources": "there"}, **ON)(
        holds(
            "asked for, and decided in the state it becomes", asked(), sends={"mapping": {"here": "there"}}
        ),
    ),
    rule("order_survives", "act_lost", **ON)(
        holds("no order"),
        holds("an order on a listed act", _served("vending")),
        refuses("an order on an act that is no more", _served("gone")),
        holds("that was rechecked", _served("gone"), RECHECKED),
    ),
)
