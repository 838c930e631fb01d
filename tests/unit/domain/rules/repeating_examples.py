"""Rules of fumes of kitchens and of e-bikes in lifts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from domain.envelope import Event
from domain.facts.devices import AlarmObserved
from domain.facts.enforcement import DocumentServed
from domain.facts.work import WorkNoted, WorkReported
from tests.support.given import happened
from tests.unit.domain.rules.example import Shown, holds, refuses, rule

TWO = ("officer-1", "officer-2")
TRAPPED = {"alarm": "trapped"}
NOTICE = DocumentServed(doc="correction_notice", doc_no="改1号", to="party-1")
DEVICE: dict[str, Any] = {"channel": "device", "device": "lift-1", "attributes": {"alarm": "ebike"}}


def _seen(**more: Any) -> WorkNoted:
    return WorkNoted(step="on_site", officers=TWO, **more)


def _sampled(amount: str) -> WorkNoted:
    return WorkNoted(step="sample", officers=TWO, quantity=Decimal(amount), unit="mg/m3")


def _trapped(state: str) -> Event:
    return happened(AlarmObserved(device="lift-1", kind="trapped", state=state, count=1), by="lift-1")


def _attended(times: int, *, done: bool = True) -> WorkReported:
    return WorkReported(result="-", items={"taken_out": done}, party="party-1", nth=times, times=times)


def _mode(name: str | None) -> dict[str, Any]:
    return {"sends": {"kind": "door_hold", "mode": name}}


FUME = (
    rule("fume_seen_on_site", "not_seen_on_site", on="case.filed", report={"channel": "device"})(
        refuses("an online reading alone"),
        holds("two officers saw it", _seen()),
        refuses("a note without officers", WorkNoted(step="on_site", text="-")),
        holds("a sample above the limit", _sampled("2.01")),
        refuses("a sample at the limit", _sampled("2.0")),
        refuses("the last sample counts", _sampled("3"), _sampled("1.2")),
        holds("seen, whatever was measured", _seen(), _sampled("1.2")),
        refuses("what people report is looked at as well", report={"channel": "hotline"}),
    ),
)
DOOR = (
    rule("door_may_be_held", "door_must_open", on="alarm.observed", by="gateway-1", report=DEVICE)(
        holds("a lift in normal service", **_mode("normal")),
        refuses("a fire", **_mode("fire_return")),
        refuses("firemen use it", **_mode("fireman")),
        refuses("a quake", **_mode("earthquake")),
        refuses("no mode was told", **_mode(None)),
        refuses("somebody is trapped", _trapped("repeated"), **_mode("normal")),
        refuses(
            "the alarm itself is of somebody trapped",
            report={**DEVICE, "attributes": {"alarm": "trapped"}},
            **_mode("normal"),
        ),
        holds("nobody is any more", _trapped("repeated"), _trapped("cleared"), **_mode("normal")),
        holds("a case no device reported", report={"channel": "grid", "attributes": None}, **_mode("normal")),
    ),
)


def _on(name: str, code: str) -> Any:
    return rule(name, code, on="check.passed", by="checker-1", move={"sources": "here visiting"})


TIMES: tuple[Shown, ...] = (
    _on("first_time", "not_first")(
        holds("the first", _attended(1)),
        refuses("the second", _attended(2)),
        refuses("the first, refused on the spot", _attended(1, done=False)),
        refuses("nobody attended"),
    ),
    _on("second_time", "not_second")(
        holds("the second", _attended(2)),
        refuses("the first", _attended(1)),
        holds("the first, refused on the spot", _attended(1, done=False)),
        refuses("the third", _attended(3)),
        refuses("the third, refused", _attended(3, done=False)),
        refuses("nobody attended"),
    ),
    _on("third_time", "not_third")(
        holds("the third", _attended(3)),
        holds("a later one", _attended(4)),
        refuses("the second", _attended(2)),
        holds("the second, being visited", _attended(2), state="visiting"),
        refuses("nobody attended"),
    ),
)
PRESENT = (
    rule("two_persons", "two_persons_needed", on="correction.missed", by="grid-1")(
        holds("two, the actor among them", NOTICE, sends={"officers": ["grid-1", "grid-2"]}),
        refuses("one", NOTICE, sends={"officers": ["grid-1"]}),
        refuses("the same one twice", NOTICE, sends={"officers": ["grid-1", "grid-1"]}),
        refuses("two others", NOTICE, sends={"officers": ["grid-2", "officer-1"]}),
    ),
)
SHOWN: tuple[Shown, ...] = (*FUME, *DOOR, *TIMES, *PRESENT)
