"""What-if names just the cases that change: both worlds are lived through for real, and their raw rows compared.

The same seeded commands of the demo's sixty days go through the engine twice, under the packaged catalogue and under
one with halved extensions. Which clocks ran out is reckoned from the rows of each log by code that shares nothing with
what-if.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.demo.memory import Played, play
from tests.support.two_worlds import ask, live, mark_as_demo, packaged
from tests.support.variants import HALVED, changed_copy
from workflows.loader import catalogue_dir, load_variant

CASES, SEED = 300, 10
"""A demo in which somebody asks for an extension that halved ones would have refused."""
REAL, HALF = "as_it_was", "halved"
Late = set[tuple[str, str, str, str]]


def _raw_late(dsn: str, name: str, until: datetime) -> Late:
    """Starts that ran out, by case, clock, key and the command that started them; from the rows alone."""
    with psycopg.connect(dsn) as connection:
        rows = connection.execute(
            "SELECT e.stream_id, e.occurred_at,"
            " CASE e.metadata->>'actor' WHEN 'system' THEN '' ELSE e.metadata->>'command_id' END, c.value"
            " FROM bihuan.events e,"
            " jsonb_array_elements(e.metadata->'clocks') WITH ORDINALITY c(value, n)"
            " WHERE e.jurisdiction = %s ORDER BY e.position, c.n",
            [name],
        ).fetchall()
    steps: dict[tuple[str, str, str], list[tuple[datetime, str, Mapping[str, Any]]]] = {}
    for case, at, command, clock in rows:
        steps.setdefault((case, clock["clock"], clock.get("key", "")), []).append((at, command, clock))
    return {
        (*which, begun)
        for which, of_clock in steps.items()
        for begun, late in _spans(of_clock, until)
        if late
    }


def _spans(
    steps: Sequence[tuple[datetime, str, Mapping[str, Any]]], until: datetime
) -> list[tuple[str, bool]]:
    """Each start of one clock, and whether between two of its steps it ran past its due moment."""
    ends = [at for at, _, _ in steps[1:]] + [until]
    found: list[tuple[str, bool]] = []
    due, runs, by_system = until, False, 0
    for (_, command, clock), end in zip(steps, ends, strict=True):
        effect = clock["effect"]
        if effect == "started":
            by_system += not command
            found.append((command or f"system {by_system}", False))
        due = datetime.fromisoformat(clock["due_at"]) if clock.get("due_at") else due
        runs = effect in ("started", "resumed") or (effect == "moved" and runs)
        if runs and due < end and found:
            found[-1] = (found[-1][0], True)
    return found


@pytest.fixture(scope="module")
def played() -> Played:
    return play(CASES, SEED)


@pytest.mark.timeout(300)
def test_the_list_for_halved_extensions_is_what_both_worlds_come_to(
    database: str, played: Played, tmp_path: Path
) -> None:
    halved = load_variant([catalogue_dir()], [changed_copy(tmp_path / "halved", HALVED)])
    mark_as_demo(database)
    assert asyncio.run(live(database, REAL, packaged(), played)) == set()
    refused = asyncio.run(live(database, HALF, halved, played))
    real, half = (_raw_late(database, name, played.end) for name in (REAL, HALF))

    compared, told = ask(database, REAL, halved, played.end)
    commands = {**told, **{-nth: f"system {nth}" for nth in range(1, 100)}}

    late = {(s.case_id, s.clock, s.key, commands[s.position]) for s in compared.late}
    in_time = {(s.case_id, s.clock, s.key, commands[s.position]) for s in compared.in_time}
    assert late == half - real
    assert in_time == real - half
    assert late, "the demo shows no case that halved extensions change"
    assert {refusal.case_id for refusal in compared.refused} == refused
    assert "request_extension" in {refusal.move for refusal in compared.refused}
