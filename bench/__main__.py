"""`python -m bench NAME…`: run benchmarks, print tables, write results."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path

from bench import BENCHMARKS
from bench.ground import MOST_FACTS, Ground, ground
from bench.harness import ROUNDS, Result, measure, table, write
from bench.machine import describe


def main(arguments: list[str] | None = None) -> None:
    """Run what is named."""
    asked = _parsed(arguments)
    with ground(peers=asked.peers, say=_say, facts=asked.facts) as place:
        results = [_run(name, place, asked.seconds, asked.rounds) for name in asked.names]
    if asked.json:
        write(results, asked.json)


def _run(name: str, place: Ground, seconds: float, rounds: int) -> Result:
    place.skipped.clear()
    machine = describe(place.server.admin_dsn)
    with import_module(f"bench.{name}").contest(place) as contestants:
        rows = measure(contestants, seconds=seconds, rounds=rounds, say=_say)
    result = Result(
        bench=name, machine=machine, rounds=rounds, seconds=seconds, rows=rows, skipped=tuple(place.skipped)
    )
    print(table(result), flush=True)
    return result


def _parsed(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bihuan bench", description=__doc__)
    parser.add_argument("names", nargs="+", choices=sorted(BENCHMARKS))
    parser.add_argument("--seconds", type=float, default=5.0, help="how long each run takes")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often everybody runs")
    parser.add_argument("--json", type=Path, help="write the rows to this file")
    parser.add_argument("--peers", action="store_true", help="also those that need programs of their own")
    parser.add_argument("--facts", type=int, default=MOST_FACTS, help="at most so many in a large log")
    return parser.parse_args(arguments)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
