"""What facts of tasks, and of the cases that hang on them, make of a case."""

from __future__ import annotations

from datetime import date

from domain.facts import dispatch, tasks, work
from domain.fieldwork import Plan
from domain.tasks import Task
from domain.values import File
from tests.support import turns
from tests.support.given import happened
from tests.support.recurring import EXIT, opened
from tests.support.samples import HERE
from tests.support.small_office import EAST
from tests.unit.domain.fold.rows import DISPATCHED, REPORT, Row

OPENED = happened(
    opened("case-a", "case-b", title="暴露垃圾 · 地铁D口", subject="resident-1", attributes={"note": "x"}),
    by="supervisor-1",
)
TASK = Task(
    kind="root_cause",
    rule="same_object",
    cases=("case-a", "case-b"),
    since=date(2026, 2, 25),
    until=date(2026, 3, 3),
    subject="resident-1",
    opened_by=frozenset({"supervisor-1"}),
)
PLAN = tasks.PlanApproved(
    plan=File(id="paper-1", sha256="0"),
    duties={"保洁": "每日两次"},
    since=date(2026, 3, 4),
    until=date(2026, 4, 4),
    version=2,
)
IN_FORCE = Plan(units=frozenset({"保洁"}), since=date(2026, 3, 4), until=date(2026, 4, 4))

TASKS: tuple[Row, ...] = (
    (
        OPENED,
        (),
        {
            "category": "litter",
            "title": "暴露垃圾 · 地铁D口",
            "place": EXIT,
            "community": EAST,
            "attributes": {"note": "x"},
            "task": TASK,
        },
    ),
    (
        happened(opened("case-a", place=None, category=None)),
        (),
        {
            "task": Task(
                kind="root_cause",
                rule="same_object",
                cases=("case-a",),
                since=date(2026, 2, 25),
                until=date(2026, 3, 3),
                opened_by=frozenset({"somebody"}),
            )
        },
    ),
    (
        happened(turns.opened(assignee="chief-east"), by="system"),
        (),
        {
            "category": "patrol",
            "place": HERE,
            "community": EAST,
            "grid": EAST + "001",
            "unit": EAST,
            "units": {EAST},
            "assignments": {"work": "chief-east"},
            "task": Task(
                kind="periodic",
                rule="cycle",
                cases=(),
                since=date(2026, 3, 2),
                until=date(2026, 3, 8),
                opened_by=frozenset({"system"}),
                plan="patrol-east",
                role="river_chief",
            ),
        },
    ),
    (PLAN, (OPENED,), {"plan_version": 2, "plan": IN_FORCE}),
    (
        dispatch.ChildLinked(child="task-1", relation="root_cause"),
        (REPORT,),
        {"children": {"task-1": "root_cause"}, "root_causes": {"task-1"}},
    ),
    (
        dispatch.ChildLinked(child="case-c", relation="cause"),
        (OPENED,),
        {
            "task": Task(
                kind="root_cause",
                rule="same_object",
                cases=("case-a", "case-b", "case-c"),
                since=date(2026, 2, 25),
                until=date(2026, 3, 3),
                subject="resident-1",
                opened_by=frozenset({"supervisor-1"}),
            )
        },
    ),
    (dispatch.ChildLinked(child="case-a", relation="cause"), (OPENED,), {}),
    (dispatch.ChildLinked(child="case-a", relation="cause"), (REPORT,), {}),
    (
        work.CaseReopened(cause="relapse", round=2, case="case-d"),
        (OPENED, DISPATCHED),
        {"round": 2, "reopened": 1, "dispatchers": frozenset()},
    ),
)
