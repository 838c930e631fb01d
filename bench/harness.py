"""Rounds, medians, ratios: what makes figures of different programs comparable on a machine that is never quite idle.

Everybody runs once in every round, in turned order from round to round, so that what disturbs the machine meets all
of them alike. A figure is the median of the rounds; a ratio is that of two medians of one run.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

OURS = "bihuan"
ROUNDS = 5


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One thing that a run measured, such as commands a second, or the time within which 99 of 100 were answered."""

    what: str
    value: float
    unit: str


@dataclass(frozen=True, kw_only=True)
class Contestant:
    """Who is measured: `run` works for about so many seconds, warms up by itself before, and tells its figures."""

    who: str
    writers: int
    run: Callable[[float], Iterable[Figure]]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One figure of one contestant over all rounds, and how it stands to the same figure of the others."""

    what: str
    writers: int
    who: str
    unit: str
    values: tuple[float, ...]
    ratio_to: Mapping[str, float] = field(default_factory=dict)

    @property
    def median(self) -> float:
        """The figure."""
        return statistics.median(self.values)

    def as_data(self) -> dict[str, Any]:
        """As it is written to a file."""
        figures = {"median": self.median, "min": min(self.values), "max": max(self.values)}
        told = {"what": self.what, "writers": self.writers, "who": self.who}
        ratios = {peer: round(ratio, 3) for peer, ratio in self.ratio_to.items()}
        return {**told, **{k: _short(v) for k, v in figures.items()}, "unit": self.unit, "ratio_to": ratios}


@dataclass(frozen=True, kw_only=True)
class Result:
    """One benchmark: its rows were measured in one interleaved run. `skipped` names peers that are not here."""

    bench: str
    machine: Mapping[str, Any]
    rounds: int
    seconds: float
    rows: tuple[Row, ...]
    skipped: tuple[str, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """As it is written to a file."""
        told = {"bench": self.bench, "machine": dict(self.machine), "rounds": self.rounds}
        rows = [row.as_data() for row in self.rows]
        return {**told, "seconds": self.seconds, "skipped": list(self.skipped), "rows": rows}


def measure(
    contestants: Sequence[Contestant], *, seconds: float, rounds: int, say: Callable[[str], None]
) -> tuple[Row, ...]:
    """Let everybody run `rounds` times for so many seconds, and return the rows."""
    found: dict[tuple[str, int, str, str], list[float]] = {}
    for number in range(rounds):
        turn = contestants if number % 2 == 0 else tuple(reversed(contestants))
        for place, one in enumerate(turn, 1):
            say(f"round {number + 1}/{rounds}, {place}/{len(turn)}: {one.who}, {one.writers} at once")
            for figure in one.run(seconds):
                key = (figure.what, one.writers, one.who, figure.unit)
                found.setdefault(key, []).append(figure.value)
    rows = [
        Row(what=what, writers=writers, who=who, unit=unit, values=tuple(values))
        for (what, writers, who, unit), values in found.items()
    ]
    return tuple(_beside(row, rows) for row in _in_order(rows, contestants))


def _beside(row: Row, rows: Iterable[Row]) -> Row:
    """Our own rows say how they stand to each peer's."""
    if not row.who.startswith(OURS):
        return row
    same = (row.what, row.writers, row.unit)
    others = [r for r in rows if (r.what, r.writers, r.unit) == same and r.who != row.who and r.median]
    return Row(
        what=row.what,
        writers=row.writers,
        who=row.who,
        unit=row.unit,
        values=row.values,
        ratio_to={other.who: row.median / other.median for other in others},
    )


def _in_order(rows: Iterable[Row], contestants: Sequence[Contestant]) -> list[Row]:
    """By figure and number of callers, ours first, then as they were named."""
    names = list(dict.fromkeys(one.who for one in contestants))
    whats = list(dict.fromkeys(row.what for row in rows))
    return sorted(rows, key=lambda row: (whats.index(row.what), row.writers, names.index(row.who)))


def _short(value: float) -> float:
    return round(value, 1) if abs(value) >= 100 else float(f"{value:.4g}")


def table(result: Result) -> str:
    """The result for a reader."""
    head = f"{'what':<28} {'at once':>7}  {'who':<34} {'median':>10} {'min':>10} {'max':>10} unit"
    lines = [f"{result.bench}, {result.rounds} rounds of {result.seconds:g} s", head]
    for row in result.rows:
        low, middle, high = (f"{v:,.1f}" for v in (min(row.values), row.median, max(row.values)))
        lines.append(
            f"{row.what:<28} {row.writers:>7}  {row.who:<34} {middle:>10} {low:>10} {high:>10} {row.unit}"
        )
        lines += [f"{'':<38} {ratio:>8.2f} x {peer}" for peer, ratio in row.ratio_to.items()]
    lines += [f"not measured, because it is not here: {name}" for name in result.skipped]
    return "\n".join(lines)


def write(results: Sequence[Result], path: Path) -> None:
    """Write one result as an object, several as a list of them."""
    data = [result.as_data() for result in results]
    text = json.dumps(data[0] if len(data) == 1 else data, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", "utf-8")
