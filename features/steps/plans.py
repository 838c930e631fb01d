"""What the office owes again and again: a plan is put in force, its turns come as their days come."""

from __future__ import annotations

from datetime import date

from domain.facts.office import PlanAdopted
from features.steps.tables import Table, pairs
from features.story import Story
from features.vocabulary import sentence

ROWS = {
    "类别": "category",
    "单位": "unit",
    "岗位": "role",
    "开始日": "begins",
    "提前生成": "ahead_days",
    "category": "category",
    "unit": "unit",
    "role": "role",
    "begins": "begins",
    "opened ahead": "ahead_days",
}


@sentence(
    "given",
    "when",
    zh=(
        "周期计划{name}生效",
        "周期计划“东岸巡河”生效",
        "从此按计划一期一期生成任务;下面的表写类别、单位、岗位、开始日,需要时写提前生成(日)",
    ),
    en=("the plan {name} is adopted", 'the plan "east bank patrol" is adopted'),
)
def _(story: Story, name: str, datatable: Table | None = None) -> None:
    """Turns are opened by this plan from now on: a table with category, unit, role, begins, if need be opened ahead."""
    story.settle()
    told = {ROWS[label]: text for label, text in pairs(datatable).items()}
    workflow, category = story.words.kind(told["category"])
    story.driver.adopt(
        PlanAdopted(
            plan=_id(name),
            workflow=workflow.key,
            category=category,
            name_zh=name,
            unit=story.cast.unit(told["unit"]),
            role=story.words.role(workflow, told["role"]),
            begins=date.fromisoformat(told["begins"]),
            ahead_days=int(told.get("ahead_days", "0")),
        )
    )


@sentence(
    "given",
    "then",
    zh=(
        "计划{name}已生成{n:number}期[,最后一期为案卷{case}]",
        "计划“东岸巡河”已生成2期,最后一期为案卷“第二周”",
        "到此刻为止这个计划一共生成了几期任务;可给最后一期起个名字",
    ),
    en=(
        "{n:number} turns of the plan {name} were opened[, the last called {case}]",
        '2 turns of the plan "east bank patrol" were opened, the last called "second week"',
    ),
)
def _(story: Story, name: str, n: str, case: str | None = None) -> None:
    """How many turns of this plan were opened until now; the last may be given a name."""
    story.settle()
    found = story.driver.turns(_id(name))
    assert len(found) == int(n), f"{len(found)} turns were opened"
    if case:
        story.cases[case] = found[-1]
        story.current = case


def _id(name: str) -> str:
    """Plans are named by ids of plain letters."""
    return "plan-" + "-".join(f"{ord(letter):x}" for letter in name)
