"""The page of measured figures, from `bench/results`: one file for each benchmark, as `--json` wrote it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench import BENCHMARKS
from scripts.reference.markdown import code, table

ROOT = Path(__file__).resolve().parents[2]
FETCH = ROOT / "bench" / "peers" / "fetch"
RESULTS, PAGE = ROOT / "bench" / "results", ROOT / "docs" / "performance.md"
INTRODUCTION = """# 性能 · Performance

Every figure was measured beside its peers, in one interleaved run on one PostgreSQL with `fsync` on, client and
server on the same machine, and is the median of the rounds; a ratio compares two medians of one run. Figures of
different sections come from different runs. `bihuan bench NAME --peers --json bench/results/NAME.json` measures one
anew, `make docs` writes this page. What a figure means and what was tried is told in the records of `docs/adr`.
"""
YEAR = {"facts": 170_000_000, "a_second": 5.4}
"""A city of 20 million people: 21 million cases a year of eight facts each (Beijing's hotline in 2023)."""
Result = Mapping[str, Any]
_FETCHED = re.compile(r'"([@/a-z-]+)(?:==|@)([0-9.]+)"')


def page() -> str:
    """Return the page."""
    results = [found for name in BENCHMARKS for found in _stored(name)]
    fetched = ", ".join(f"`{name}` {version}" for name, version in _FETCHED.findall(FETCH.read_text("utf-8")))
    return (
        "\n\n".join(
            [INTRODUCTION.strip(), f"Fetched peers: {fetched}.", *map(_section, results), *_city(results)]
        )
        + "\n"
    )


def _stored(name: str) -> Iterator[Result]:
    path = RESULTS / f"{name}.json"
    if path.exists():
        yield json.loads(path.read_text("utf-8"))


def _section(result: Result) -> str:
    rows = [_row(row) for row in result["rows"]]
    head = ("what", "at once", "who", "median", "least … most", "ours to theirs")
    parts = [
        f"## {code(result['bench'])}",
        f"{BENCHMARKS[result['bench']].capitalize()}.",
        _machine(result["machine"], result["rounds"], result["seconds"]),
        *_busy(result["machine"]),
        table(head, rows),
        *(f"Not measured, because it was not there: {name}." for name in result["skipped"]),
    ]
    return "\n\n".join(parts)


def _row(row: Mapping[str, Any]) -> Sequence[object]:
    unit = row["unit"] if row["unit"].startswith("/") else f" {row['unit']}"
    least, most = _number(row["min"]), _number(row["max"])
    ratios = " · ".join(f"{ratio:.2f} × {peer}" for peer, ratio in row["ratio_to"].items())
    middle = f"{_number(row['median'])}{unit}"
    return (row["what"], row["writers"], row["who"], middle, f"{least} … {most}", ratios)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _machine(told: Mapping[str, Any], rounds: int, seconds: float) -> str:
    return (
        f"{rounds} rounds of {seconds:g} s · {told['cores']} cores of {told['cpu']}, {told['memory_gib']:g} GiB · "
        f"PostgreSQL {told['postgresql']}, {told['shared_buffers']} of buffers · Python {told['python']} · "
        f"eventsourcing {told['eventsourcing']}, FastAPI {told['fastapi']} · "
        f"a sync of 8 KiB takes {told['sync_ms']} ms · load before the run {told['load_before']}"
    )


def _busy(told: Mapping[str, Any]) -> Iterator[str]:
    """A warning when others worked on the machine meanwhile; a quiet one has a load far below its cores."""
    if told["load_before"] > told["cores"] / 2:
        yield (
            "**The machine was busy with other work.** Rates are lower and times longer than they would be, and a "
            "ratio favours whoever spreads over more processes. To be measured anew."
        )


def _city(results: Sequence[Result]) -> Iterator[str]:
    """What the rates mean for the largest city there is, as far as they are here."""
    moves = _median(results, "lifecycle", "move", "bihuan")
    events = _median(results, "rebuild", "events, all models", "bihuan, rebuild")
    lines = []
    if moves:
        times = moves / YEAR["a_second"]
        lines.append(f"- {YEAR['a_second']} facts a second on average: carried {times:,.0f} times over.")
    if events:
        minutes = YEAR["facts"] / events / 60
        lines.append(f"- {YEAR['facts']:,} facts of a year: read models built anew in {minutes:.0f} minutes.")
    if lines:
        yield "\n".join(["## A year of a city of 20 million, by these rates", "", *lines])


def _median(results: Sequence[Result], bench: str, what: str, who: str) -> float:
    """The best median of a rate over the numbers of callers; 0 when it was not measured."""
    rows = [row for result in results if result["bench"] == bench for row in result["rows"]]
    same = [r["median"] for r in rows if (r["what"], r["who"]) == (what, who) and r["unit"] == "/s"]
    return float(max(same, default=0.0))
