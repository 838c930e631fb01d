"""The page of one workflow: states, moves, clocks, categories, acts, refusals, and its diagram."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from domain.definition import Act, Category, ClockRule, Limit, Move, Workflow
from domain.rules import RULES
from workflows.loader import Labels
from workflows.reference_ladders import has_ladders, ladders
from workflows.reference_table import cell, table
from workflows.render import mermaid

STATUTORY = "**法定时限** statutory"
CALLED = {
    "duty": "承诺时限 promised",
    "term": "当事人期限 time of the party",
    "right": "权利期 time to use a right",
}
MARKS = {"started": "+", "stopped": "−", "paused": "~", "resumed": "^"}
BY_LAW = "L"


@dataclass(frozen=True)
class WorkflowPage:
    """One workflow and its labels; every name is told in Chinese with English beside it."""

    workflow: Workflow
    labels: Labels

    def text(self) -> str:
        """The whole page."""
        key, flow = self.workflow.key, self.workflow
        parts = [
            [
                f"# {self.both('workflows', key)}",
                "",
                f"`{key}` · 版本 version {flow.version} · `{flow.digest}`",
            ],
            ["## 流程图 · Diagram", "", "```mermaid", mermaid(flow, self.labels).rstrip(), "```"],
            ["## 状态 · States", "", *self.states()],
            ["## 步骤 · Moves", "", _LEGEND, "", *self.moves()],
            ["## 时限 · Clocks", "", _ONLY_LAW, "", *self.clocks()],
            ["## 升级阶梯 · Ladders", "", *ladders(flow, self.labels)] if has_ladders(flow) else [],
            ["## 类别 · Categories", "", *self.categories()],
            ["## 违法行为 · Acts an order may name", "", *self.acts()] if flow.acts else [],
            ["## 办理条件 · Conditions and refusals", "", *self.refusals()],
            ["## 参数 · Numbers", "", *self.parameters()] if flow.parameters else [],
        ]
        return "\n\n".join("\n".join(part) for part in parts if part) + "\n"

    def both(self, section: str, key: str) -> str:
        """A name in both languages."""
        return cell(f"{self.labels.text(section, key)} · {self.labels.text(section, key, 'en')}")

    def names(self, section: str, keys: Iterable[str]) -> str:
        """Several names, one a line."""
        return "<br>".join(self.both(section, key) for key in keys)

    def states(self) -> Iterator[str]:
        """State and phase."""
        rows = ([f"`{name}`", self.both("states", name), self.both("phases", state.phase)]
                for name, state in self.workflow.states.items())  # fmt: skip
        return table(["状态 State", "名称 Name", "阶段 Phase"], rows)

    def moves(self) -> Iterator[str]:
        """From where to where, who, what it records, when."""
        head = [
            "步骤 Move",
            "从 → 到 From → to",
            "谁 Who",
            "事实 Fact · 必填 must carry",
            "条件 Rules",
            "时钟 Clocks",
        ]
        return table(head, (self._move(name, move) for name, move in self.workflow.moves.items()))

    def _move(self, name: str, move: Move) -> list[str]:
        way = f"{', '.join(_sources(self.workflow, move))} {f'→ {move.target}' if move.target else '='}"
        rules = "<br>".join(f"`{rule}`" for rule in move.rules)
        return [
            f"`{name}`<br>{self.both('moves', name)}",
            way,
            self.names("roles", move.roles),
            "<br>".join(self._carried(move)),
            rules,
            "<br>".join(self._effects(move)),
        ]

    def _carried(self, move: Move) -> Iterator[str]:
        yield f"`{move.fact}`"
        for written in move.requires:
            yield " / ".join(self._field(move.fact, name) for name in written.split("|"))
        for name, least in move.min_items.items():
            yield f"{self._field(move.fact, name)} ≥ {least}"
        for name, value in move.given.items():
            yield f"`{name} = {str(value).lower()}`"
        for slot in move.evidence:
            yield f"📷 {self.both('slots', slot)}"
        if move.reasons:
            yield ", ".join(self.labels.value("reason", reason) for reason in move.reasons)
        if move.assignment:
            yield self.both("assignments", move.assignment)

    def _field(self, topic: str, name: str) -> str:
        return f"{self.labels.field(topic, name)} · {self.labels.field(topic, name, 'en')}"

    def _effects(self, move: Move) -> Iterator[str]:
        for step in move.clocks:
            when = f" ({self.both('clock_conditions', step.condition)})" if step.condition else ""
            yield f"{MARKS[step.effect]}{step.clock}{when}"

    def clocks(self) -> Iterator[str]:
        """What each clock is counted in, and what it rests on."""
        head = [
            "时钟 Clock",
            "种类 Kind",
            "时限 Limit",
            "紧急 Urgent",
            "依据 Basis",
            "启动 Starts",
            "停止 Stops",
        ]
        return table(head, (self._clock(name, rule) for name, rule in self.workflow.clocks.items()))

    def _clock(self, name: str, rule: ClockRule) -> list[str]:
        limits = [self.amount(rule.limit), *self._variants(rule)]
        return [
            f"`{name}`<br>{self.both('clocks', name)}",
            self.both("clock_kinds", rule.kind),
            "<br>".join(limits),
            self.amount(rule.urgent) if rule.urgent else "",
            self.basis(rule.limit, rule.kind),
            ", ".join(self._with_effect(name, ("started", "resumed"))),
            ", ".join(self._with_effect(name, ("stopped",))),
        ]

    def _variants(self, rule: ClockRule) -> Iterator[str]:
        if rule.due_field:
            yield f"或按 or as told: `{rule.due_field}`"
        if rule.by_category:
            yield "或按类别 or by category"
        if rule.start_field:
            yield f"自 from `{rule.start_field}`"
        if rule.hours:
            yield "按责任单位的办公时间 in the office hours of the unit that holds it"
        if rule.roll:
            yield "末日遇假日顺延 rolls over a holiday"
        for value, limit in rule.by_value.items():
            yield f"{self.labels.value(rule.by_field, value)}: {self.amount(limit)}"

    def _with_effect(self, clock: str, effects: tuple[str, ...]) -> Iterator[str]:
        for name, move in self.workflow.moves.items():
            if any(step.clock == clock and step.effect in effects for step in move.clocks):
                yield f"`{name}`"

    def amount(self, limit: Limit) -> str:
        """An amount of time in both languages."""
        zh, en = self.labels.text("units", limit.unit), self.labels.text("units", limit.unit, "en")
        return f"{limit.amount}{zh} · {limit.amount} {en}"

    def basis(self, limit: Limit, kind: str) -> str:
        """Statutory only when binding text says so; what it rests on, and where that stands."""
        name = STATUTORY if limit.basis == BY_LAW else CALLED[kind]
        return cell("<br>".join(filter(None, (name, self.both("bases", limit.basis), limit.cite))))

    def categories(self) -> Iterator[str]:
        """When to file and close, within what time."""
        head = ["类别 Category", "代码 Code", "立案条件 Filed when", "结案条件 Closed when", "时限 Limits",
                "证据 Evidence", "属性 Flags"]  # fmt: skip
        return table(head, (self._category(name, row) for name, row in self.workflow.categories.items()))

    def _category(self, name: str, category: Category) -> list[str]:
        limits = [(clock, limit, "") for clock, limit in category.limits.items()]
        limits += [(clock, limit, "紧急 urgent ") for clock, limit in category.urgent_limits.items()]
        told = (
            f"{urgent}{self.labels.text('clocks', clock)} {self.amount(limit)} ({limit.basis}"
            f"{f' {limit.cite}' if limit.cite else ''})"
            for clock, limit, urgent in limits
        )
        slots = (
            f"`{move}`: {self.names('slots', slots) or '—'}" for move, slots in category.evidence.items()
        )
        return [
            f"`{name}`<br>{self.both('categories', name)}",
            category.code,
            self.names("conditions", category.filing),
            self.names("conditions", category.closing),
            "<br>".join(told),
            "<br>".join(slots),
            self.names("flags", category.flags),
        ]

    def acts(self) -> Iterator[str]:
        """What an order may be about."""
        head = ["行为 Act", "最长改正期限 Longest term", "先责令 Order first", "条文 Article"]
        return table(head, (self._act(name, act) for name, act in self.workflow.acts.items()))

    def _act(self, name: str, act: Act) -> list[str]:
        first = "是 yes" if act.order_first else "否 no"
        return [f"`{name}`<br>{self.both('acts', name)}", self.amount(act.max_term), first, act.cite]

    def refusals(self) -> Iterator[str]:
        """What must hold, and what a refused person is told."""
        named = dict.fromkeys(rule for move in self.workflow.moves.values() for rule in move.rules)
        rows = ([f"`{name}`", f"`{RULES[name].code}`", self._refusal(name), self._refusal(name, "en")]
                for name in named)  # fmt: skip
        return table(["条件 Rule", "代码 Code", "须满足", "What must hold"], rows)

    def _refusal(self, rule: str, language: str = "zh") -> str:
        return cell(self.labels.refusal(RULES[rule].code, language, self.workflow.parameters))

    def parameters(self) -> Iterator[str]:
        """Numbers that rules ask for."""
        rows = ([f"`{name}`", str(number), self.both("parameters", name)]
                for name, number in self.workflow.parameters.items())  # fmt: skip
        return table(["参数 Number", "值 Value", "名称 Name"], rows)


_LEGEND = (
    "`=` 状态不变 stays · `+` 启动 starts · `−` 停止 stops · `~` 暂停 pauses · `^` 恢复 goes on · "
    "`OPEN` 未办结 every open state · `ANY` 任何状态 every state"
)
_ONLY_LAW = (
    "只有依据为法定(L)的称法定时限,其余为承诺时限,可由本处调整。"
    "Only limits that rest on binding text are statutory; all others are promised and may be changed."
)


def _sources(workflow: Workflow, move: Move) -> tuple[str, ...]:
    """Where a move starts, with whole groups of states named as one."""
    left = list(move.sources)
    groups = {
        "ANY": tuple(workflow.states),
        "OPEN": tuple(name for name in workflow.states if workflow.is_open(name)),
    }
    for name, members in groups.items():
        if members and set(members) <= set(left):
            return (f"`{name}`", *(state for state in left if state not in members))
    return tuple(left)
