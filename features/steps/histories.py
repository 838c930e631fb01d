"""What was before: the time, a case that has come so far, steps that were taken."""

from __future__ import annotations

from features.building import build, report
from features.steps.tables import Table, pairs, rows
from features.story import Story
from features.vocabulary import sentence

STEP_COLUMNS = {
    "时间": "time",
    "谁": "who",
    "代谁": "principal",
    "办理": "move",
    "对象": "what",
    "time": "time",
    "who": "who",
    "for": "principal",
    "does": "move",
    "with": "what",
}
REPORT_COLUMNS = {
    "时间": "time",
    "谁": "who",
    "类别": "kind",
    "案卷": "name",
    "time": "time",
    "who": "who",
    "category": "kind",
    "case": "name",
}


@sentence(
    "given",
    "when",
    zh=(
        "时间(为|到){moment}",
        "时间到“2026-09-30 16:30”",
        "把办公室墙上的钟拨到这一刻;每个场景从 2026-03-02(周一)09:00 开始",
    ),
    en=("it is {moment}", 'it is "2026-09-30 16:30"'),
)
def _(story: Story, moment: str) -> None:
    """The clock on the office's wall shows this moment; scenarios begin on Monday 2026-03-02 at 09:00."""
    story.settle()
    story.pass_to(moment)


@sentence(
    "given",
    "when",
    zh=(
        "一件{kind}案卷[{name}]处于{state}",
        "一件“水域不洁”案卷处于“核查中”",
        "一件案卷依法定步骤办到了这个状态;下面的表写要紧的事:承办人、承办单位、上报人、核查员,或任一字段",
    ),
    en=(
        "a {kind} case[ called {name}] that is {state}",
        'a "Litter in the water" case that is "Being checked"',
    ),
)
def _(story: Story, kind: str, state: str, name: str | None = None, datatable: Table | None = None) -> None:
    """A case came to this state by legal moves; a table says what matters: 承办人, 承办单位, 上报人, any field."""
    build(story, kind, state, pairs(datatable), name or "")


@sentence(
    "given",
    zh=(
        "一件{kind}案卷[{name}]已派遣给{unit}",
        "一件“水域不洁”案卷已派遣给“保洁公司”",
        "一件案卷已立案并派给这家单位,还没有签收",
    ),
    en=(
        "a {kind} case[ called {name}] dispatched to {unit}",
        'a "Litter in the water" case dispatched to "cleaning firm"',
    ),
)
def _(story: Story, kind: str, unit: str, name: str | None = None, datatable: Table | None = None) -> None:
    """A case was filed and sent to this unit, which has not signed for it yet."""
    build(story, kind, "dispatched", {"承办单位": unit, **pairs(datatable)}, name or "")


@sentence(
    "given",
    zh=(
        "一件{kind}案卷[{name}]由{handler}承办,处于{state}",
        "一件“水域不洁”案卷由“承办人甲”承办,处于“核查中”",
        "一件案卷由此人签收、处置,办到了这个状态",
    ),
    en=(
        "a {kind} case[ called {name}] handled by {handler} that is {state}",
        'a "Litter in the water" case handled by "handler 1" that is "Being checked"',
    ),
)
def _(
    story: Story, kind: str, handler: str, state: str, name: str | None = None, datatable: Table | None = None
) -> None:
    """A case was signed for and handled by this person, and has come to this state."""
    build(story, kind, state, {"承办人": handler, **pairs(datatable)}, name or "")


@sentence(
    "given",
    "when",
    zh=(
        "[案卷{case}]依次办理",
        "依次办理",
        "一步接一步办理,每步都办成;下面的表写谁、办理,需要时写时间、对象、代谁",
    ),
    en=("these steps are taken[ on {case}]", "these steps are taken"),
)
def _(story: Story, case: str | None = None, datatable: Table | None = None) -> None:
    """Moves one after another, each accepted: a table with who and what is done, if need be when and with what."""
    for row in rows(datatable, STEP_COLUMNS):
        if row.get("time"):
            story.pass_to(row["time"])
        story.take(
            row["who"],
            row["move"],
            what=row.get("what", ""),
            principal=row.get("principal", ""),
            case=case or "",
        )
        story.settle()


@sentence(
    "given",
    zh=("依次上报", "依次上报", "几件案卷先后上报;下面的表写谁、类别、案卷(起个名字)"),
    en=("these are reported", "these are reported"),
)
def _(story: Story, datatable: Table | None = None) -> None:
    """Several cases are reported one after another: a table with who, the category and a name for each."""
    for row in rows(datatable, REPORT_COLUMNS):
        if row.get("time"):
            story.pass_to(row["time"])
        report(story, row["who"], row["kind"], {}, row.get("name", ""))
        story.settle()
