"""Cases handled elsewhere: told as they were, at their own times, with what did not hold."""

from __future__ import annotations

from collections.abc import Mapping

from domain.definition import NEW
from domain.office import Post
from domain.rules import RULES
from features.cells import moment as read_moment
from features.defaults import defaults
from features.driver import FactSeen, Request
from features.steps.tables import Table, rows
from features.story import THE_CASE, Story
from features.vocabulary import sentence

STEP_COLUMNS = {
    "时间": "time",
    "谁": "who",
    "岗位": "role",
    "单位": "unit",
    "办理": "move",
    "time": "time",
    "who": "who",
    "role": "role",
    "unit": "unit",
    "does": "move",
}
HISTORY_COLUMNS = {
    "时间": "time",
    "谁": "who",
    "办理": "move",
    "未满足": "not_held",
    "time": "time",
    "who": "who",
    "did": "move",
    "not held": "not_held",
}


@sentence(
    "given",
    "when",
    zh=(
        "记入一件他处办理的{kind}案卷",
        "记入一件他处办理的“暴露垃圾”案卷",
        "别的系统办过的案卷,一步一步照原样记入;下面的表写时间、谁(他处的代号)、岗位、办理,需要时写单位",
    ),
    en=("a {kind} case handled elsewhere is told", 'a "Exposed litter" case handled elsewhere is told'),
)
def _(story: Story, kind: str, datatable: Table | None = None) -> None:
    """What another system did to a case is told step by step: a table with time, who (as named there), role, does."""
    workflow, category = story.words.kind(kind)
    story.current = THE_CASE
    for row in rows(datatable, STEP_COLUMNS):
        story.settle()
        seen = story.case() if story.current in story.cases else None
        name = story.words.move(workflow, row["move"], seen.state if seen else NEW)
        scene = story.scene(workflow, name, story.cast.posts[0][0], seen, category)
        at = read_moment(story.driver.catalogue.calendar, row["time"])
        unit = story.cast.unit(row["unit"]) if row.get("unit") else ""
        fields = {field: value for field, value in defaults(scene).items() if field != "files"}
        story.put(
            Request(
                move=name,
                actor=row["who"],
                case=seen.id if seen else "",
                workflow=workflow.key,
                fields=fields,
                elsewhere=Post(role=story.words.role(workflow, row["role"]), unit=unit),
                occurred_at=at,
            )
        )


@sentence(
    "then",
    zh=(
        "经过依次为",
        "经过依次为",
        "案卷的记录按次序是这些,时间是事情发生的时间;下面的表写时间、谁、办理,或照记时注明的未满足",
    ),
    en=("this happened in order", "this happened in order"),
)
def _(story: Story, datatable: Table | None = None) -> None:
    """The case's history in order, by the times things happened: a table with time, who, did, or what was not held."""
    meant = rows(datatable, HISTORY_COLUMNS)
    facts = story.driver.history(story.case_id())
    assert len(facts) == len(meant), f"there are {len(facts)} facts"
    for number, (fact, row) in enumerate(zip(facts, meant, strict=True), 1):
        seen = _seen(story, fact)
        for column, text in row.items():
            assert text in seen[column], f"row {number}: {column} is {'; '.join(sorted(seen[column]))}"


def _seen(story: Story, fact: FactSeen) -> Mapping[str, set[str]]:
    """What may be said of a fact, column by column; nothing that was not held is said by an empty cell."""
    broken = {RULES[rule].code for rule in fact.not_held if rule in RULES}
    at = story.driver.catalogue.calendar.local(fact.occurred_at)
    workflow, words = story.workflow(), story.words
    return {
        "time": {f"{at:%Y-%m-%d %H:%M}"},
        "who": {fact.actor},
        "move": words.parts_of_move(workflow, fact.trigger),
        "not_held": {text for code in broken for text in words.refusal(workflow, code)} or {""},
    }
