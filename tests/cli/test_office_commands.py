"""init, migrate, doctor, worker, replay, rebuild: on a real database, one after the other as an office would."""

import json
from pathlib import Path

import psycopg
import pytest

from tests.cli.conftest import XIANGFU
from tests.cli.offices import facts_in
from tests.cli.running import Bihuan


def test_init_makes_the_office_once_and_says_what_to_do_next(on_database: Bihuan) -> None:
    first = on_database("init", str(XIANGFU))
    assert first.code == 0
    assert "`bihuan serve`" in first.out
    assert "Trial data only" in first.err
    again = on_database("init", str(XIANGFU), "--json")
    assert json.loads(again.out)["published"] == 0, "nothing is told twice"
    assert json.loads(on_database("replay", "--json").out)["position"] == facts_in(XIANGFU)


def test_another_file_for_the_same_office_changes_nothing(office: Bihuan, tmp_path: Path) -> None:
    changed = tmp_path / "office.toml"
    changed.write_text(
        XIANGFU.read_text("utf-8").replace('name_zh = "审计组"', 'name_zh = "审计二组"'), "utf-8"
    )
    office.refuses("init", str(changed), code=1, because="nothing was changed")


def test_a_demo_never_becomes_an_office(on_database: Bihuan, database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("SELECT bihuan.mark_as_demo()")
    on_database.refuses("init", str(XIANGFU), code=1, because="a demo for ever")


@pytest.mark.parametrize(
    ("old", "new", "code", "because"),
    [
        ('timezone = "Asia/Shanghai"', 'timezone = "Europe/Paris"', 1, "set BIHUAN_TIMEZONE=Europe/Paris"),
        ('"08:30-12:00"', '"09:00-12:00"', 3, "not those of the calendar"),
        ('"street.heap", "street.cycle_parking"', '"street.heep"', 3, 'did you mean "street.heap"?'),
        ('"bike_clutter"', '"bike_cluter"', 3, 'did you mean "bike_clutter"?'),
    ],
)
def test_what_contradicts_the_installation_is_refused(
    on_database: Bihuan, tmp_path: Path, old: str, new: str, code: int, because: str
) -> None:
    file = tmp_path / "office.toml"
    file.write_text(XIANGFU.read_text("utf-8").replace(old, new), "utf-8")
    on_database.refuses("init", str(file), code=code, because=because)


def test_another_code_than_the_one_set_is_refused(
    on_database: Bihuan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BIHUAN_OFFICE", "somewhere_else")
    on_database.refuses("init", str(XIANGFU), code=1, because="set BIHUAN_OFFICE=330105009")


def test_migrate_is_safe_to_repeat(on_database: Bihuan) -> None:
    assert on_database("migrate").out.strip() == "The database is up to date."
    assert json.loads(on_database("migrate", "--json").out) == {"applied": []}


def test_a_doctor_says_what_is_left_to_do_and_then_that_nothing_is(office: Bihuan) -> None:
    office.refuses("doctor", code=6, because="run `bihuan worker`")
    assert office("worker", "--once").code == 0
    ran = office("doctor", "--json")
    assert ran.code == 0, ran
    report = json.loads(ran.out)
    assert {finding["ok"] for finding in report["findings"]} == {True}
    assert "BIHUAN_DATABASE_URL" in report["settings"]


def test_a_doctor_without_a_database_still_answers(bihuan: Bihuan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIHUAN_DATABASE_URL", "host=127.0.0.1 port=1 password=secret connect_timeout=2")
    ran = bihuan.refuses("doctor", code=6, because="correct BIHUAN_DATABASE_URL")
    assert "secret" not in ran.out


def test_a_doctor_finds_a_sign_in_that_is_not_there(office: Bihuan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIHUAN_AUTH", "oidc")
    office.refuses("doctor", code=6, because="BIHUAN_AUTH=oidc comes with a later release")


def test_rebuild_compares_and_names_what_differs(office: Bihuan, database: str) -> None:
    assert office("worker", "--once").code == 0
    equal = office("rebuild", "--compare", "--json")
    assert equal.code == 0
    assert all(one["equal"] for one in json.loads(equal.out))
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("UPDATE read_330105009.timeline SET actor = 'somebody' WHERE position = 1")
    office.refuses("rebuild", "timeline", "--compare", code=4, because="DIFFERENT")
    assert office("rebuild", "timeline").out.strip() == "Rebuilt: timeline."
    assert office("rebuild", "timeline", "--compare").code == 0


def test_replay_of_an_empty_office_and_of_no_case(office: Bihuan) -> None:
    assert "0 cases" in office("replay").out
    office.refuses("replay", "--case", "office", code=3, because='There is no case "office"')
    office.refuses("replay", "--case", "330105009-20260101-0001", code=3, because="There is no case")
