"""Everybody runs in every round, and figures are put beside each other."""

import json
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bench import BENCHMARKS
from bench.__main__ import main
from bench.callers import Timed, threads
from bench.harness import Contestant, Figure, Result, measure, table, write


class Track:
    """Contestants whose figures are known beforehand, and the order they ran in."""

    def __init__(self) -> None:
        self.order: list[str] = []

    def contestant(self, who: str, figures: Iterable[float], what: str = "append") -> Contestant:
        coming = iter(figures)

        def run(seconds: float) -> Iterator[Figure]:
            self.order.append(who)
            assert seconds == 2
            yield Figure(what=what, value=next(coming), unit="/s")

        return Contestant(who=who, writers=8, run=run)

    def rows(self, *contestants: Contestant, rounds: int) -> tuple[Any, ...]:
        return measure(contestants, seconds=2, rounds=rounds, say=lambda _: None)


def test_everybody_runs_in_every_round_in_turned_order() -> None:
    track = Track()
    track.rows(*(track.contestant(who, count()) for who in ("bihuan", "a", "b")), rounds=3)

    assert track.order == ["bihuan", "a", "b", "b", "a", "bihuan", "bihuan", "a", "b"]


def test_a_figure_is_the_median_and_ours_says_how_it_stands_to_each_peer() -> None:
    track = Track()
    ours, peer = track.rows(
        track.contestant("bihuan", [10, 40, 20]), track.contestant("stock", [5, 1, 4]), rounds=3
    )

    assert (ours.median, peer.median) == (20, 4)
    assert ours.ratio_to == {"stock": 5}
    assert peer.ratio_to == {}
    assert ours.as_data() == {
        "what": "append", "writers": 8, "who": "bihuan", "median": 20.0, "min": 10.0, "max": 40.0,
        "unit": "/s", "ratio_to": {"stock": 5.0},
    }  # fmt: skip


def test_only_the_same_figure_at_the_same_number_of_callers_is_compared() -> None:
    track = Track()
    rows = track.rows(
        track.contestant("bihuan", [10]), track.contestant("stock", [5], what="something else"), rounds=1
    )

    assert [row.ratio_to for row in rows] == [{}, {}]


def result(name: str = "append") -> Result:
    track = Track()
    rows = track.rows(track.contestant("bihuan", [10.0]), track.contestant("stock", [4.0]), rounds=1)
    return Result(
        bench=name, machine={"cores": 2}, rounds=1, seconds=2, rows=rows, skipped=("emmett: no node",)
    )


def test_a_result_is_written_as_an_object_and_several_as_a_list(tmp_path: Path) -> None:
    write([result()], tmp_path / "one.json")
    write([result(), result("lifecycle")], tmp_path / "two.json")

    one, two = (json.loads((tmp_path / name).read_text()) for name in ("one.json", "two.json"))
    assert (one["bench"], one["machine"], len(one["rows"])) == ("append", {"cores": 2}, 2)
    assert [found["bench"] for found in two] == ["append", "lifecycle"]


def test_the_table_names_ratios_and_who_is_missing() -> None:
    told = table(result())

    assert "2.50 x stock" in told
    assert "emmett: no node" in told


def test_threads_begin_together_and_a_problem_of_one_ends_all() -> None:
    timed = threads(lambda _: None, 3, 0.01)
    assert len(timed.answers) > 3

    def broken(number: int) -> None:
        if number == 1:
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        threads(broken, 3, 0.01)


def test_rates_and_latencies_come_from_the_same_answers() -> None:
    figures = list(Timed([0.001] * 98 + [0.5, 1.0], elapsed=2).figures("append"))

    assert [(figure.what, figure.value) for figure in figures] == [
        ("append", 50),
        ("append, p50", 1),
        ("append, p99", 1000),
    ]


def test_an_unknown_benchmark_is_refused_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["nothing"])

    assert all(name in capsys.readouterr().err or name in BENCHMARKS for name in ("append", "lifecycle"))
