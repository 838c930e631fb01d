"""What an order, its delivery and its account make of a case."""

from __future__ import annotations

from domain.facts import meals
from domain.facts.dispatch import CaseSignedFor
from domain.facts.mediation import DecisionIssued
from domain.tasks import Task
from domain.values import File
from tests.support.given import happened
from tests.support.meals import CONFIRMED, DAY, brought, order
from tests.support.samples import HERE
from tests.support.small_office import EAST
from tests.unit.domain.fold.rows import REPORT, WHEN, Row

ORDER = order()
TASK = Task(
    kind="meal_order",
    rule="asked",
    cases=(),
    since=DAY,
    until=DAY,
    subject="resident-1",
    opened_by=frozenset({"grid-1"}),
    meal="lunch",
)
GRANTED = DecisionIssued(stage="service", body="hall", outcome="granted", text=File(id="paper-1", sha256="0"))

MEALS: tuple[Row, ...] = (
    (
        ORDER,
        (),
        {
            "category": "meal",
            "title": "普通餐",
            "place": HERE,
            "community": EAST,
            "grid": HERE.grid,
            "reporter": "resident-1",
            "reported_by": {"grid-1", "resident-1"},
            "task": TASK,
        },
    ),
    (
        CONFIRMED,
        (ORDER,),
        {
            "unit": "kitchen",
            "units": {"kitchen"},
            "leads": {"kitchen": "event-2"},
            "assignments": {"work": "kitchen-1"},
            "hands": {"kitchen-1"},
            "batch": "kitchen-20260303-lunch",
        },
    ),
    (
        happened(CaseSignedFor(unit="kitchen", person="kitchen-1"), by="kitchen-1"),
        (ORDER, CONFIRMED),
        {},
    ),
    (
        brought("no_answer"),
        (ORDER,),
        {"hands": {"courier-1"}, "stop": "三号线-07", "delivery": "no_answer"},
    ),
    (brought(), (ORDER, brought("no_answer")), {"delivery": "delivered"}),
    (
        meals.LedgerPosted(account="resident-1", entry="subsidy", amount=800, day=DAY),
        (ORDER, brought()),
        {},
    ),
    (
        happened(GRANTED, by="hall-head", unit="hall", when=WHEN),
        (REPORT,),
        {
            "hands": {"hall-head"},
            "unit": "hall",
            "units": {"hall"},
            "leads": {"hall": "event-2"},
            "result_known_at": WHEN,
        },
    ),
)
