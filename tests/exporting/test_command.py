"""`bihuan export`: counts that equal SQL's, filters, whole files or none, and what it refuses."""

import json
import os
import signal
import stat
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import psycopg
import pytest

from domain.facts.intake import CaseReported, CaseSupplemented
from domain.office import Person, Post
from tests.cli.running import Bihuan
from tests.exporting.written import XES, csv_rows, history, parquet_rows, sheets, written, xes_traces
from tests.support.until import until

OURS = "FROM bihuan.events WHERE stream_id <> 'office'"


def one(dsn: str, query: str, *parameters: Any) -> Any:
    with psycopg.connect(dsn) as connection:
        row = connection.execute(query, parameters).fetchone()
    assert row is not None
    return row[0]


def summary(bihuan: Bihuan, name: str, file: Path, *more: str) -> dict[str, Any]:
    ran = bihuan("export", name, str(file), "--json", *more)
    assert ran.code == 0, ran
    found: dict[str, Any] = json.loads(ran.out)
    return found


@pytest.mark.parametrize("name", ["csv", "parquet"])
def test_tables_have_a_row_for_each_fact_or_case(on_demo: Bihuan, demo: str, out: Path, name: str) -> None:
    read = {"csv": csv_rows, "parquet": parquet_rows}[name]
    cases, facts = one(demo, f"SELECT count(DISTINCT stream_id) {OURS}"), one(demo, f"SELECT count(*) {OURS}")
    told = summary(on_demo, name, out / "facts")
    rows = read((out / "facts").read_bytes())
    assert (told["cases"], told["facts"], len(rows)) == (cases, facts, facts)
    assert len({row["event_id"] for row in rows}) == facts
    summary(on_demo, name, out / "cases", "--table", "cases")
    by_case = read((out / "cases").read_bytes())
    assert len(by_case) == cases
    assert sum(int(row["facts"]) for row in by_case) == facts


def test_facts_come_case_by_case_in_their_order_with_both_times(
    on_demo: Bihuan, demo: str, out: Path
) -> None:
    summary(on_demo, "parquet", out / "facts")
    rows = parquet_rows((out / "facts").read_bytes())
    with psycopg.connect(demo) as connection:
        stored = connection.execute(
            "SELECT event_id::text, topic, occurred_at, recorded_at, position"
            f" FROM (SELECT *, min(position) OVER (PARTITION BY stream_id) AS began {OURS}) e ORDER BY began, version"
        ).fetchall()
    names = ("event_id", "topic", "occurred_at", "recorded_at", "position")
    assert [tuple(row[name] for name in names) for row in rows] == stored


def test_states_at_the_end_are_those_of_the_log(on_demo: Bihuan, demo: str, out: Path) -> None:
    summary(on_demo, "csv", out / "cases", "--table", "cases")
    rows = csv_rows((out / "cases").read_bytes())
    with psycopg.connect(demo) as connection:
        stored = connection.execute(
            f"SELECT DISTINCT ON (stream_id) metadata ->> 'to' {OURS} ORDER BY stream_id, version DESC"
        ).fetchall()
    assert Counter(row["state"] for row in rows) == Counter(row[0] for row in stored)


def test_a_workbook_has_cases_facts_and_what_it_is(on_demo: Bihuan, out: Path) -> None:
    told = summary(on_demo, "xlsx", out / "book.xlsx", "--language", "en")
    found = sheets((out / "book.xlsx").read_bytes())
    assert list(found) == ["Cases", "Facts", "About"]
    assert (len(found["Cases"]) - 1, len(found["Facts"]) - 1) == (told["cases"], told["facts"])
    assert ("Position", str(told["position"])) in found["About"]
    at = found["Facts"][0].index("Occurred at")
    assert all(row[at].year == 2026 for row in found["Facts"][1:])


def test_a_trace_of_xes_has_the_standards_attributes(on_demo: Bihuan, out: Path) -> None:
    told = summary(on_demo, "xes", out / "log.xes")
    data = (out / "log.xes").read_bytes()
    declared = {
        extension.get("prefix") for extension in ElementTree.fromstring(data).findall(f"{XES}extension")
    }
    traces = xes_traces(data)
    events = [event for trace in traces for event in trace.findall(f"{XES}event")]
    assert (len(traces), len(events)) == (told["cases"], told["facts"])
    for element in (*traces, *events):
        keys = [child.get("key", "") for child in element if child.get("key")]
        assert len(set(keys)) == len(keys)
        assert {key.split(":")[0] for key in keys if ":" in key} <= declared
    needed = {"concept:name", "time:timestamp", "lifecycle:transition", "org:role", "identity:id"}
    assert all(needed <= {child.get("key") for child in event} for event in events)


def test_cases_are_chosen_by_workflow_window_number_and_position(
    on_demo: Bihuan, demo: str, out: Path
) -> None:
    first = f"{OURS} AND version = 1"
    workflow = summary(on_demo, "csv", out / "a", "--workflow", "river_bank", "--workflow", "mediation")
    assert workflow["cases"] == one(
        demo, f"SELECT count(*) {first} AND metadata ->> 'workflow' IN ('river_bank', 'mediation')"
    )
    window = summary(on_demo, "csv", out / "b", "--since", "2026-11-10", "--until", "2026-11-18T12:00")
    between = " AND occurred_at >= '2026-11-10 00:00+08' AND occurred_at < '2026-11-18 12:00+08'"
    assert 0 < window["cases"] == one(demo, f"SELECT count(*) {first}{between}")
    whole = one(demo, f"SELECT count(*) {OURS} AND stream_id IN (SELECT stream_id {first}{between})")
    assert window["facts"] == whole, "histories are whole, also where they go on after the window"
    half = one(demo, "SELECT max(position) FROM bihuan.events") // 2
    then = summary(on_demo, "csv", out / "c", "--position", str(half))
    assert (then["position"], then["facts"]) == (
        half,
        one(demo, f"SELECT count(*) {OURS} AND position <= %s", half),
    )
    numbers = [row["case_no"] for row in csv_rows((out / "a").read_bytes()) if row["case_no"]]
    alone = summary(on_demo, "csv", out / "d", "--case", numbers[0])
    assert alone["cases"] == 1
    assert {row["case_no"] for row in csv_rows((out / "d").read_bytes())} == {numbers[0]}


def test_a_pipe_gets_the_file_and_nothing_else(on_demo: Bihuan) -> None:
    ran = on_demo("export", "csv", "-", "--table", "cases")
    assert ran.code == 0
    assert ran.out.startswith("\ufeffcase_id,")
    assert "fields are hidden" in ran.err
    assert len(csv_rows(ran.out.encode())) > 10


def test_what_cannot_be_exported_is_refused(on_demo: Bihuan, out: Path) -> None:
    file = str(out / "x")
    for arguments, code, because in (
        (("pdf", file), 2, "choose ocel, xes, csv, xlsx, parquet"),
        (("csv", file, "--table", "units"), 2, "facts or cases"),
        (("csv", file, "--language", "fr"), 2, "zh or en"),
        (("xlsx", "-"), 2, "name a file"),
        (("csv", "-", "--json"), 2, "name a file"),
        (("csv", file, "--as", "resident-1"), 2, "holds no post"),
        (("csv", file, "--workflow", "bank"), 3, "river_bank"),
        (("csv", file, "--case", "nothing"), 3, "no case"),
        (("csv", file, "--position", "99999999"), 2, "ends at position"),
        (("csv", file, "--since", "soon"), 2, "no moment"),
        (("csv", file, "--since", "2026-11-20", "--until", "2026-11-10"), 2, "before --since"),
        (("csv", str(out / "no" / "x")), 3, "no such file"),
    ):
        on_demo.refuses("export", *arguments, code=code, because=because)
    assert list(out.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "package", "extra"), [("xlsx", "xlsxwriter", "export"), ("parquet", "pyarrow", "parquet")]
)
def test_a_format_whose_package_is_missing_says_how_to_get_it(
    bihuan: Bihuan, out: Path, monkeypatch: pytest.MonkeyPatch, name: str, package: str, extra: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.delitem(sys.modules, f"api.exporting.{name}", raising=False)
    bihuan.refuses("export", name, str(out / "x"), code=6, because=f"pip install 'bihuan[{extra}]'")


def test_only_this_account_may_read_what_was_written(on_demo: Bihuan, out: Path) -> None:
    summary(on_demo, "csv", out / "x")
    assert stat.S_IMODE((out / "x").stat().st_mode) == 0o600


WAITING = """SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
WHERE NOT granted AND datname = current_database()"""
"""Of this database alone: the tests beside this one share the server."""


@pytest.mark.parametrize("name", ["ocel", "xlsx"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_export_that_is_interrupted_leaves_what_was_there(
    on_demo: Bihuan, demo: str, out: Path, name: str, number: signal.Signals
) -> None:
    """It stands still in the middle, at a definition that somebody else holds, and is stopped there."""
    (out / "x").write_text("of yesterday")
    with psycopg.connect(demo) as connection:
        connection.execute("LOCK TABLE bihuan.definitions IN ACCESS EXCLUSIVE MODE")
        ran = subprocess.Popen(
            [sys.executable, "-m", "api", "export", name, str(out / "x")],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        until(lambda: one(demo, WAITING), of="the export waits")
        assert len(list(out.iterdir())) > 1, "it had begun"
        ran.send_signal(number)
        _, said = ran.communicate(timeout=30)
    assert ran.returncode not in (0, None)
    assert "Traceback" not in said
    assert [path.name for path in out.iterdir()] == ["x"]
    assert (out / "x").read_text() == "of yesterday"


def test_a_text_longer_than_a_cell_is_cut_and_says_so() -> None:
    long = CaseSupplemented(by="unit", text="长" * 9_000)
    report = CaseReported(channel="grid", attributes={f"a{n}": "长" * 9_000 for n in range(5)})
    leader = Person(id="leader-9", posts=(Post(role="leader", unit="desk"),))
    data = written("xlsx", [history([report, long], workflow="city_case")], person=leader)
    fields = [row[-1] for row in sheets(data)["事实"][1:]]
    assert (len(fields[0]), fields[0][-6:]) == (32_767, "…[cut]")
    assert len(fields[1]) > 9_000
    assert "[cut]" not in fields[1]
