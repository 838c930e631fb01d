"""An older copy of the database of keys is put back: who was erased or restricted since stays so from the start."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tests.api import office
from tests.api.journey import Journey
from tests.api.serving import Door, served
from tests.support.postgres import keys_of

WHY = "2026-11-29 本人要求"


def test_who_was_erased_stays_erased_after_an_older_backup_of_the_keys(database: str, tmp_path: Path) -> None:
    with served(database, tmp_path) as door:
        erased, restricted = reported(door, "resident-61"), reported(door, "resident-62")
        assert (phone(erased), phone(restricted)) == ("0571-0000", "0571-0000")
    with backup_of(keys_of(database)) as put_back:
        with served(database, tmp_path, made=office.CODE) as door:
            carry_out(door, "erasure", "resident-61")
            carry_out(door, "restriction", "resident-62")
            assert phone(Journey(door, erased.id)) == {"erased": True}
        put_back()
        with served(database, tmp_path, made=office.CODE) as door:
            ready = door.as_("auditor-1").get("/readyz").json()
            assert ready["requests_of_people"] == {"not_done": 0}
            assert phone(Journey(door, erased.id)) == {"erased": True}
            assert phone(Journey(door, restricted.id)) == {"restricted": True}
            assert Journey(door, erased.id).case()["report"]["narrative"] == "楼下成堆垃圾"
            page = door.as_("intake-1", Accept="text/html").get(f"/cases/{erased.id}").text
            assert "已删除" in page
            assert "0571-0000" not in page

            again = reported(door, "resident-61")
            assert phone(again) == "0571-0000", "who comes back is somebody new"


def reported(door: Door, resident: str) -> Journey:
    journey = Journey(door)
    assert journey.open(reporter=resident).status_code == 201
    return journey


def phone(journey: Journey) -> object:
    return journey.case()["report"]["reporter_phone"]


def carry_out(door: Door, action: str, subject: str) -> None:
    answer = door.as_("steward-1").post(
        f"/api/v1/subjects/{action}", json={"subject": subject, "reason": WHY}
    )
    assert answer.status_code == 201, answer.text


@contextmanager
def backup_of(dsn: str) -> Iterator[Callable[[], None]]:
    """A copy of a database as it is now; calling what is given puts it in the database's place."""
    name = str(conninfo_to_dict(dsn)["dbname"])
    names = {part: sql.Identifier(f"{name}{end}") for part, end in (("live", ""), ("copy", "_copy"))}
    with psycopg.connect(make_conninfo(dsn, dbname="postgres"), autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {copy} TEMPLATE {live}").format(**names))

        def put_back() -> None:
            admin.execute(sql.SQL("DROP DATABASE {live} WITH (FORCE)").format(**names))
            admin.execute(sql.SQL("ALTER DATABASE {copy} RENAME TO {live}").format(**names))

        yield put_back
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {copy} WITH (FORCE)").format(**names))
