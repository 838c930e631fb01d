"""`bihuan demo --no-serve` on a server that is set: made once, told again, never made over."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from api.cli.places import DEMO_DATABASE
from api.settings import with_database
from tests.cli.running import Bihuan
from tests.support.variants import HALVED, changed_copy

SMALL = ("demo", "--no-serve", "--cases", "8", "--days", "7")


@pytest.fixture
def server(on_database: Bihuan, database: str) -> Iterator[str]:
    """The server of the run, without a demo before and after; one test at a time, since all share its name."""
    with psycopg.connect(with_database(database, "postgres"), autocommit=True) as turn:
        turn.execute("SELECT pg_advisory_lock(1)")
        _drop(database)
        yield database
        _drop(database)


def _drop(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DEMO_DATABASE} WITH (FORCE)")


def test_a_demo_is_made_once_and_used_again(
    on_database: Bihuan, server: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made = on_database(*SMALL, "--json")
    assert made.code == 0, made
    figures = json.loads(made.out)
    assert (figures["made_now"], figures["refused"]) == (True, {})
    assert figures["plan"]["cases"] == 8
    again = on_database("demo", "--no-serve")
    assert again.code == 0
    assert f"{figures['cases']} cases, {figures['events']} facts" in again.out
    on_database.refuses("demo", "--no-serve", "--seed", "9", code=1, because="made with --seed 1")

    monkeypatch.setenv("BIHUAN_DATABASE_URL", with_database(server, DEMO_DATABASE))
    board = json.loads(on_database("replay", "--json").out)
    assert board["cases"] == figures["cases"]
    assert "This is demo data." in on_database("worker", "--once").err + on_database("replay").err
    _case_is_replayed(on_database, board["rows"][0]["id"])
    board = json.loads(on_database("replay", "--json").out)
    _other_rules_are_tried(on_database, tmp_path, board["cases"])


def _case_is_replayed(bihuan: Bihuan, case: str) -> None:
    now = json.loads(bihuan("replay", "--case", case, "--json").out)
    first = now["history"][0]
    assert now["case"]["version"] == len(now["history"])
    then = json.loads(bihuan("replay", "--case", case, "--position", str(first["position"]), "--json").out)
    assert (then["case"]["version"], len(then["history"])) == (1, 1)
    at = json.loads(bihuan("replay", "--case", case, "--at", first["recorded_at"], "--json").out)
    assert at == then
    assert "history" in bihuan("replay", "--case", case, "--at", "2030-01-01", "--basis", "occurred").out
    assert "was not there yet" in bihuan("replay", "--case", case, "--at", "2020-01-01").out


def _other_rules_are_tried(bihuan: Bihuan, folder: Path, cases: int) -> None:
    halved = str(changed_copy(folder / "halved", HALVED))
    assert "没有案卷会有不同。" in bihuan("workflow", "what-if", halved).out
    accept = 'zh = "受理", en = "Accept" }\nkind = "duty"\nlimit = { amount = 2, unit = "work_hour"'
    minute = accept.replace('2, unit = "work_hour"', '1, unit = "minute"')
    shorter = str(changed_copy(folder / "shorter", {accept: minute}))
    told = json.loads(bihuan("workflow", "what-if", shorter, "--json").out)
    assert (told["cases"], list(told["by_clock"]), told["in_time"]) == (cases, ["accept"], [])
    assert (
        f"{told['late'][0]['case_no']} {told['late'][0]['case']}"
        in bihuan("workflow", "what-if", shorter).out
    )
    _escalations_are_told(bihuan, shorter, told)
    english = bihuan("workflow", "what-if", shorter, "--from", "2030-01-01", "--language", "en").out
    assert "No case would be treated otherwise." in english


def _escalations_are_told(bihuan: Bihuan, shorter: str, told: dict[str, Any]) -> None:
    """Acceptance due after a minute would have raised cases and told people, and the reminders come sooner."""
    counts = Counter(case["verdict"] for case in told["escalations"])
    assert {verdict: number for verdict, number in told["escalated"].items() if number} == counts
    raised = next(case for case in told["escalations"] if case["verdict"] == "escalated")
    step = next(step for step in raised["would"] if step["kind"] == "raised")
    assert (step["by"], step["clock"], step["rung"], step["level"]) == ("clock", "accept", "raised", "deputy")
    points = told["by_rung"]["accept"]["raised"]["points"]
    assert points["would"] > points["really"]
    chinese = bihuan("workflow", "what-if", shorter).out
    assert f"会升级(督办或提级),实未升级 ({counts['escalated']},每件只列不同者)" in chinese
    assert f"  {raised['case_no']} {raised['case']}\n" in chinese
    assert "受理 提级: 提级至分管领导(超期)" in chinese
    english = bihuan("workflow", "what-if", shorter, "--language", "en").out
    assert f"would be escalated (supervised or raised), and were not ({counts['escalated']};" in english


def test_a_database_of_that_name_that_is_not_ours_is_left_alone(on_database: Bihuan, server: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {DEMO_DATABASE}")
    on_database.refuses("demo", "--no-serve", code=1, because="was not made by this program")
    with psycopg.connect(with_database(server, DEMO_DATABASE)) as connection:
        assert connection.execute("SELECT to_regnamespace('bihuan')").fetchone() == (None,)
