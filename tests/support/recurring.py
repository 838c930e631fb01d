"""Filed cases of one matter, and the task about them, for whoever looks at what comes back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from domain.case import Case
from domain.envelope import ClockEffect, Event
from domain.facts.intake import CaseFiled
from domain.facts.schema import Fact
from domain.facts.tasks import TaskOpened
from domain.fold import fold
from domain.values import Place
from tests.calendars import PUBLISHED as SHANGHAI_CALENDAR
from tests.calendars import at
from tests.support.definitions import STREET
from tests.support.given import happened, history
from tests.support.samples import reported
from tests.support.small_office import EAST

EXIT = Place(lat_deg=30.33, lon_deg=120.11, address="地铁D口", community=EAST, object_id="exit-d")
FILED = CaseFiled(case_no="XF-1", category="litter", condition="heaped", limit_profile="standard")
DAYS = ("2026-02-25 09:00", "2026-02-27 09:00", "2026-03-03 09:00")


def case_of(case_id: str, *facts: Fact | Event, workflow: str = "by_hand") -> Case:
    """The case these facts make."""
    events = [one if isinstance(one, Event) else happened(one) for one in facts]
    named = [happened(one.fact, by=one.envelope.actor, when=one.envelope.occurred_at, clocks=one.envelope.clocks,
                      case_id=case_id, workflow=workflow) for one in events]  # fmt: skip
    case = fold(history(named, STREET, "filed"))
    assert case is not None
    return case


def filed(case_id: str, when: str, *more: Fact | Event, workflow: str = "by_hand", **report: Any) -> Case:
    """A case that was reported, and filed at a moment."""
    category = report.get("category", "litter")
    opened = happened(reported(**{"place": EXIT, **report}), by="grid-1", when=at("2026-01-02 09:00"))
    fact = CaseFiled(case_no="XF-1", category=category or "", condition="-", limit_profile="-")
    return case_of(case_id, opened, happened(fact, when=at(when)), *more, workflow=workflow)


def filed_at(case_id: str, moment: datetime) -> Case:
    """Another case of the matter, filed at that moment."""
    return filed(case_id, f"{SHANGHAI_CALENDAR.local(moment):%Y-%m-%d %H:%M}")


def three(**report: Any) -> tuple[Case, ...]:
    """Three cases of one matter, filed within a week."""
    return tuple(filed(f"case-{letter}", day, **report) for letter, day in zip("abc", DAYS, strict=True))


def opened(*cases: str, **more: Any) -> TaskOpened:
    """That a task was opened about an exit."""
    said = {
        "place": EXIT,
        "category": "litter",
        "since": date(2026, 2, 25),
        "until": date(2026, 3, 3),
        **more,
    }
    return TaskOpened(kind="root_cause", rule=said.pop("rule", "same_object"), cases=cases, **said)


def watched(since: datetime, due: datetime) -> ClockEffect:
    """That the time of watching began."""
    return ClockEffect(
        clock="watch",
        effect="started",
        kind="term",
        unit="natural_day",
        amount=90,
        started_at=since,
        due_at=due,
    )


def task(*facts: Fact | Event, cases: Iterable[str] = ("case-a", "case-b", "case-c"), **more: Any) -> Case:
    """A task about these cases."""
    return case_of(
        "task-1", happened(opened(*cases, **more), by="supervisor-1"), *facts, workflow="root_cause"
    )
