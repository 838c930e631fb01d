"""What-if names who would be reminded, supervised and raised otherwise: both worlds are lived, and their rows compared.

What was done in each is read from the rows of its log and of its messages, by code that shares nothing with what-if.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import psycopg
import pytest

from tests.demo.memory import play
from tests.support.two_worlds import ask, live, mark_as_demo, packaged
from tests.support.variants import changed_copy
from workflows.loader import catalogue_dir, load_variant
from workflows.whatif import Compared, Step

CASES = 48
REAL = "as_it_was"
Row = tuple[str, str, str, str, str]
"""Case, what, whose clock and rung or which level, to whom or why, and when."""


def _text() -> str:
    return (catalogue_dir() / "city_case.toml").read_text("utf-8")


def _ladder(clock: str) -> str:
    """A clock's whole ladder, as it is written."""
    found = re.search(rf"\[clocks\.{clock}\.ladder\]\n(?:.+\n)+", _text())
    assert found is not None
    return found[0]


VARIANTS: Mapping[str, Mapping[str, str]] = {
    "no_ladder": {_ladder("handle"): ""},
    "sooner": {
        _ladder("handle"): _ladder("handle")
        .replace("reminder = { at = 50", "reminder = { at = 40")
        .replace("overdue = { at = 100", "overdue = { at = 70")
    },
}


def _rows(dsn: str, office: str) -> Counter[Row]:
    """What was done in an office when time ran out, and what else was raised or supervised; from the rows alone."""
    with psycopg.connect(dsn) as connection:
        connection.execute("SET TIME ZONE 'UTC'")
        told = connection.execute(
            "SELECT stream_id, 'told', concat_ws(' ', clock, key, rung),"
            " CASE WHEN person <> '' THEN person WHEN unit <> '' THEN role || ':' || unit ELSE role END, point_at"
            " FROM bihuan.messages WHERE jurisdiction = %s",
            [office],
        ).fetchall()
        acted = connection.execute(
            "SELECT stream_id, CASE topic WHEN 'case.escalated' THEN 'raised' ELSE 'supervised' END,"
            " coalesce(f.d->>'to_level', f.d->>'level'), coalesce(f.d->>'cause', f.d->>'reason'), occurred_at"
            " FROM bihuan.events, LATERAL (SELECT convert_from(data, 'UTF8')::jsonb AS d) f"
            " WHERE jurisdiction = %s AND topic IN ('case.escalated', 'supervision.started')",
            [office],
        ).fetchall()
    return Counter((case, what, which, why, at.isoformat()) for case, what, which, why, at in (*told, *acted))


def _as_rows(steps: Iterable[Step]) -> Counter[Row]:
    rows: Counter[Row] = Counter()
    for step in steps:
        at = step.at.isoformat()
        if step.kind == "told":
            which = f"{step.clock} {step.key} {step.rung}"
            rows.update((step.case_id, "told", which, who, at) for who in step.told)
        else:
            rows[step.case_id, step.kind, step.level, step.cause, at] += 1
    return rows


def _verdicts(real: Counter[Row], other: Counter[Row]) -> dict[str, str]:
    """By case that differs, how; from the rows."""
    differs = {row[0] for row in (real - other) + (other - real)}
    acted = [{row[0] for row in rows if row[1] != "told"} for rows in (real, other)]
    acts = {row[0] for row in (real - other) + (other - real) if row[1] != "told"}
    words = {(False, True): "escalated", (True, False): "not_escalated", (True, True): "otherwise"}
    return {
        case: words[case in acted[0], case in acted[1]] if case in acts else "told_otherwise"
        for case in differs
    }


def _agrees(compared: Compared, real: Counter[Row], other: Counter[Row]) -> None:
    really = _as_rows(step for case in compared.escalations for step in case.really)
    would = _as_rows(step for case in compared.escalations for step in case.would)
    assert really - would == real - other
    assert would - really == other - real
    assert {case.case_id: case.verdict for case in compared.escalations} == _verdicts(real, other)


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("name", "verdict", "never"),
    [("no_ladder", "not_escalated", "escalated"), ("sooner", "escalated", "not_escalated")],
)
def test_the_escalations_are_what_both_worlds_come_to(
    database: str, tmp_path: Path, name: str, verdict: str, never: str
) -> None:
    mark_as_demo(database)
    played, catalogue = play(CASES), load_variant([catalogue_dir()], [changed_copy(tmp_path, VARIANTS[name])])
    asyncio.run(live(database, REAL, packaged(), played))
    asyncio.run(live(database, name, catalogue, played))
    real, other = _rows(database, REAL), _rows(database, name)

    compared, _ = ask(database, REAL, catalogue, played.end)

    _agrees(compared, real, other)
    assert compared.by_verdict()[verdict]
    assert compared.by_verdict()[never] == []
    unchanged, _ = ask(database, REAL, packaged(), played.end)
    assert (unchanged.escalations, unchanged.late, unchanged.in_time, unchanged.moved) == ([], [], [], 0)
