"""Plans and turns for whoever looks at what is owed again and again."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from domain.case import Case
from domain.case_parts import Checklist
from domain.definition import Category, Limit
from domain.facts.intake import CaseEnded
from domain.facts.office import PlanAdopted
from domain.facts.schema import Fact
from domain.facts.site import ChecklistRecorded
from domain.facts.tasks import TaskOpened
from domain.fold import fold
from domain.office import Office
from tests.support.definitions import workflow
from tests.support.given import happened, history
from tests.support.samples import HERE
from tests.support.small_office import EAST, OFFICE, office_of

ENDED = "over"
STATES = workflow({"here": "work", "over": "done"}, {})
ASKED = ("no_litter", "bank_sound")


def category(amount: int = 7, unit: str = "natural_day", *flags: str) -> Category:
    """What is to be done, so often."""
    return Category(
        code="2131",
        title="巡河",
        limits={"cycle": Limit(amount=amount, unit=unit)},
        items={"act": ASKED},
        flags=flags,
    )


CATEGORIES = {
    "patrol": category(7, "natural_day", "measured"),
    "upkeep": category(15, "natural_day", "from_done"),
    "review": category(12, "month", "renewed"),
    "outfall": category(1, "month"),
    "once": Category(code="2199", title="一次"),
}


def plan(**more: Any) -> PlanAdopted:
    """The patrol of the eastern community's chief, from the second of March on."""
    said: dict[str, Any] = {
        "plan": "patrol-east",
        "workflow": "by_hand",
        "category": "patrol",
        "name_zh": "东社区巡河",
        "unit": EAST,
        "role": "river_chief",
        "place": HERE,
        "begins": date(2026, 3, 2),
        **more,
    }
    return PlanAdopted(**said)


def planned(*plans: PlanAdopted) -> Office:
    """The small office with these plans."""
    return office_of(*plans, before=OFFICE)


def opened(**more: Any) -> TaskOpened:
    """That a turn of that plan was opened."""
    said: dict[str, Any] = {
        "kind": "periodic",
        "rule": "cycle",
        "plan": "patrol-east",
        "category": "patrol",
        "unit": EAST,
        "doer": "river_chief",
        "place": HERE,
        "since": date(2026, 3, 2),
        "until": date(2026, 3, 8),
        **more,
    }
    return TaskOpened(**said)


def turn(*facts: Fact, case_id: str = "turn-1", state: str = "here", **more: Any) -> Case:
    """The case of a turn."""
    events = [happened(fact, case_id=case_id) for fact in (opened(**more), *facts)]
    case = fold(history(events, STATES, state))
    assert case is not None
    return case


def missed(**more: Any) -> Case:
    """A turn that nobody took."""
    return turn(CaseEnded(reason="period_over", explanation="-"), state=ENDED, **more)


def done(when: datetime, **more: Any) -> Case:
    """A turn that was done at a moment."""
    filled_in = happened(recorded(), when=when, case_id="turn-1")
    events = [happened(opened(**more), case_id="turn-1"), filled_in]
    case = fold(history(events, STATES, ENDED))
    assert case is not None
    return case


def recorded(metres: int = 1000, minutes: int = 12, **items: Any) -> ChecklistRecorded:
    """A checklist that was filled in on a walk."""
    return ChecklistRecorded(
        list="patrol",
        version=1,
        items=items or {"no_litter": True},
        length=Decimal(metres),
        duration=minutes,
    )


def checklist_of(case: Case) -> Checklist:
    assert case.checklist is not None
    return case.checklist
