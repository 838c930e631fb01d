"""How often clocks ran out and rungs came in either world, as data and in words; only those that differ are told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from api.cli.whatif_lines import Setting, tell_lines
from workflows.whatif import Compared

TEXTS = {
    "zh": {
        "clocks": "时钟超期次数(两边各计全部,只列不同者)",
        "clock": "{clock} {name}:实 {really} 次,会 {would} 次;会超期 {late} · 不再超期 {in_time}",
        "rungs": "阶梯到点次数(两边各计全部,只列不同者)",
        "rung": "{clock} {name} · {label}:到点 实 {points[0]} 次,会 {points[1]} 次;"
        "告知 实 {told[0]} 次,会 {told[1]} 次;"
        "办理 实 {moved[0]} 次,会 {moved[1]} 次;{cases} 件有不同",
    },
    "en": {
        "clocks": "How often clocks ran out (all in either world; only those that differ)",
        "clock": "{clock} {name}: was {really}, would {would}; would be late {late} · no longer late {in_time}",
        "rungs": "How often rungs came (all in either world; only those that differ)",
        "rung": "{clock} {name} · {label}: came, was {points[0]}, would {points[1]}; "
        "told, was {told[0]}, would {told[1]}; "
        "moved, was {moved[0]}, would {moved[1]}; {cases} cases differ",
    },
}
KINDS = ("points", "told", "moved")


def by_clock(compared: Compared) -> dict[str, dict[str, int]]:
    """Of each clock that differs: how many starts ran out in either world, would be late, and would not be any more."""
    counted: dict[str, dict[str, int]] = {}
    for kind, starts in (("late", compared.late), ("in_time", compared.in_time)):
        for start in starts:
            row = counted.setdefault(start.clock, _row(compared, start.clock))
            row[kind] += 1
    return dict(sorted(counted.items()))


def _row(compared: Compared, clock: str) -> dict[str, int]:
    really, would = compared.ran_out.get(clock, (0, 0))
    return {"really": really, "would": would, "late": 0, "in_time": 0}


def by_rung(compared: Compared) -> dict[str, dict[str, dict[str, Any]]]:
    """By clock and rung that differ: how often each came, told somebody and moved something in either world."""
    counted: dict[str, dict[str, dict[str, Any]]] = {}
    for (clock, rung), found in compared.rungs.items():
        row = {
            kind: {"really": getattr(found.really, kind), "would": getattr(found.would, kind)}
            for kind in KINDS
        }
        counted.setdefault(clock, {})[rung] = {**row, "cases": found.cases}
    return counted


def tell_counts(compared: Compared, setting: Setting) -> None:
    """Print both."""
    texts = TEXTS[setting.language]
    tell_lines(texts["clocks"], _clock_lines(compared, setting))
    tell_lines(texts["rungs"], _rung_lines(compared, setting))


def _clock_lines(compared: Compared, setting: Setting) -> Iterator[str]:
    for clock, row in by_clock(compared).items():
        name = setting.text("clocks", clock)
        yield TEXTS[setting.language]["clock"].format(clock=clock, name=name, **row)


def _rung_lines(compared: Compared, setting: Setting) -> Iterator[str]:
    for clock, rungs in by_rung(compared).items():
        for rung, row in rungs.items():
            name, label = setting.text("clocks", clock), setting.text("rungs", rung)
            told = {kind: (row[kind]["really"], row[kind]["would"]) for kind in KINDS}
            yield TEXTS[setting.language]["rung"].format(
                clock=clock, name=name, label=label, cases=row["cases"], **told
            )
