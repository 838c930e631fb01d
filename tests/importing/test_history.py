"""`bihuan import history`: order and times are the file's, the workflow decides, a repeat adds nothing."""

import csv
import json
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.cli.running import Bihuan
from tests.importing.history_samples import EXAMPLE, HEADER, MAPPING, MIXED, ODD, WHOLE, write

ALL = (WHOLE, MIXED, ODD)
RECORDED = (
    "SELECT e.metadata->>'trigger', to_char(e.occurred_at AT TIME ZONE 'UTC', 'DD HH24:MI:SS.US'),"
    " e.metadata->>'actor', e.metadata->>'role', e.metadata->>'unit', e.recorded_at > e.occurred_at + interval '1 day'"
    " FROM bihuan.events e WHERE e.metadata->>'door' = 'import' AND e.stream_id = ("
    " SELECT stream_id FROM bihuan.events WHERE convert_from(data, 'UTF8')::jsonb->>'source_no' = %s)"
    " ORDER BY e.version"
)


@pytest.fixture
def desk(on_database: Bihuan, monkeypatch: pytest.MonkeyPatch) -> Bihuan:
    """The program on the example's office."""
    monkeypatch.setenv("BIHUAN_CATALOGUE_DIR", str(EXAMPLE / "catalogue"))
    monkeypatch.setenv("BIHUAN_TIMEZONE", "Europe/Amsterdam")
    assert on_database("init", str(EXAMPLE / "office.toml")).code == 0
    return on_database


def rows(database: str, query: str, *values: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(database) as connection:
        return connection.execute(query.encode(), values).fetchall()


def facts(database: str) -> int:
    return int(rows(database, "SELECT count(*) FROM bihuan.events")[0][0])


def test_a_case_is_taken_over_step_by_step_at_its_own_times(
    desk: Bihuan, database: str, tmp_path: Path
) -> None:
    ran = desk(*write(tmp_path, WHOLE))
    assert ran.code == 0
    told = "6 rows of 1 cases: 5 were taken over (1 cases opened), 0 were known, 1 are skipped by the mapping, 0 left"
    assert told in ran.out
    assert "handler_may_not_check_own_work did not hold for 1 steps" in ran.out
    assert "role_of_move did not hold for 1 steps" in ran.out
    assert rows(database, RECORDED, "P-1") == [
        ("register", "11 11:45:40.276001", "Resource21", "intake", "group_1", True),
        ("check", "12 06:26:25.398000", "Resource10", "handler", "group_2", True),
        ("determine", "24 14:36:51.302000", "Resource10", "handler", "group_2", True),
        ("send", "24 14:37:16.553000", "Resource21", "intake", "group_1", True),
        ("decide_when_sent", "24 14:37:16.553000", "Resource11", "shift_leader", "desk", True),
    ]
    (data,) = rows(
        database, "SELECT convert_from(data, 'UTF8') FROM bihuan.events WHERE topic = 'work.noted'"
    )
    assert json.loads(data[0])["text"]["$e"] == 1, "what is told by somebody lies sealed"


def test_rows_in_another_order_are_told_by_their_times_and_that_is_said(
    desk: Bihuan, database: str, tmp_path: Path
) -> None:
    ran = desk(*write(tmp_path, MIXED))
    assert (ran.code, "1 cases stood in another order than their times; times count: P-2." in ran.out) == (
        0,
        True,
    )
    assert [row[0] for row in rows(database, RECORDED, "P-2")] == ["register", "check"]


def test_a_step_the_workflow_does_not_allow_is_left_out_and_listed(desk: Bihuan, tmp_path: Path) -> None:
    ran = desk(*write(tmp_path, *ALL))
    assert (ran.code, "12 rows of 3 cases: 9 were taken over" in ran.out, "2 left out" in ran.out) == (
        3,
        True,
        True,
    )
    with (tmp_path / "log.csv.rejected.csv").open(encoding="utf-8-sig", newline="") as given:
        back = list(csv.DictReader(given))
    assert [(row["line"], row["code"], row["case"], row["what"]) for row in back] == [
        ("10", "not_opened", "P-3", "send"),
        ("12", "move_not_allowed", "P-3", "determine"),
    ]
    assert "which the state received does not allow (it allows" in back[1]["reason"]


def test_a_repeat_adds_nothing_and_lists_the_same(desk: Bihuan, database: str, tmp_path: Path) -> None:
    command = write(tmp_path, *ALL)
    first, before = json.loads(desk(*command, "--json").out), facts(database)
    again = json.loads(desk(*command, "--json").out)
    assert facts(database) == before
    assert (again["taken"], again["known"], again["opened"]) == (0, first["taken"], 0)
    assert again["left_out"] == first["left_out"]


def test_a_run_that_was_cut_short_goes_on_where_it_stopped(
    desk: Bihuan, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = write(tmp_path, *ALL)
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute(
            "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " IF NEW.metadata->>'trigger' = 'determine' THEN RAISE EXCEPTION 'stop' USING ERRCODE = '57P01'; END IF;"
            " RETURN NEW; END $$"
        )
        owner.execute(
            "CREATE TRIGGER stop BEFORE INSERT ON bihuan.events FOR EACH ROW EXECUTE FUNCTION stop()"
        )
        assert desk(*command).code != 0
        part = len(rows(database, RECORDED, "P-1"))
        owner.execute("DROP TRIGGER stop ON bihuan.events")
    assert 0 < part < 5
    assert "known" in desk(*command).out
    assert len(rows(database, RECORDED, "P-1")) == 5
    assert desk(*command, "--check").code == 0


def test_a_dry_run_decides_every_step_and_records_nothing(
    desk: Bihuan, database: str, tmp_path: Path
) -> None:
    command, before = write(tmp_path, *ALL), facts(database)
    dry = json.loads(desk(*command, "--dry-run", "--json").out)
    assert facts(database) == before
    assert not (tmp_path / "log.csv.rejected.csv").exists()
    real = json.loads(desk(*command, "--json").out)
    same = ("rows", "cases", "opened", "taken", "known", "skipped", "reordered", "not_held", "left_out")
    assert {name: dry[name] for name in same} == {name: real[name] for name in same}
    assert json.loads(desk(*command, "--dry-run", "--json").out)["known"] == real["taken"]


def test_a_case_is_taken_over_from_one_file_alone(desk: Bihuan, database: str, tmp_path: Path) -> None:
    desk(*write(tmp_path, WHOLE))
    before = facts(database)
    more = WHOLE + "P-1,check,2011-12-01T09:00:00+01:00,Resource10,2,\n"
    ran = desk(*write(tmp_path, more, name="grown.csv"))
    assert (ran.code, "6 × known_from_another_file" in ran.out, facts(database)) == (3, True, before)
    renamed = MAPPING.replace('name = "small"', 'name = "other"')
    ran = desk(*write(tmp_path, WHOLE, mapping=renamed), "--dry-run")
    assert ("1 × already_reported" in ran.out, "4 × not_opened" in ran.out) == (True, True)
    ran = desk(*write(tmp_path, WHOLE, mapping=renamed))
    assert ("1 × already_reported" in ran.out, facts(database)) == (True, before), ran


def test_a_mapping_that_changed_later_leaves_the_facts_and_says_so(
    desk: Bihuan, database: str, tmp_path: Path
) -> None:
    desk(*write(tmp_path, WHOLE))
    before = facts(database)
    changed = MAPPING.replace('"2" = "group_2"', '"2" = "group_3"').replace(
        'skip = "a telephone call is no step of a receipt"', 'moves = ["weigh"]\nrole = "handler"'
    )
    ran = desk(*write(tmp_path, WHOLE, mapping=changed))
    assert "2 known rows are something else by this mapping" in ran.out
    assert "the case has gone on here since" in ran.out
    assert (ran.code, facts(database)) == (3, before)


@pytest.mark.parametrize(
    ("rows_of_it", "because"),
    [
        (
            "P-1,revoke,2011-10-11T13:45:40+02:00,Resource21,1,net\n",
            'the mapping says nothing of the activity "revoke"',
        ),
        (
            "P-1,chek,2011-10-11T13:45:40+02:00,Resource21,1,net\n",
            'did you mean "check"? Or add [steps."chek"]',
        ),
        ("P-1,,2011-10-11T13:45:40+02:00,R,1,net\n", 'the column "what" is empty, so it is no step'),
        ("P-1,receive,yesterday,R,1,net\n", '"yesterday" is no moment as the mapping says (ISO 8601)'),
        ("P-1,receive,,R,1,net\n", 'the column "when" is empty; a step needs its moment'),
        ("P-1,receive,2011-10-11T13:45:40,R,1,net\n", "carries no time zone; write timezone ="),
        (",receive,2011-10-11T13:45:40+02:00,R,1,net\n", "so its case cannot be told"),
        ("P-1,receive,2011-10-11T13:45:40+02:00,,1,net\n", "nobody is named who did it"),
        ("P-1,receive\n", "2 cells, where the header has 6"),
    ],
)
def test_a_file_whose_order_or_times_are_in_doubt_is_told_at_once_and_nothing_taken(
    desk: Bihuan, database: str, tmp_path: Path, rows_of_it: str, because: str
) -> None:
    before = facts(database)
    ran = desk.refuses(*write(tmp_path, rows_of_it, WHOLE), code=3, because=because)
    assert "log.csv: line 2: " in ran.err
    assert "Nothing was taken over" in ran.err
    assert facts(database) == before


def test_a_zone_in_the_mapping_counts_for_moments_without_one(
    desk: Bihuan, database: str, tmp_path: Path
) -> None:
    zoned = MAPPING.replace('name = "small"', 'name = "small"\ntimezone = "Europe/Amsterdam"')
    desk(*write(tmp_path, "P-1,receive,2011-10-11T13:45:40,Resource21,1,net\n", mapping=zoned))
    assert rows(database, RECORDED, "P-1")[0][1] == "11 11:45:40.000000"


@pytest.mark.parametrize(
    ("old", "new", "because"),
    [
        (
            'column = "what"\n\n[time]',
            'column = "wat"\n\n[time]',
            'the file has no column "wat"; did you mean',
        ),
        ('workflow = "receipt_desk"', 'workflow = "receipts"', 'the office has no workflow "receipts"'),
        ('moves = ["register"]', 'moves = ["registre"]', 'has no move "registre"; did you mean "register"?'),
        ('moves = ["register"]', 'moves = ["weigh"]', 'takes no "channel" from a file here'),
        (
            'moves = ["register"]\nrole = "intake"',
            'moves = ["register"]\nrole = "secretary"',
            'there is no role "secretary"',
        ),
        ('moves = ["send", "send_decided"]', 'moves = ["send", "check"]', "name moves that record the same"),
        ('moves = ["send", "send_decided"]', 'moves = ["expire_clock"]', "is recorded by this office alone"),
        ("fields.to =", "fields.doc =", 'document.served takes no "doc" from a file here'),
        ("fields.to =", "fields.receipt =", 'takes no "receipt" from a file here'),
        ("fields.to =", "place.lat =", "document.served has no place"),
        ('net = "web"', 'net = "wap"', '[… fields.channel] gives "wap"'),
        ("skip =", 'moves = ["check"]\nskip =', "say either moves"),
        ('[actor.person]\ncolumn = "who"', "[actor]", "there is no [actor.person]"),
        ('[time]\ncolumn = "when"', "[time]", "there is no column of moments"),
        ('name = "small"', 'name = "small"\nformat = "mxml"', "write csv, jsonl or xes"),
        ('[steps.receive]\nmoves = ["register"]', '[steps.receive]\nskip = "-"', "no activity opens a case"),
    ],
)
def test_a_mapping_that_does_not_fit_is_told_before_anything_is_taken(
    desk: Bihuan, database: str, tmp_path: Path, old: str, new: str, because: str
) -> None:
    assert old in MAPPING
    before = facts(database)
    desk.refuses(
        *write(tmp_path, WHOLE, mapping=MAPPING.replace(old, new, 1)), "--dry-run", code=3, because=because
    )
    assert facts(database) == before


def test_the_check_finds_order_and_times_the_same(desk: Bihuan, tmp_path: Path) -> None:
    command = write(tmp_path, *ALL)
    assert desk(*command, "--check").code == 4
    desk(*command)
    ran = desk(*command, "--check")
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "Order and times are the file's.")
    told = json.loads(desk(*command, "--check", "--json").out)
    assert told == {
        "rows": 12, "cases": 3, "facts": 9, "found": 3, "same": True, "steps": 9, "skipped": 1, "listed": 2,
        "differ": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "code", "because"),
    [
        (("--check", "--dry-run"), 2, "say either --dry-run or --check"),
        (("--check",), 3, "Import it first; the import says which row is wrong"),
    ],
)
def test_a_check_that_cannot_be_made_says_why(
    desk: Bihuan, tmp_path: Path, arguments: tuple[str, ...], code: int, because: str
) -> None:
    command = write(tmp_path, "P-1,receive,yesterday,R,1,net\n")
    desk.refuses(*command, *arguments, code=code, because=because)


def test_the_check_reads_csv_alone(desk: Bihuan, tmp_path: Path) -> None:
    command = write(tmp_path, mapping=MAPPING, name="log.jsonl")
    desk.refuses(*command, "--check", code=3, because="The check reads CSV alone")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("398+02:00", "398001+02:00"),
        ("P-1,check", "P-1,determine"),
        ("P-1,determine,2011-11-24T15:36:51.302+01:00,Resource10,2,\n", ""),
        ("P-3,receive", "P-4,receive"),
    ],
)
def test_the_check_finds_what_differs(desk: Bihuan, tmp_path: Path, old: str, new: str) -> None:
    command = write(tmp_path, *ALL)
    desk(*command)
    assert old in "".join(ALL)
    (tmp_path / "log.csv").write_text(HEADER + "".join(ALL).replace(old, new), "utf-8")
    assert desk(*command, "--check").code == 4
