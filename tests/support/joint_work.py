"""Campaigns, outfall files and commitments in small, for whoever looks at their rules."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from domain.case import Case
from domain.envelope import Event
from domain.facts.dispatch import CaseSignedFor
from domain.facts.site import ChecklistRecorded, SiteReached
from domain.facts.tasks import PlanApproved, TaskOpened
from domain.facts.work import WorkNoted
from domain.values import File
from tests.calendars import at
from tests.support.given import happened
from tests.support.recurring import filed
from tests.support.samples import HERE

SINCE, UNTIL = date(2026, 3, 2), date(2026, 4, 30)
DUTIES = {"firm": "清运", "team": "劝导"}


def campaign(*units: str, **more: Any) -> Event:
    """That a campaign of these units was proposed by the roads department."""
    fact = TaskOpened(
        kind="campaign",
        rule="planned",
        place=HERE,
        since=SINCE,
        until=UNTIL,
        unit="roads",
        units=units or ("firm", "team"),
        **more,
    )
    return happened(fact, by="roads-head")


def plan(**more: Any) -> PlanApproved:
    """A plan in which firm and team have duties."""
    said: dict[str, Any] = {"duties": DUTIES, "since": SINCE, "until": UNTIL, "version": 1, **more}
    return PlanApproved(plan=File(id="paper-1", sha256="0"), **said)


def visit(shop: str) -> ChecklistRecorded:
    """That a shop was visited."""
    return ChecklistRecorded(list="joint_visit", version=1, items={"exits_free": True}, object=shop)


def look(when: str, *seen: str, dry_hours: int = 72) -> Event:
    """That somebody looked at an outfall, and what he saw."""
    fact = ChecklistRecorded(
        list="outfall_look", version=1, items=dict.fromkeys(seen, True), dry_hours=dry_hours
    )
    return happened(fact, by="grid-1", when=at(when))


def child(state: str, *facts: Any, phase: str = "", case_id: str = "case-3") -> Case:
    """Another case of the office, in a phase."""
    case = filed(case_id, "2026-03-01 09:00", *facts)
    return Case(**{**case.__dict__, "state": state, "phase": phase or case.phase})


def offered(subject: str = "resident-1", **attributes: str) -> Event:
    """That something was offered for somebody."""
    fact = TaskOpened(
        kind="commitment",
        rule="asked",
        since=SINCE,
        until=UNTIL,
        subject=subject,
        attributes=dict(attributes) or None,
    )
    return happened(fact, by="liaison-1")


def claimed(person: str, unit: str) -> Event:
    """That somebody of a unit took it on."""
    return happened(CaseSignedFor(unit=unit, person=person), by=person, unit=unit)


def checked_in(person: str, when: datetime, unit: str = "partners") -> Event:
    """That somebody checked in."""
    fact = SiteReached(persons=(person,), place=HERE, how="gps")
    return happened(fact, by=person, when=when, unit=unit)


def checked_out(person: str, when: datetime) -> Event:
    """That somebody checked out."""
    return happened(WorkNoted(step="checked_out"), by=person, when=when)


def signed(by: str, when: datetime) -> Event:
    """That somebody signed the sheet of hours."""
    fact = ChecklistRecorded(list="volunteer_hours", version=1, items={"hours_right": True})
    return happened(fact, by=by, when=when)
