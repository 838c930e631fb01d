"""What somebody does: one move, taken by one person, with what it points at and what it says."""

from __future__ import annotations

from features.building import report
from features.steps.tables import Table, pairs
from features.story import Story
from features.vocabulary import sentence


@sentence(
    "given",
    "when",
    zh=(
        "{who}[代{principal}][对案卷{case}]{move:word}[{what}]",
        "“派遣员”派遣“保洁公司”",
        "某人办理一步;办给谁、派给谁写在后面,其余字段用字段名写在下面的表里",
    ),
    en=(
        "{who} does {move}[ with {what}][ for {principal}][ on {case}]",
        '"dispatcher" does "Dispatch" with "cleaning firm"',
    ),
)
def _(
    story: Story,
    who: str,
    move: str,
    principal: str | None = None,
    case: str | None = None,
    what: str | None = None,
    datatable: Table | None = None,
) -> None:
    """Somebody takes a move; what it points at comes after it, its other fields in a table by their labels."""
    story.take(who, move, what=what or "", told=pairs(datatable), principal=principal or "", case=case or "")


@sentence(
    "given",
    "when",
    zh=(
        "收到{who}报来的{kind}[,案卷为{name}]",
        "收到“居民甲”报来的“水域不洁”",
        "某人用这个流程的第一步开立一件案卷",
    ),
    en=("{who} reports a {kind}[ as {name}]", '"resident 1" reports a "Litter in the water"'),
)
def _(story: Story, who: str, kind: str, name: str | None = None, datatable: Table | None = None) -> None:
    """Somebody opens a case by the first move of its workflow."""
    report(story, who, kind, pairs(datatable), name or "")
