"""What two versions of a workflow differ in is told completely, and in the words of who wrote them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from domain.definition import Limit, Rung, State, Workflow
from workflows.differing import changes
from workflows.differing_words import counts, told
from workflows.loader import catalogue_dir, digest_of, load_catalogue

CATALOGUE = load_catalogue([catalogue_dir()]).required()
BASE, LABELS = CATALOGUE.workflows["city_case"].workflow, CATALOGUE.workflows["city_case"].labels
Change = Callable[[Workflow], Workflow]


def _limit(workflow: Workflow) -> Workflow:
    longer = replace(workflow.clocks["handle"], limit=Limit(amount=5, unit="work_day"))
    return replace(workflow, clocks={**workflow.clocks, "handle": longer})


def _category_limit(workflow: Workflow) -> Workflow:
    row = workflow.categories["street.litter"]
    limits = {**row.limits, "handle": Limit(amount=8, unit="work_hour")}
    return replace(workflow, categories={**workflow.categories, "street.litter": replace(row, limits=limits)})


def _hours(workflow: Workflow) -> Workflow:
    of_the_office = replace(workflow.clocks["handle"], hours="")
    return replace(workflow, clocks={**workflow.clocks, "handle": of_the_office})


def _rule(workflow: Workflow) -> Workflow:
    row = workflow.moves["sign"]
    rules = ("not_designated",)
    return replace(workflow, moves={**workflow.moves, "sign": replace(row, rules=rules)})


def _clock_effect(workflow: Workflow) -> Workflow:
    row = workflow.moves["report_done"]
    kept = tuple(step for step in row.clocks if step.clock != "handle")
    return replace(workflow, moves={**workflow.moves, "report_done": replace(row, clocks=kept)})


def _ladder(change: Callable[[dict[str, Rung]], dict[str, Rung]]) -> Change:
    def changed(workflow: Workflow) -> Workflow:
        rule = workflow.clocks["verify"]
        other = replace(rule, ladder=change(dict(rule.ladder)))
        return replace(workflow, clocks={**workflow.clocks, "verify": other})

    return changed


def _escalates(ladder: dict[str, Rung]) -> dict[str, Rung]:
    given = {"to_level": "deputy", "cause": "overdue"}
    return {**ladder, "overdue": replace(ladder["overdue"], move="escalate", given=given)}


def _later(ladder: dict[str, Rung]) -> dict[str, Rung]:
    led = Rung(after=Limit(amount=1, unit="work_day"), tell=("leader", "assignee"))
    return {"overdue": ladder["overdue"], "led": led}


def _without(section: str, name: str) -> Change:
    def changed(workflow: Workflow) -> Workflow:
        rows = {key: row for key, row in getattr(workflow, section).items() if key != name}
        changes: Any = {section: rows}
        return replace(workflow, **changes)

    return changed


CASES: list[tuple[Change, str, str]] = [
    (
        _ladder(_escalates),
        "clocks",
        "~ verify 核实 · 阶梯 overdue 已超期: 到期时,告知受理员 → 到期时,告知受理员,提级(提至层级 分管领导,原因 超期)",
    ),
    (
        _ladder(_later),
        "clocks",
        "~ verify 核实 · 阶梯 led 报主要领导: 无 → 到期后 1 工作日,告知主要领导、责任人",
    ),
    (_ladder(_later), "clocks", "~ verify 核实 · 阶梯 warning 临期预警: 用时 80 %,告知责任人 → 无"),
    (
        _ladder(lambda ladder: dict(reversed(ladder.items()))),
        "clocks",
        "~ verify 核实 · 阶梯: 临期预警 已超期 → 已超期 临期预警",
    ),
    (_limit, "limits", "~ handle 处置 · limit: 3 work_day (D) → 5 work_day (D)"),
    (_category_limit, "limits", "4 work_hour (A) 城市管理事件处置时限表(市例一) → 8 work_hour (D)"),
    (_hours, "clocks", "~ handle 处置 · hours: 责任单位办公时间 → 本街道办公时间"),
    (_rule, "rules", "~ sign 签收 · rules: -actor_in_lead_unit +not_designated"),
    (_clock_effect, "moves", "~ report_done 处理反馈 · clocks: -~handle"),
    (_without("moves", "note"), "moves", "- note 过程记录 删除"),
    (_without("clocks", "assist"), "clocks", "- assist 协办 删除: 职责 · 1 work_day (D)"),
    (_without("categories", "street.litter"), "categories", "- street.litter 暴露垃圾 删除"),
    (
        lambda w: replace(w, states={**w.states, "parked": State(phase="work")}),
        "states",
        "+ parked 新增: 处置",
    ),
    (lambda w: replace(w, parameters={**w.parameters, "near_m": 80}), "parameters", "50 → 80"),
    (lambda w: replace(w, version=9), "workflow", "version: 1 → 9".replace("1", str(BASE.version))),
    (lambda w: replace(w, states=dict(reversed(list(w.states.items())))), "states", "~ 顺序改动"),
]


@pytest.mark.parametrize(("change", "heading", "line"), CASES)
def test_each_kind_of_change_is_told_under_its_heading(change: Change, heading: str, line: str) -> None:
    found = changes(BASE, change(BASE))
    assert list(counts(found)) == [heading]
    assert line in "\n".join(told(found, LABELS))


@pytest.mark.parametrize(("change", "heading", "line"), CASES)
def test_another_digest_means_a_change_that_is_told(change: Change, heading: str, line: str) -> None:
    assert digest_of(change(BASE)) != BASE.digest
    assert changes(BASE, BASE) == ()
    back = changes(change(BASE), BASE)
    assert [each.what for each in back].count("added") == [
        each.what for each in changes(BASE, change(BASE))
    ].count("removed")


def test_english_names_and_headings() -> None:
    lines = list(told(changes(BASE, _without("moves", "note")(BASE)), LABELS, "en"))
    assert lines[0] == "moves (1)"
    assert lines[1].startswith("  - note Note a step removed")
