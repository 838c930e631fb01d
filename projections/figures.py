"""The figures of the closed loop: id, what it says in both languages, and which cases it counts.

A figure is its condition: the number, the list behind it and the number of a moment past all come from the same one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.definition import OPEN_PHASES, PHASES, Workflow
from domain.possible import Possible, possible_in
from projections.conditions import Condition, Is

QUANTILES = {"median": 0.5, "p90": 0.9}
Ways = tuple[Possible, ...]


@dataclass(frozen=True)
class Figure:
    """One figure. `unit` is cases or seconds; `quantile` and `column` tell of what, for seconds.

    `needs` is what a workflow must be able to come to for its cases to be counted: of each group one is enough.
    """

    id: str
    zh: str
    en: str
    definition_zh: str
    definition_en: str
    conditions: tuple[Condition, ...]
    needs: tuple[Ways, ...] = ()
    unit: str = "cases"
    column: str = ""
    quantile: float = 0.0


class NoSuchFigure(ValueError):
    """There is no figure of that id."""


_PHASE_NAMES = {
    "intake": ("受理", "intake"),
    "triage": ("立案派遣", "triage"),
    "work": ("处置", "work"),
    "returned": ("退单协调", "returned"),
    "suspended": ("挂账", "suspended"),
    "check": ("核查", "check"),
    "done": ("办结", "done"),
}
_SET = "is set"


def _by(*facts: str) -> Ways:
    return tuple(map(Possible, facts))


_FILED, _PASSED, _CLOSED = _by("case.filed"), _by("check.passed"), _by("case.closed")
_GIVEN = _by("case.dispatched", "case.reassigned")
_OTHERWISE_DONE = _by("correction.confirmed", "obligation.performed")
_DONE = (*_by("work.reported"), *_OTHERWISE_DONE)
_DONE_LATER = (Possible("work.reported", "on_the_spot", value=False), *_OTHERWISE_DONE)
_DONE_AT_ONCE = (Possible("work.reported", "on_the_spot", value=True),)
_COUNTED = (
    Figure("cases", "案卷", "Cases", "窗口内开立的全部案卷", "all cases opened in the window", ()),
    Figure(
        "open",
        "在办",
        "Open",
        "其中尚未办结的案卷",
        "of these, cases that still wait for somebody",
        (Is("phase", "in", OPEN_PHASES),),
    ),
    Figure(
        "filed",
        "已立案",
        "Filed",
        "其中立过案的案卷",
        "of these, cases that were filed",
        (Is("filed_at", _SET),),
        needs=(_FILED,),
    ),
    Figure(
        "dispatched",
        "已派遣",
        "Dispatched",
        "其中本轮已派遣的案卷",
        "of these, cases dispatched in their present round",
        (Is("dispatched_at", _SET),),
        needs=(_GIVEN,),
    ),
    Figure(
        "handled",
        "已反馈",
        "Reported done",
        "其中本轮已反馈处置完成的案卷",
        "of these, cases reported done in their present round",
        (Is("handled_at", _SET),),
        needs=(_DONE,),
    ),
    Figure(
        "checked",
        "核查通过",
        "Passed",
        "其中本轮核查通过的案卷",
        "of these, cases whose check passed in their present round",
        (Is("checked_at", _SET),),
        needs=(_PASSED,),
    ),
    Figure(
        "checked_independently",
        "独立核查",
        "Independently checked",
        "其中由未经手人核查通过的案卷",
        "of these, cases passed by somebody without a hand in them",
        (Is("checked_independently", "=", True),),
        needs=(_PASSED,),
    ),
    Figure(
        "closed",
        "已结案",
        "Closed",
        "其中已结案的案卷,不含不予立案、并单、撤回、移送",
        "of these, closed cases; declined, merged, withdrawn and transferred ones are not among them",
        (Is("closed_at", _SET),),
        needs=(_CLOSED,),
    ),
    Figure(
        "loop_closed",
        "闭环",
        "Loop closed",
        "其中立案、派遣、反馈、由未经手人核查、由第三人结案并已告知的案卷",
        "of these, cases filed, dispatched, done, passed by one without a hand in them, closed by a third and told",
        (Is("loop_closed", "=", True), Is("on_the_spot", "=", False)),
        needs=(_FILED, _GIVEN, _DONE_LATER, _PASSED, _CLOSED),
    ),
    Figure(
        "loop_closed_on_the_spot",
        "即查即改闭环",
        "Loop closed on the spot",
        "其中当场处置、未经派遣而闭环的案卷",
        "of these, cases resolved on the spot whose loop closed without a dispatch",
        (Is("loop_closed", "=", True), Is("on_the_spot", "=", True)),
        needs=(_DONE_AT_ONCE, _PASSED, _CLOSED),
    ),
    Figure(
        "evaluated",
        "已评价",
        "Evaluated",
        "其中已综合评价的案卷",
        "of these, evaluated cases",
        (Is("evaluated_at", _SET),),
        needs=(_by("case.evaluated"),),
    ),
    Figure(
        "forced",
        "强制结案",
        "Closed by force",
        "其中强制结案的案卷,不计入已结案和闭环",
        "of these, cases closed by force; they are neither closed nor closed loops",
        (Is("forced", "=", True),),
        needs=(_by("case.force_closed"),),
    ),
    Figure(
        "reworked",
        "返工",
        "Reworked",
        "其中核查不通过或反馈退回至少一次的案卷",
        "of these, cases whose check failed at least once",
        (Is("reworks", ">", 0),),
        needs=(_by("check.failed"),),
    ),
    Figure(
        "returned",
        "退单",
        "Returned",
        "其中退单成立至少一次的案卷",
        "of these, cases returned by a unit at least once",
        (Is("returns", ">", 0),),
        needs=(_by("case.returned"),),
    ),
    Figure(
        "reopened",
        "重新立案",
        "Reopened",
        "其中重新立案至少一次的案卷",
        "of these, cases reopened at least once",
        (Is("reopened", ">", 0),),
        needs=(_by("case.reopened"),),
    ),
)


def _in_phase(phase: str) -> Figure:
    zh, en = _PHASE_NAMES[phase]
    return Figure(
        f"phase:{phase}",
        zh,
        en.capitalize(),
        f"其中现处于“{zh}”阶段的案卷",
        f"of these, cases in phase {en} now",
        (Is("phase", "=", phase),),
    )


def _time_in(phase: str, name: str) -> Figure:
    zh, en = _PHASE_NAMES[phase]
    share, told = ("中位数", "median") if name == "median" else ("九成分位数", "ninth decile")
    return Figure(
        f"time:{phase}:{name}",
        f"{zh}用时{share}",
        f"Time in {en}, {told}",
        f"其中已离开“{zh}”阶段的案卷在该阶段累计用时的{share},按业务时间、自然时间计",
        f"{told} of the time cases that left phase {en} had spent in it, all visits; business time, day and night",
        (Is(f"{phase}_s", _SET), Is("phase", "<>", phase)),
        unit="seconds",
        column=f"{phase}_s",
        quantile=QUANTILES[name],
    )


COUNTED = (*_COUNTED, *map(_in_phase, PHASES))
TIMED = tuple(_time_in(phase, name) for phase in OPEN_PHASES for name in QUANTILES)
FIGURES: Mapping[str, Figure] = {figure.id: figure for figure in (*COUNTED, *TIMED)}
"""Every figure with a fixed id. Besides these, `state:…` counts the cases in a state, whatever states there are."""


def out_of_reach(workflows: Iterable[Workflow]) -> Mapping[str, tuple[str, ...]]:
    """Of these definitions those, by digest, whose cases can never be counted, by figure."""
    asked = {one for figure in COUNTED for ways in figure.needs for one in ways}
    known = {workflow.digest: possible_in(workflow, asked) for workflow in workflows}
    found = {
        figure.id: sorted(
            digest for digest, can in known.items() if any(can.isdisjoint(ways) for ways in figure.needs)
        )
        for figure in COUNTED
    }
    return {name: tuple(digests) for name, digests in found.items() if digests}


def figure(figure_id: str) -> Figure:
    """The figure of this id. Raises NoSuchFigure."""
    kind, _, state = figure_id.partition(":")
    if kind == "state" and state:
        said = (f"其中现处于状态 {state} 的案卷", f"of these, cases in state {state} now")
        return Figure(figure_id, state, state, *said, (Is("state", "=", state),))
    if figure_id not in FIGURES:
        raise NoSuchFigure(f"there is no figure {figure_id!r}")
    return FIGURES[figure_id]
