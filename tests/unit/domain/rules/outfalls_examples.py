"""Rules of outfall files: what proves that one flows on dry days, that it is clean, and when its file may be closed."""

from __future__ import annotations

from typing import Any

from domain.case_parts import Checklist
from domain.envelope import Event
from domain.facts.work import CaseClosed, WorkNoted, WorkReported
from domain.outfalls import is_clean
from domain.values import Place
from tests.calendars import at
from tests.support.given import happened, started
from tests.support.joint_work import look, plan
from tests.unit.domain.rules.example import Shown, holds, refuses, rule

OUTFALL = Place(lat_deg=30.33, lon_deg=120.11, object_id="outfall-7")
LOOKING: dict[str, Any] = {
    "on": "checklist.recorded",
    "by": "grid-1",
    "move": {"given": {"list": "outfall_look", "version": 1}, "optional": ("dry_hours",)},
    "report": {"category": "bare"},
}
CLOSED = happened(
    CaseClosed(condition="cleared", outcome="corrected", summary="-", public_summary="-"),
    when=at("2026-03-02 12:00"),
)
DAY_1, LATER, DAY_2 = "2026-03-01 09:00", "2026-03-01 17:00", "2026-03-02 08:00"
LOOKS = (
    rule("look_consistent", "look_contradicts", **LOOKING)(
        holds("dry for three days", sends={"dry_hours": 72, "items": {"flowing": True}}),
        holds("it rains", sends={"dry_hours": 0, "items": {"raining": True}}),
        refuses("it rains, and has not for a day", sends={"dry_hours": 24, "items": {"raining": True}}),
    ),
    rule("dry_day_proof", "no_dry_day_proof", on="case.filed", by="intake-1")(
        refuses("nobody looked"),
        refuses("seen once", look(DAY_1, "flowing")),
        refuses("seen twice on one day", look(DAY_1, "flowing"), look(LATER, "flowing")),
        holds("seen on two days", look(LATER, "flowing"), look(DAY_2, "flowing")),
        holds("seen once, with dye", look(DAY_1, "flowing", "dye")),
        holds("seen once, with a sample", look(DAY_1, "flowing", "sample")),
        holds("48 hours without rain", look(DAY_1, "flowing", "dye", dry_hours=48)),
        refuses("47 hours without rain", look(DAY_1, "flowing", "dye", dry_hours=47)),
        refuses("it does not flow", look(DAY_1, "dye"), look(DAY_2, "sample")),
        refuses("it rains", look(DAY_1, "flowing", "raining", "dye", dry_hours=0)),
        refuses("seen before the file was closed", look(DAY_1, "flowing", "dye"), CLOSED),
        holds("seen since the file was closed", CLOSED, look("2026-03-03 09:00", "flowing", "dye")),
    ),
    rule("one_file_per_object", "object_not_listed", on="case.filed", by="intake-1")(
        holds("a listed outfall", report={"place": OUTFALL}),
        refuses("an outfall on no list"),
        refuses("no place", report={"place": None}),
    ),
)

DONE = happened(WorkReported(result="已疏通"), by="roads-1", when=at("2026-03-02 10:00"))
DRY, WET = look("2026-03-02 11:00"), look("2026-03-02 12:00", "raining", "flowing", dry_hours=0)
SPILLS = look("2026-03-02 13:00", "raining", "flowing", "sewage", dry_hours=0)
CHECKS = (
    rule("dry_and_wet_seen", "one_weather_only", on="check.passed", by="checker-1")(
        holds("dry and clean", DONE, DRY, WET),
        refuses("only on a dry day", DONE, DRY),
        refuses("only in rain", DONE, WET),
        refuses("flowing on a dry day", DONE, look("2026-03-02 11:00", "flowing"), WET),
        refuses("sewage in rain at the latest look", DONE, DRY, WET, SPILLS),
        holds("clean again at the latest look", DONE, look("2026-03-02 10:30", "flowing"), DRY, WET),
        refuses("looked at before the work was done", look("2026-03-02 09:00"), DONE, WET),
        refuses("no work was reported", DRY, WET),
        refuses("dry for too short a time", DONE, look("2026-03-02 11:00", dry_hours=47), WET),
    ),
)


def _public(until: str) -> Event:
    return happened(WorkNoted(step="other"), clocks=[started("publicity", at(until), unit="natural_day")])


ENDS = (
    rule("publicity_over", "publicity_running", on="case.closed", by="deputy-1")(
        refuses("a minute before", _public("2026-03-03 10:01")),
        holds("as it is over", _public("2026-03-03 10:00")),
        refuses("nothing was made public"),
    ),
)

PLANNING: dict[str, Any] = {"on": "plan.approved", "by": "deputy-1"}
PLANS = (
    rule("duties_are_units", "duty_of_nobody", **PLANNING)(
        holds("a unit", sends={"duties": {"firm": "清淤"}}),
        holds("a unit and somebody else", sends={"duties": {"业主": "配合", "firm": "清淤"}}),
        refuses("somebody else", sends={"duties": {"业主": "配合"}}),
        refuses("a unit that was closed", sends={"duties": {"gone": "清淤"}}),
        refuses("a unit with nothing to do", sends={"duties": {"firm": " "}}),
    ),
    rule("unit_in_plan", "not_in_plan", on="case.signed_for", by="firm-1")(
        holds("of a unit with a duty", plan()),
        refuses("of another unit", plan(duties={"team": "劝导"})),
        refuses("there is no plan"),
        holds("for a colleague", plan(), for_="firm-head"),
    ),
)

SHOWN: tuple[Shown, ...] = (*LOOKS, *CHECKS, *ENDS, *PLANS)


def _seen(when: str, *, dry_hours: int, **items: bool) -> Checklist:
    return Checklist(
        list="outfall_look",
        version=1,
        items=items,
        length=None,
        duration=None,
        at=at(when),
        by=frozenset(),
        dry_hours=dry_hours,
    )


def test_the_latest_look_counts_whatever_the_order_they_are_told_in() -> None:
    wet = _seen("2026-03-02 12:00", dry_hours=0, raining=True)
    flowed = _seen("2026-03-02 11:00", dry_hours=72, flowing=True)
    dry = _seen("2026-03-02 13:00", dry_hours=72)
    assert is_clean([dry, wet, flowed], dry_hours=48)
    assert not is_clean([dry, flowed], dry_hours=48)
