"""`bihuan import reports` on a real office: what is taken, what is known, what comes back."""

import csv
import json
from pathlib import Path

import psycopg
import pytest

from tests.cli.running import Bihuan
from tests.importing.samples import BAD, FORMULA, GOOD, HEADER, MAPPING, write


def test_good_rows_become_cases_and_a_second_run_adds_nothing(
    office: Bihuan, database: str, tmp_path: Path
) -> None:
    file, mapping = write(tmp_path, GOOD)
    first = office("import", "reports", str(file), "--mapping", str(mapping))
    assert (first.code, first.out.splitlines()[0]) == (
        0,
        "2 rows: 2 became cases, 0 were known, 0 rejected.",
    )
    before = facts(database)
    again = office("import", "reports", str(file), "--mapping", str(mapping), "--json")
    assert json.loads(again.out) | {"rejected": None} == {
        "rows": 2,
        "taken": 0,
        "known": 2,
        "changed": 0,
        "formula_cells": 0,
        "position": before,
        "dry_run": False,
        "rejected": None,
    }
    assert facts(database) == before
    assert not (tmp_path / "reports.csv.rejected.csv").exists()


def test_a_dry_run_decides_and_records_nothing(office: Bihuan, database: str, tmp_path: Path) -> None:
    file, mapping = write(tmp_path, GOOD, GOOD, BAD["outside_area"][0])
    before = facts(database)
    ran = office("import", "reports", str(file), "--mapping", str(mapping), "--dry-run", "--json")
    told = json.loads(ran.out)
    assert (ran.code, told["taken"], told["known"], len(told["rejected"])) == (3, 2, 2, 1)
    assert facts(database) == before
    assert not (tmp_path / "reports.csv.rejected.csv").exists()


def test_every_bad_row_comes_back_with_its_reason(office: Bihuan, tmp_path: Path) -> None:
    file, mapping = write(tmp_path, GOOD, *(row for row, _ in BAD.values()), FORMULA)
    ran = office("import", "reports", str(file), "--mapping", str(mapping))
    assert ran.code == 3
    assert f"11 rows: 2 became cases, 0 were known, {len(BAD) + 1} rejected." in ran.out
    assert "3 cells look like formulas" in ran.out
    with (tmp_path / "reports.csv.rejected.csv").open(encoding="utf-8-sig", newline="") as given:
        back = list(csv.DictReader(given))
    assert [row["code"] for row in back] == [*BAD, "outside_area"]
    for row, (_, because) in zip(back, BAD.values(), strict=False):
        assert because in row["reason"], row
    assert back[-1]["编号"] == "'=1+1"
    assert [int(row["line"]) for row in back] == list(range(4, 4 + len(back)))
    file.write_text(HEADER + GOOD, "utf-8")
    assert office("import", "reports", str(file), "--mapping", str(mapping)).code == 0
    assert not (tmp_path / "reports.csv.rejected.csv").exists(), "what an earlier run gave back is gone"


def test_a_row_that_changed_is_known_and_told(office: Bihuan, database: str, tmp_path: Path) -> None:
    file, mapping = write(tmp_path, GOOD)
    office("import", "reports", str(file), "--mapping", str(mapping))
    before = facts(database)
    changed = GOOD.replace("路边堆放", "又堆上了").replace(
        "A-2,2026-11-02 21:10,网站", "A-2,2026-11-02 21:10,热线"
    )
    file.write_text(HEADER + changed, "utf-8")
    ran = office("import", "reports", str(file), "--mapping", str(mapping))
    assert ran.code == 0
    assert "2 rows: 0 became cases, 2 were known" in ran.out
    assert "2 known rows say something else by now" in ran.out
    assert facts(database) == before


@pytest.mark.parametrize(
    ("old", "new", "because"),
    [
        ('workflow = "city_case"', 'workflow = "city_cases"', "the office has no workflow"),
        ('actor = "intake-1"', 'actor = "checker-1"', "checker-1 may not bring in reports"),
        (
            '"street.noise"',
            '"street.nois"',
            '[fields.category] gives "street.nois": did you mean "street.noise"?',
        ),
        ('"web"', '"river_chief"', '[fields.channel] gives "river_chief": write one of app, court'),
        ('column = "渠道"', 'column = "渠 道"', 'did you mean "渠道"?'),
    ],
)
def test_a_mapping_that_fits_neither_office_nor_file_takes_nothing(
    office: Bihuan, database: str, tmp_path: Path, old: str, new: str, because: str
) -> None:
    file, mapping = write(tmp_path, GOOD)
    mapping.write_text(MAPPING.replace(old, new), "utf-8")
    before = facts(database)
    office.refuses("import", "reports", str(file), "--mapping", str(mapping), code=3, because=because)
    assert facts(database) == before


def test_the_words_of_a_mapping_are_looked_at_before_there_is_any_row(office: Bihuan, tmp_path: Path) -> None:
    file, mapping = write(tmp_path)
    mapping.write_text(MAPPING.replace('"street.noise"', '"smell"'), "utf-8")
    told = '[fields.category] gives "smell": write one of hotline.'
    office.refuses("import", "reports", str(file), "--mapping", str(mapping), code=3, because=told)


def test_what_only_a_row_says_is_told_with_what_is_accepted(office: Bihuan, tmp_path: Path) -> None:
    file, mapping = write(
        tmp_path,
        "A-1,2026-11-02 09:30,热线,street.liter,内容,,30.3238,120.1180,\n",
        "A-2,2026-11-02 09:30,热线,smell,内容,,30.3238,120.1180,\n",
        "A-3,2098-11-02 09:30,热线,street.litter,内容,,30.3238,120.1180,\n",
    )
    words = 'values = { "垃圾" = "street.litter", "噪音" = "street.noise" }\n'
    mapping.write_text(MAPPING.replace(words, ""), "utf-8")
    ran = office("import", "reports", str(file), "--mapping", str(mapping))
    assert (ran.code, "0 became cases" in ran.out) == (3, True)
    with (tmp_path / "reports.csv.rejected.csv").open(encoding="utf-8-sig", newline="") as given:
        reasons = [row["reason"] for row in csv.DictReader(given)]
    assert reasons[0] == 'there is no category "street.liter" in city_case; did you mean "street.litter"?'
    assert reasons[1].startswith('there is no category "smell" in city_case; write one of hotline.accusation')
    assert len(reasons[1]) < 500
    assert reasons[2] == "2098-11-02T01:30:00+00:00 lies in the future"


def test_a_file_in_another_encoding_takes_nothing(office: Bihuan, database: str, tmp_path: Path) -> None:
    file, mapping = write(tmp_path, GOOD, encoding="gb18030")
    before = facts(database)
    office.refuses(
        "import", "reports", str(file), "--mapping", str(mapping), code=3, because="is not utf-8-sig"
    )
    assert facts(database) == before


def facts(database: str) -> int:
    """How many facts the log holds."""
    with psycopg.connect(database) as connection:
        row = connection.execute("SELECT count(*) FROM bihuan.events").fetchone()
    assert row is not None
    return int(row[0])
