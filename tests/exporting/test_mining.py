"""Process mining reads what we write: pm4py, in an environment of its own, counts what SQL counts."""

import json
import subprocess
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.cli.running import Bihuan
from tests.exporting.ocel_check import problems

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".tools" / "mining" / "bin" / "python"
CASES = (
    "SELECT metadata ->> 'workflow', count(DISTINCT stream_id), count(*) FROM bihuan.events"
    " WHERE stream_id <> 'office' GROUP BY 1"
)


@pytest.fixture
def mined(on_demo: Bihuan, out: Path) -> dict[str, Any]:
    """What pm4py finds in an OCEL and an XES file of the demo."""
    if not (ROOT / ".tools" / "mining" / "ready").exists():
        pytest.skip("pm4py is not here: `sh scripts/process-mining now` fetches it from PyPI")
    for name in ("ocel", "xes"):
        assert on_demo("export", name, str(out / name)).code == 0
    (out / "ocel").rename(out / "log.json")
    (out / "xes").rename(out / "log.xes")
    script = str(Path(__file__).with_name("mining.py"))
    ran = subprocess.run(
        [PYTHON, script, "log.json", "log.xes"], cwd=out, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    (line,) = [line for line in ran.stdout.splitlines() if line.startswith("FOUND ")]
    found: dict[str, Any] = json.loads(line.removeprefix("FOUND "))
    return found


def test_pm4py_reads_as_many_cases_and_facts_as_the_log_has(mined: dict[str, Any], demo: str) -> None:
    with psycopg.connect(demo) as connection:
        rows = connection.execute(CASES).fetchall()
        first = connection.execute(
            "SELECT min(occurred_at) FROM bihuan.events WHERE stream_id <> 'office'"
        ).fetchone()
    cases, facts = sum(row[1] for row in rows), sum(row[2] for row in rows)
    workflows = {row[0]: row[1] for row in rows}
    assert (mined["events"], mined["xes_events"], mined["xes_cases"]) == (facts, facts, cases)
    assert {key: mined["objects"].get(key) for key in workflows} == workflows
    assert mined["flat_cases"] == workflows["river_bank"]
    assert mined["relations"] > facts, "each fact belongs to a case, most to persons and units too"
    assert mined["changes"] > cases
    assert mined["variants"] > 1
    assert mined["graph"] > 10
    assert first is not None
    assert mined["first"][:19] == first[0].isoformat(" ")[:19]


@pytest.mark.parametrize(
    "more", [(), ("--as", "auditor-1"), ("--workflow", "city_case"), ("--position", "600")]
)
def test_a_log_is_what_the_specification_of_ocel_asks_for(
    on_demo: Bihuan, out: Path, more: tuple[str, ...]
) -> None:
    ran = on_demo("export", "ocel", str(out / "log.json"), "--json", *more)
    assert ran.code == 0, ran
    log = json.loads((out / "log.json").read_text("utf-8"))
    assert problems(log) == []
    assert len(log["events"]) == json.loads(ran.out)["facts"] > 0


def test_a_log_that_is_not_would_be_found(on_demo: Bihuan, out: Path) -> None:
    on_demo("export", "ocel", str(out / "log.json"))
    log = json.loads((out / "log.json").read_text("utf-8"))
    log["objects"].pop(0)
    log["events"][0]["time"] = "yesterday"
    log["events"][1]["attributes"].append({"name": "never declared", "value": "1"})
    found = " ".join(problems(log))
    assert all(part in found for part in ("which is not there", "yesterday", "never declared"))


def test_objects_say_what_they_were_from_which_moment_on(on_demo: Bihuan, out: Path, demo: str) -> None:
    on_demo("export", "ocel", str(out / "log.json"), "--workflow", "city_case")
    log = json.loads((out / "log.json").read_text("utf-8"))
    cases = [one for one in log["objects"] if one["type"] == "city_case"]
    times = {event["id"]: event["time"] for event in log["events"]}
    for case in cases:
        states = [one for one in case["attributes"] if one["name"] == "state"]
        assert {one["time"] for one in states} <= set(times.values())
    kinds = {(one["type"], link["qualifier"]) for one in log["objects"] for link in one["relationships"]}
    assert {("city_case", "lead"), ("person", "post")} <= kinds
