"""What facts of the spot make of a case."""

from __future__ import annotations

from decimal import Decimal

from domain.case_parts import Checklist
from domain.facts import site
from tests.support.given import happened
from tests.support.samples import HERE
from tests.unit.domain.fold.rows import REPORT, WHEN, Row

REACHED = site.SiteReached(persons=("firm-1", "firm-2"), place=HERE, how="gps", distance=Decimal("3.5"))
LIST = site.ChecklistRecorded(
    list="litter", version=2, items={"cleared": False}, length=Decimal(1200), duration=15
)

SITE: tuple[Row, ...] = (
    (
        happened(REACHED, by="roads-1"),
        (REPORT,),
        {"hands": {"roads-1", "firm-1", "firm-2"}, "person_saw_it": True},
    ),
    (
        happened(LIST, by="chief-east", for_="chief-street", when=WHEN),
        (REPORT,),
        {
            "checklist": Checklist(
                list="litter",
                version=2,
                items={"cleared": False},
                length=Decimal(1200),
                duration=15,
                at=WHEN,
                by=frozenset({"chief-east", "chief-street"}),
            )
        },
    ),
    (
        happened(site.PeopleFreed(people=2, injured=1, trapped=40, by="maintainer"), by="roads-1"),
        (REPORT,),
        {"hands": {"roads-1"}},
    ),
)
