"""What facts of the spot make of a case."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from domain.case_parts import Checklist
from domain.facts import site
from domain.facts.work import WorkNoted
from domain.fieldwork import Shift
from tests.support.given import T0, happened
from tests.support.samples import HERE
from tests.unit.domain.fold.rows import REPORT, WHEN, Row

REACHED = site.SiteReached(persons=("firm-1", "firm-2"), place=HERE, how="gps", distance=Decimal("3.5"))
LIST = site.ChecklistRecorded(
    list="litter", version=2, items={"cleared": False}, length=Decimal(1200), duration=15
)
FILLED = Checklist(
    list="litter",
    version=2,
    items={"cleared": False},
    length=Decimal(1200),
    duration=15,
    at=WHEN,
    by=frozenset({"chief-east", "chief-street"}),
)
SHEET = site.ChecklistRecorded(list="volunteer_hours", version=1, items={"hours_right": True})
SIGNED = Checklist(
    list="volunteer_hours",
    version=1,
    items={"hours_right": True},
    length=None,
    duration=None,
    at=WHEN,
    by=frozenset({"organiser-1"}),
)
SECOND, THIRD = T0 + timedelta(minutes=2), T0 + timedelta(minutes=3)

SITE: tuple[Row, ...] = (
    (
        happened(REACHED, by="roads-1"),
        (REPORT,),
        {
            "hands": {"roads-1", "firm-1", "firm-2"},
            "person_saw_it": True,
            "shifts": tuple(Shift(person=one, unit="", since=SECOND) for one in ("firm-1", "firm-2")),
        },
    ),
    (
        happened(REACHED, by="roads-1"),
        (REPORT, happened(REACHED, by="roads-1")),
        {},
    ),
    (
        happened(WorkNoted(step="checked_out"), by="firm-1", when=WHEN),
        (REPORT, happened(REACHED, by="roads-1")),
        {
            "shifts": (
                Shift(person="firm-1", unit="", since=SECOND, until=WHEN),
                Shift(person="firm-2", unit="", since=SECOND),
            ),
        },
    ),
    (
        happened(SHEET, by="organiser-1", when=WHEN),
        (REPORT, happened(REACHED, by="roads-1"), happened(WorkNoted(step="checked_out"), by="firm-1")),
        {
            "checklist": SIGNED,
            "checklists": (SIGNED,),
            "shifts": (
                Shift(person="firm-1", unit="", since=SECOND, until=THIRD, signed_by="organiser-1"),
                Shift(person="firm-2", unit="", since=SECOND),
            ),
        },
    ),
    (
        happened(LIST, by="chief-east", for_="chief-street", when=WHEN),
        (REPORT,),
        {"checklist": FILLED, "checklists": (FILLED,)},
    ),
    (
        happened(site.PeopleFreed(people=2, injured=1, trapped=40, by="maintainer"), by="roads-1"),
        (REPORT,),
        {"hands": {"roads-1"}},
    ),
)
