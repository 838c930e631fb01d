"""The calendar from the command line: published by its steward, told year by year, old deadlines counted again."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import pytest

from domain.codec import to_data
from domain.facts.calendar import CalendarPublished
from domain.published_calendar import fact_of
from tests.calendars import CALENDAR_FILE, NOTICE, SHANGHAI, at, published_data
from tests.cli.reporting import report
from tests.cli.running import Bihuan
from tests.support.office_engine import START, engine_on
from tests.support.small_office import ROLES, UNITS
from workflows.log import EventLog
from workflows.recounting import Recounting

BY = ("--as", "steward-1")


def _notice(folder: Path, version: str = "cn-2027.1", **changed: Any) -> Path:
    """The catalogue's file with 2027 as announced, as somebody would write it."""
    head, _, _ = CALENDAR_FILE.read_text("utf-8").partition("[[year]]\nyear = 2027")
    year = {**NOTICE, **changed}
    holidays = ",\n".join(
        f'  {{ name = "{one["name"]}", first = {one["first"]}, last = {one["last"]} }}'
        for one in year["holidays"]
    )
    path = folder / f"{version}.toml"
    path.write_text(
        head.replace('version = "cn-2026.2"', f'version = "{version}"')
        + f'[[year]]\nyear = 2027\nstatus = "{year["status"]}"\nsource = "{year["source"]}"\n'
        + f"holidays = [\n{holidays}\n]\nmake_up_days = [{', '.join(year['make_up_days'])}]\n",
        "utf-8",
    )
    return path


def _accept(office: Bihuan, case: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(office("replay", "--case", case, "--json").out)["case"]["clocks"][
        "accept"
    ]
    return found


def test_a_new_office_counts_by_the_calendar_of_its_catalogue(office: Bihuan) -> None:
    shown = office("calendar", "show")
    assert shown.code == 0
    assert shown.out.startswith("cn-2026.2, published ")
    assert "2027 provisional: 全国年节及纪念日放假办法" in shown.out
    assert "  国庆节 2026-10-01 to 2026-10-07" in shown.out
    assert "  worked: 2026-01-04, 2026-02-14" in shown.out
    assert "office hours: 08:30-12:00, 13:30-17:30" in shown.out
    known = json.loads(office("calendar", "show", "cn-2026.2", "--json").out)
    assert (known["in_force"], known["versions"], len(known["years"])) == (True, ["cn-2026.2"], 4)
    assert "in force already" in office("calendar", "publish", *BY).out
    office.refuses("calendar", "show", "cn-2026.3", code=3, because="cn-2026.2")


def test_a_notice_is_told_by_year_tried_published_and_moves_what_is_open(
    office: Bihuan, database: str, tmp_path: Path
) -> None:
    case, notice = asyncio.run(report(database, at("2026-12-31 16:30"))), _notice(tmp_path)
    before = _accept(office, case)
    assert before["due_at"] == to_data(at("2027-01-04 09:30"))

    tried = office("calendar", "publish", str(notice), "--dry-run")
    assert "cn-2027.1: would be in force" in tried.out
    assert "2026: no longer worked: 2026-12-31" in tried.out
    assert "2027: provisional → official; no longer worked: 2027-02-11, 2027-05-05" in tried.out
    assert "now worked: 2027-01-09, 2027-01-31" in tried.out
    assert "1 open cases looked at, 1 deadlines would move." in tried.out
    assert f"  {case} 城市管理案卷 · 暴露垃圾 accept 受理: 2027-01-04 09:30 → 2027-01-04 10:30" in tried.out
    assert _accept(office, case) == before

    done = office("calendar", "publish", str(notice), *BY)
    assert "cn-2027.1: in force from now on" in done.out
    assert "1 open cases looked at, 1 deadlines counted again." in done.out
    assert _accept(office, case)["due_at"] == to_data(at("2027-01-04 10:30"))
    again = json.loads(office("calendar", "publish", str(notice), "--json", *BY).out)
    assert (again["published"], again["changes"], again["deadlines_moved"]) == (False, [], 0)
    idle = office("calendar", "publish", str(notice), "--dry-run").out
    assert "cn-2027.1: in force already" in idle
    assert "1 open cases looked at, 0 deadlines would move." in idle
    old = json.loads(office("calendar", "show", "cn-2026.2", "--json").out)
    assert (old["in_force"], old["versions"]) == (False, ["cn-2026.2", "cn-2027.1"])


def test_a_trial_lists_so_many_deadlines_and_counts_all(
    office: Bihuan, database: str, tmp_path: Path
) -> None:
    cases = [asyncio.run(report(database, at("2026-12-31 16:30"))) for _ in range(3)]
    notice = _notice(tmp_path)
    tried = office("calendar", "publish", str(notice), "--dry-run", "--limit", "2").out
    assert "3 open cases looked at, 3 deadlines would move." in tried
    assert [case for case in cases if case in tried] == cases[:2]
    assert "  and 1 more; --limit lists more of them" in tried
    none = office("calendar", "publish", str(notice), "--dry-run", "--limit", "0").out
    assert "  and 3 more" in none
    data = json.loads(office("calendar", "publish", str(notice), "--dry-run", "--limit", "1", "--json").out)
    assert (data["published"], data["in_force"], data["cases"], data["deadlines_moved"]) == (
        False,
        False,
        3,
        3,
    )
    assert data["deadlines"] == [
        {
            "case_id": cases[0],
            "case_no": "",
            "category": "street.litter",
            "title": "暴露垃圾",
            "workflow": "city_case",
            "clock": "accept",
            "key": "",
            "old_due_at": to_data(at("2027-01-04 09:30")),
            "new_due_at": to_data(at("2027-01-04 10:30")),
        }
    ]
    assert json.loads(office("calendar", "show", "--json").out)["versions"] == ["cn-2026.2"]


def test_a_trial_needs_no_steward_and_refuses_what_publishing_would(office: Bihuan, tmp_path: Path) -> None:
    assert office("calendar", "publish", "--dry-run", "--as", "intake-1").code == 0
    same = _notice(tmp_path, version="cn-2026.2")
    tried = office.refuses("calendar", "publish", str(same), "--dry-run", code=3, because="another `version`")
    assert tried.err == office("calendar", "publish", str(same), *BY).err
    for how in ((), ("--dry-run",)):
        folder = office.refuses(
            "calendar", "publish", str(tmp_path), *how, code=3, because="this is a folder"
        )
        assert str(tmp_path) in folder.err


def test_what_was_interrupted_is_finished_by_a_worker_and_a_doctor_sees_it(
    office: Bihuan, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, notice = asyncio.run(report(database, at("2026-12-31 16:30"))), _notice(tmp_path)

    async def cut_off(self: Recounting, tell: object, *, anew: bool) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as only_here:
        only_here.setattr(Recounting, "drain", cut_off)
        assert office("calendar", "publish", str(notice), *BY).code == 130
    assert "not all open cases looked at yet" in office("doctor").out
    assert _accept(office, case)["due_at"] == to_data(at("2027-01-04 09:30"))
    assert office("worker", "--once").code == 0
    assert _accept(office, case)["due_at"] == to_data(at("2027-01-04 10:30"))
    assert "deadlines by the calendar: all open cases looked at" in office("doctor").out


def test_what_publishing_a_calendar_needs(
    office: Bihuan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.refuses("calendar", "publish", "gone.toml", code=3, because="no such file")
    office.refuses("calendar", "publish", "--as", "intake-1", code=2, because="steward-1")
    same = _notice(tmp_path, version="cn-2026.2")
    office.refuses("calendar", "publish", str(same), *BY, code=3, because="another `version`")
    broken = _notice(tmp_path, version="cn-2027.2", status="sure")
    office.refuses("calendar", "publish", str(broken), *BY, code=3, because="'sure' is not one of")
    broken.write_text("[[year", "utf-8")
    office.refuses("calendar", "publish", str(broken), *BY, code=3, because=str(broken))
    hours = tmp_path / "hours.toml"
    text = CALENDAR_FILE.read_text("utf-8").replace("17:30:00", "17:00:00").replace("cn-2026.2", "cn-2026.3")
    hours.write_text(text, "utf-8")
    assert "Office hours changed." in office("calendar", "publish", str(hours), *BY).out
    monkeypatch.setenv("BIHUAN_TIMEZONE", "Asia/Urumqi")
    office.refuses("doctor", code=6, because="is not of Asia/Urumqi")


@pytest.mark.parametrize("how", [BY, ("--dry-run",)])
def test_a_zone_that_is_none_or_not_the_offices_is_refused_with_its_line(
    office: Bihuan, tmp_path: Path, how: tuple[str, ...]
) -> None:
    for zone, because in (
        ("Asia/Nowhere", '"Asia/Nowhere" is no time zone'),
        ("Asia/Tokyo", "not the office's"),
    ):
        path = _notice(tmp_path)
        path.write_text(
            path.read_text("utf-8").replace("\nversion = ", f'\ntimezone = "{zone}"\nversion = '), "utf-8"
        )
        refused = office.refuses("calendar", "publish", str(path), *how, code=3, because=because)
        assert f"{path}:5: timezone: " in refused.err


@pytest.mark.parametrize("how", [BY, ("--dry-run",)])
def test_a_file_that_takes_the_running_year_away_is_refused(
    office: Bihuan, tmp_path: Path, how: tuple[str, ...]
) -> None:
    text = CALENDAR_FILE.read_text("utf-8").replace("cn-2026.2", "cn-2026.9")
    year = datetime.now(SHANGHAI).year
    lacking, weaker = tmp_path / "lacking.toml", tmp_path / "weaker.toml"
    before, _, after = text.partition(f"[[year]]\nyear = {year}")
    lacking.write_text(before + after[after.index("[[year]]") :], "utf-8")
    official = f'year = {year}\nstatus = "official"'
    weaker.write_text(text.replace(official, official.replace("official", "provisional")), "utf-8")
    told = office.refuses(
        "calendar", "publish", str(lacking), *how, code=3, because=f"lacks {year}, the year that runs"
    )
    assert "add it as announced" in told.err
    office.refuses(
        "calendar",
        "publish",
        str(weaker),
        *how,
        code=3,
        because=f"has {year} as provisional, and it is official",
    )
    assert json.loads(office("calendar", "show", "--json").out)["versions"] == ["cn-2026.2"]


def test_estimates_that_begin_and_end_are_told(office: Bihuan, database: str, tmp_path: Path) -> None:
    asyncio.run(report(database, at("2026-12-31 16:30")))
    notice, back = _notice(tmp_path), _notice(tmp_path, version="cn-2027.2", status="provisional")
    tried = office("calendar", "publish", str(notice), "--dry-run").out
    assert "0 deadlines would become estimates (预估), 1 would be estimates no more." in tried
    done = office("calendar", "publish", str(notice), *BY).out
    assert "0 deadlines became estimates (预估), 1 are estimates no more." in done
    data = json.loads(office("calendar", "publish", str(back), "--dry-run", "--json").out)
    assert (data["estimates_begun"], data["estimates_ended"]) == (1, 0)
    again = json.loads(office("calendar", "publish", str(notice), "--json", *BY).out)
    assert (again["estimates_begun"], again["estimates_ended"]) == (0, 0)


async def _with_calendar(dsn: str, fact: CalendarPublished) -> None:
    async with EventLog(dsn, "330105009", hints=False) as log:
        await engine_on(log).publish_calendar(fact, "steward-1", START)


def test_a_doctor_misses_a_year(office: Bihuan, database: str) -> None:
    data = published_data()
    years = cast("list[dict[str, Any]]", data["year"])
    old = {**data, "version": "cn-2024.1", "year": [year for year in years if year["year"] == 2024]}
    asyncio.run(_with_calendar(database, fact_of(old, "Asia/Shanghai")))
    office.refuses("doctor", code=6, because="add the year as announced")


async def _earlier_office(dsn: str) -> None:
    """An office as earlier releases made them, without a calendar of its own."""
    async with EventLog(dsn, "330105009", hints=False) as log:
        await engine_on(log).tell_office([*UNITS, *ROLES], "steward-1", START)


def test_an_office_of_an_earlier_release_is_told_to_publish_one(on_database: Bihuan, database: str) -> None:
    asyncio.run(_earlier_office(database))
    on_database.refuses("doctor", code=6, because="calendar: none published")
    on_database.refuses("calendar", "show", code=3, because="bihuan calendar publish")
    first = json.loads(on_database("calendar", "publish", "--json").out)
    assert (first["calendar"], first["published"], first["changes"]) == ("cn-2026.2", True, [])
    assert "calendar: cn-2026.2 (Asia/Shanghai), 2027 is provisional" in on_database("doctor").out
