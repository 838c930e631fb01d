"""Whatever is changed behind the program's back is found, and named; what was not changed is not accused."""

import random
import shutil
import threading
from collections import Counter
from pathlib import Path

import pytest

from projections.transparency.findings import Report
from projections.transparency.folder import Folder
from projections.transparency.store import Store
from projections.transparency.tiles import tile_paths
from projections.transparency.verifying import verify_database
from tests.support.log_events import PLACE
from tests.support.sealed_log import VERIFIER, append, said, seal, superuser, verify, verify_offline
from tests.support.tampering import KINDS, Expected, bit_of

SEED = 20_261_130
SIZES = (3, 250, 10, 300, 20)


@pytest.fixture
def sealed(database: str, tmp_path: Path) -> tuple[str, Path]:
    """A log sealed five times, across the borders of tiles, and its folder."""
    for number, facts in enumerate(SIZES):
        append(database, facts, stream=f"s{number}")
        seal(database, tmp_path / "log")
    return database, tmp_path / "log"


def named(report: Report, expected: Expected) -> bool:
    """Whether something was found at that place; a position may lie in a span."""
    place, what = expected
    kind, _, number = place.partition(" ")
    for finding in report.findings:
        if what not in finding.what:
            continue
        if finding.place == place:
            return True
        found, _, span = finding.place.partition(" ")
        first, _, last = span.partition("-")
        if found == kind == "position" and int(first) <= int(number) <= int(last or first):
            return True
    return False


def tampered_with(sealed: tuple[str, Path], beside: Path, number: int, seed: int) -> tuple[str, bool, Report]:
    """Change something, verify, and take it back: in a transaction, and in a copy of the files."""
    database, log = sealed
    chance, kind = random.Random(seed), KINDS[number % len(KINDS)]
    folder = beside / str(number)
    shutil.copytree(log, folder)
    with superuser(database) as connection:
        connection.execute("BEGIN")
        expected = kind(chance, connection, folder, sum(SIZES))
        report = verify_database(Store(connection, PLACE), Folder(folder), VERIFIER)
        connection.execute("ROLLBACK")
    shutil.rmtree(folder)
    return f"{kind.__name__} {expected} (seed {seed})", named(report, expected), report


def run(sealed: tuple[str, Path], beside: Path, count: int, seed: int) -> Counter[bool]:
    outcomes = Counter[bool]()
    for number in range(count):
        what, found, report = tampered_with(sealed, beside, number, seed + number)
        assert found, (what, said(report)[:10])
        outcomes[found] += 1
    assert said(verify(*sealed)) == []
    return outcomes


def test_every_kind_of_tampering_is_found_and_named(sealed: tuple[str, Path], tmp_path: Path) -> None:
    assert run(sealed, tmp_path, 64, SEED)[True] == 64


@pytest.mark.slow
def test_a_thousand_tamperings_are_found_and_named(sealed: tuple[str, Path], tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(2**32)
    found = run(sealed, tmp_path, 1_000, seed)
    print(f"{found[True]} of 1000 tamperings found and named (seed {seed})")


def test_a_changed_fact_accuses_nobody_else(sealed: tuple[str, Path]) -> None:
    database, folder = sealed
    with superuser(database) as connection:
        connection.execute("UPDATE bihuan.events SET data = data || '\\x20' WHERE position IN (7, 8, 400)")

    assert said(verify(database, folder)) == ["position 7-8: data", "position 400: data"]


@pytest.mark.parametrize("column", ["topic", "data", "metadata", "occurred_at", "recorded_at", "event_id"])
def test_a_value_that_was_taken_away_is_named(sealed: tuple[str, Path], column: str) -> None:
    """A superuser can have a table hold nothing where it had to hold something."""
    with superuser(sealed[0]) as connection:
        connection.execute(f"ALTER TABLE bihuan.events ALTER {column} DROP NOT NULL".encode())
        connection.execute(f"UPDATE bihuan.events SET {column} = NULL WHERE position = 9".encode())

    assert f"position 9: {column}" in said(verify(*sealed))


FORGED = "jurisdiction, stream_id, version + 1000, topic, data, gen_random_uuid(), metadata, occurred_at, recorded_at"
ANYWHERE = (
    "ALTER TABLE bihuan.events DROP CONSTRAINT events_pkey, DROP CONSTRAINT events_jurisdiction_position_key,"
    " DROP CONSTRAINT events_position_check, ALTER position DROP NOT NULL"
)


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("9", "position 9: there are 2 facts here"),
        ("583", "position 583: there are 2 facts here"),
        ("0", "database: 1 facts are at no place of the log"),
        ("-1", "database: 1 facts are at no place of the log"),
        ("NULL", "database: 1 facts are at no place of the log"),
    ],
)
def test_a_fact_beside_the_others_is_found(sealed: tuple[str, Path], place: str, told: str) -> None:
    with superuser(sealed[0]) as connection:
        connection.execute(ANYWHERE.encode())
        beside = f"INSERT INTO bihuan.events SELECT {FORGED}, {place} FROM bihuan.events WHERE position = 9"
        connection.execute(beside.encode())

    assert told in said(verify(*sealed))


def test_facts_that_share_a_place_behind_what_is_sealed_are_found(sealed: tuple[str, Path]) -> None:
    with superuser(sealed[0]) as connection:
        connection.execute(ANYWHERE.encode())
        for place in (584, 584, 586):
            beside = (
                f"INSERT INTO bihuan.events SELECT {FORGED}, {place} FROM bihuan.events WHERE position = 9"
            )
            connection.execute(beside.encode())

    assert said(verify(*sealed)) == [
        "database: the facts after position 583 have holes",
        "database: of the facts after position 583 some are at one place",
    ]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            "CREATE TABLE bihuan.more () INHERITS (bihuan.events)",
            "bihuan.events has tables behind it, whose rows are read as its own",
        ),
        (
            "ALTER TABLE bihuan.events RENAME TO past; CREATE VIEW bihuan.events AS SELECT * FROM bihuan.past",
            "bihuan.events is no table",
        ),
        ("DROP TABLE bihuan.audit_leaves", "bihuan.audit_leaves is no table"),
        (
            "ALTER TABLE bihuan.events ALTER topic TYPE bytea USING convert_to(topic, 'UTF8')",
            "bihuan.events.topic is bytea, not text",
        ),
        (
            "ALTER TABLE bihuan.audit_checkpoints RENAME note TO letter",
            "bihuan.audit_checkpoints.note is not there, not text",
        ),
    ],
)
def test_tables_that_were_made_anew_tell_nothing(sealed: tuple[str, Path], change: str, told: str) -> None:
    with superuser(sealed[0]) as connection:
        for statement in change.split("; "):
            connection.execute(statement.encode())

    assert said(verify(*sealed)) == [f"database: {told}"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            "UPDATE bihuan.audit_leaves SET leaf = convert_to(repeat('[', 60000), 'UTF8') WHERE leaf_index = 8",
            "leaf",
        ),
        ("UPDATE bihuan.audit_leaves SET leaf = NULL WHERE leaf_index = 8", "leaf"),
        ("UPDATE bihuan.audit_leaves SET salt = NULL WHERE leaf_index = 8", "salt"),
        (
            "UPDATE bihuan.audit_leaves SET leaf = convert_to(repeat('x', 70000), 'UTF8') WHERE leaf_index = 8",
            "leaf",
        ),
        ("UPDATE bihuan.audit_checkpoints SET note = NULL WHERE size = 583", "checkpoint row 583"),
        (
            "UPDATE bihuan.audit_leaves SET leaf_index = 9223372036854775807 WHERE leaf_index = 582",
            "position 583",
        ),
        (
            "UPDATE bihuan.audit_checkpoints SET size = 9000000000000000000 WHERE size = 583",
            "checkpoint counts",
        ),
    ],
)
def test_what_no_seal_ever_wrote_is_named_too(sealed: tuple[str, Path], change: str, told: str) -> None:
    with superuser(sealed[0]) as connection:
        for freed in ("leaves ALTER leaf", "leaves ALTER salt", "checkpoints ALTER note"):
            connection.execute(f"ALTER TABLE bihuan.audit_{freed} DROP NOT NULL".encode())
        connection.execute("ALTER TABLE bihuan.audit_leaves DROP CONSTRAINT audit_leaves_leaf_check")
        connection.execute(change.encode())

    assert told in "\n".join(said(verify(*sealed)))


def test_functions_of_another_schema_tell_nothing(sealed: tuple[str, Path]) -> None:
    """Whoever owns the database can have names found elsewhere first; what is built in is asked for what is there."""
    with superuser(sealed[0]) as connection:
        (topic,) = connection.execute("SELECT topic FROM bihuan.events WHERE position = 9").fetchone() or (
            "",
        )
        for lie in (
            "CREATE SCHEMA lies",
            "GRANT USAGE ON SCHEMA lies TO PUBLIC",
            (
                "CREATE FUNCTION lies.to_json(text) RETURNS json LANGUAGE sql AS"
                f" $$ SELECT pg_catalog.to_json(pg_catalog.replace($1, 'role.given', '{topic}')) $$"
            ),
            f'ALTER DATABASE "{connection.info.dbname}" SET search_path = lies, pg_catalog',
        ):
            connection.execute(lie.encode())
        connection.execute("UPDATE bihuan.events SET topic = 'role.given' WHERE position = 9")

    assert said(verify(*sealed)) == ["position 9: topic"]


@pytest.mark.parametrize("column", ["stream_id", "topic"])
def test_odd_characters_are_read_as_they_were_sealed(database: str, tmp_path: Path, column: str) -> None:
    odd = '"\\/\b\f\n\r\t\x01\x1f\x7f\u2028é中🚇 +00'
    append(database, 300)
    with superuser(database) as connection:
        connection.execute(f"UPDATE bihuan.events SET {column} = %s || position".encode(), [odd])
    seal(database, tmp_path)
    with superuser(database) as connection:
        assert said(verify(database, tmp_path)) == []
        connection.execute(f"UPDATE bihuan.events SET {column} = {column} || ' ' WHERE position = 9".encode())

    assert said(verify(database, tmp_path)) == [f"position 9: {column}"]


def test_a_changed_tile_is_named_alone_by_its_files_too(sealed: tuple[str, Path]) -> None:
    folder, chance = sealed[1], random.Random(SEED)
    for tile in tile_paths(sum(SIZES)):
        path = folder / str(tile)
        whole = path.read_bytes()
        path.write_bytes(bit_of(chance, whole))
        assert said(verify_offline(folder)) == [f"{tile}: changed"] == said(verify(*sealed))
        path.unlink()
        assert said(verify_offline(folder)) == [f"{tile}: missing"] == said(verify(*sealed))
        path.write_bytes(whole)


def test_a_changed_head_is_named_by_its_files_alone(sealed: tuple[str, Path]) -> None:
    folder, chance = sealed[1], random.Random(SEED)
    whole = (folder / "checkpoint").read_bytes()
    for _ in range(40):
        (folder / "checkpoint").write_bytes(bit_of(chance, whole))
        assert [finding.place for finding in verify_offline(folder).findings] == ["checkpoint"]


def test_files_and_database_that_were_both_set_back_are_found_by_a_head_kept_elsewhere(
    sealed: tuple[str, Path], tmp_path: Path
) -> None:
    database, folder = sealed
    shutil.copytree(folder, tmp_path / "older")
    append(database, 5, stream="new")
    seal(database, folder)
    kept = (folder / "checkpoint").read_text("utf-8")

    assert said(verify(database, folder, against=kept)) == []
    assert said(verify_offline(folder, against=kept)) == []
    told = "checkpoint kept elsewhere: counts 588 facts, these files have 583"
    assert said(verify_offline(tmp_path / "older", against=kept)) == [told]


def test_a_hole_behind_what_is_sealed_is_told(sealed: tuple[str, Path]) -> None:
    database, folder = sealed
    append(database, 3, stream="new")
    with superuser(database) as connection:
        connection.execute("DELETE FROM bihuan.events WHERE position = 585")

    assert said(verify(database, folder)) == ["database: the facts after position 583 have holes"]


def test_a_log_that_grows_while_it_is_verified_is_not_accused(sealed: tuple[str, Path]) -> None:
    database, folder = sealed
    done = threading.Event()

    def grow() -> None:
        for number in range(25):
            append(database, 30, stream=f"grown-{number}")
            seal(database, folder)
        done.set()

    growing = threading.Thread(target=grow)
    growing.start()
    while not done.is_set():
        assert said(verify(database, folder)) == []
        assert said(verify_offline(folder)) == []
    growing.join()
    assert verify(database, folder).size == sum(SIZES) + 750
