"""Rules of what devices notice: what may become a lead, and when a lead goes by itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from domain.envelope import Event
from domain.facts.devices import AlarmObserved
from tests.calendars import at
from tests.support.given import happened
from tests.unit.domain.rules.example import holds, refuses, rule

DEVICE: dict[str, Any] = {"channel": "device", "device": "camera-1"}


def _heard(state: str, when: str) -> Event:
    fact = AlarmObserved(device="camera-1", kind="crowding", state=state, count=1)
    return happened(fact, by="camera-1", when=at(when))


def _clear(when: str = "2026-03-03 09:45") -> Event:
    return _heard("cleared", when)


def _flips(*minutes: int) -> Iterable[Event]:
    """It goes at each of these minutes after nine, and comes back a minute later."""
    for minute in minutes:
        hour, rest = divmod(minute, 60)
        yield _heard("cleared", f"2026-03-03 {9 + hour:02}:{rest:02}")
        yield _heard("repeated", f"2026-03-03 {9 + hour:02}:{rest + 1:02}")


GONE: dict[str, Any] = {"on": "case.self_corrected", "by": "gateway-1", "report": DEVICE}
LAST: dict[str, Any] = {"now": at("2026-03-03 12:00")}

SHOWN = (
    rule("reading_counts", "reading_suppressed", on="case.reported", by="gateway-1", sends={"channel": "device"})(
        holds("no mark, no mode"),
        holds("a normal reading", sends={"attributes": {"flag": "N", "mode": "normal"}}),
        refuses("marked as maintenance", sends={"attributes": {"flag": "M"}}),
        refuses("a mark nobody knows", sends={"attributes": {"flag": "X"}}),
        refuses("a lift being worked on", sends={"attributes": {"flag": "N", "mode": "maintenance"}}),
        holds("told by a person", by="grid-1", sends={"channel": "grid", "attributes": {"flag": "M"}}),
    ),
    rule("clear_long_enough", "still_raised", **GONE)(
        refuses("raised, and nothing since"),
        holds("normal for a quarter of an hour", _clear()),
        refuses("a minute less", _clear("2026-03-03 09:46")),
        refuses("raised again", _clear("2026-03-03 09:00"), _heard("repeated", "2026-03-03 09:10")),
        holds("a reading that does not count in between", _clear(), _heard("suppressed", "2026-03-03 09:50")),
        holds("normal all the time, told twice", _clear(), _clear("2026-03-03 09:58")),
        refuses("reported by a person", _clear(), report={"channel": "grid"}),
        refuses("a person's report of which a device says nothing", report={"channel": "grid"}),
    ),
    rule("not_flapping", "flapping", **GONE)(
        holds("it never went"),
        holds("it went three times", *_flips(0, 10, 20), **LAST),
        refuses("four times in two hours", *_flips(0, 10, 20, 120), **LAST),
        holds("four times in a minute more", *_flips(0, 10, 20, 121), **LAST),
        refuses("long ago", *_flips(0, 10, 20, 30), now=at("2026-03-05 10:00")),
        holds("a person's report", report={"channel": "grid"}),
    ),
)  # fmt: skip
