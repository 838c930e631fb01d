"""`bihuan audit check`: says that all was legal, or which step of which case was not, and leaves with 5."""

import asyncio
import json

import psycopg
import pytest

from tests.calendars import at
from tests.cli.reporting import report
from tests.cli.running import Bihuan


@pytest.fixture
def case(office: Bihuan, database: str) -> str:
    """A report in the packaged office."""
    return asyncio.run(report(database, at("2026-03-02 10:00")))


@pytest.fixture
def tampered(case: str, database: str) -> str:
    """The same case, of which the owner of the database says that somebody else reported it."""
    with psycopg.connect(database) as owner:
        owner.execute("SET LOCAL session_replication_role = replica")
        owner.execute(
            """UPDATE bihuan.events SET metadata = metadata || '{"actor": "checker-1"}' WHERE stream_id = %s""",
            [case],
        )
    return case


def test_an_honest_record_is_told_to_be_one(office: Bihuan, case: str) -> None:
    ran = office("audit", "check")
    assert (ran.code, "每一步在当时都合规" in ran.out) == (0, True), ran
    assert "Every step was legal" in office("audit", "check", "--language", "en").out
    told = json.loads(office("audit", "check", "--json", "--case", case).out)
    assert (told["judged"], told["violations"], told["listed"]) == (1, 0, [])


def test_a_step_that_was_not_legal_is_named_in_both_languages(office: Bihuan, tampered: str) -> None:
    ran = office("audit", "check")
    assert ran.code == 5, ran
    assert "checker-1 当时不在“网格员·采集员”岗位" in ran.out
    assert tampered in ran.out
    assert "did not hold the post “grid worker”" in office("audit", "check", "--language", "en").out
    told = json.loads(office("audit", "check", "--json").out)
    first = next(one for one in told["listed"] if one["kind"] == "role")
    assert (first["case"], first["move"], first["actor"]) == (tampered, "report", "checker-1")
    assert first["zh"] != first["en"]
    assert told["violations"] == sum(told["by_kind"].values())


def test_a_step_that_was_not_legal_becomes_one_case_however_often_it_is_found(
    office: Bihuan, tampered: str
) -> None:
    told = json.loads(office("audit", "check", "--report-as", "intake-1", "--json").out)
    (case,) = told["reported"]["cases"]
    shown = json.loads(office("replay", "--case", case, "--json").out)["case"]
    assert (shown["workflow"], shown["state"]) == ("city_case", "reported")
    again = office("audit", "check", "--report-as", "intake-1")
    assert (again.code, "1 步此前已上报" in again.out) == (5, True), again


def test_who_may_not_take_reports_in_cannot_report_a_step(office: Bihuan, tampered: str) -> None:
    office.refuses("audit", "check", "--report-as", "auditor-1", code=3, because="Name somebody who takes")
    assert json.loads(office("audit", "check", "--json").out)["judged"] == 1


def test_a_window_without_the_step_is_clean(office: Bihuan, tampered: str) -> None:
    assert office("audit", "check", "--until", "2020-01-01").code == 0
    assert office("audit", "check", "--since", "2020-01-01").code == 5


def test_a_window_of_one_day_holds_the_whole_day(office: Bihuan, tampered: str, database: str) -> None:
    with psycopg.connect(database) as reader:
        day = reader.execute(
            "SELECT (recorded_at AT TIME ZONE 'Asia/Shanghai')::date::text FROM bihuan.events WHERE stream_id = %s",
            [tampered],
        ).fetchone()
    assert day is not None
    assert office("audit", "check", "--since", day[0], "--until", day[0]).code == 5


@pytest.mark.parametrize(
    ("arguments", "code", "because"),
    [
        (("--case", "nobody-knows"), 3, "There is no case"),
        (("--case", "office"), 3, "There is no case"),
        (("--since", "yesterday"), 2, "is no moment"),
        (("--since", "2026-02-01", "--until", "2026-01-01"), 2, "comes before"),
        (("--language", "fr"), 2, "choose zh or en"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    office: Bihuan, arguments: tuple[str, ...], code: int, because: str
) -> None:
    office.refuses("audit", "check", *arguments, code=code, because=because)
