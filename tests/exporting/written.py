"""Writing told cases in memory and reading every format back by somebody else's reader."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import openpyxl
import pyarrow.parquet

from api.exporting.choosing import History
from api.exporting.formats import opened
from api.exporting.readership import Ground, Wish, read_by
from domain.envelope import Envelope, Event
from domain.facts.schema import Fact
from domain.fold import fold
from domain.office import Office, Person
from tests.support.small_office import OFFICE
from workflows.loader import Catalogue, catalogue_dir, load_catalogue, workflow_to_data

BEGIN = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
CATALOGUE: Catalogue = load_catalogue([catalogue_dir()]).required()
XES = "{http://www.xes-standard.org/}"


def definition(digest: str) -> dict[str, Any]:
    """The data of a workflow of the catalogue, as a log has them; any other digest is that of mediation."""
    by_digest = {one.workflow.digest: one.workflow for one in CATALOGUE.workflows.values()}
    return workflow_to_data(by_digest.get(digest, CATALOGUE.workflows["mediation"].workflow))


def history(facts: Sequence[Fact], *, workflow: str = "mediation", actor: str = "intake-1") -> History:
    """A case of these facts, an hour apart."""
    digest = CATALOGUE.workflows[workflow].workflow.digest
    events = [
        Event(
            fact=fact,
            envelope=Envelope(
                event_id=f"fact-{number}", schema=1, case_id="case-1", version=number, workflow=workflow,
                digest=digest, trigger="t", source="s", target="open", phase="work", actor=actor, role="intake",
                unit="desk", on_behalf_of=None, door="http", occurred_at=BEGIN + timedelta(hours=number),
                recorded_at=BEGIN + timedelta(hours=number), command_id=f"command-{number}", position=number,
            ),
        )
        for number, fact in enumerate(facts, 1)
    ]  # fmt: skip
    case = fold(events)
    assert case is not None
    return History(now=case, events=events, others=frozenset())


def written(
    name: str,
    histories: Sequence[History],
    *,
    person: Person | None = None,
    table: str = "facts",
    language: str = "zh",
    office: Office = OFFICE,
) -> bytes:
    """An export of these histories."""
    ground = Ground(
        jurisdiction="330105009",
        office=office,
        catalogue=CATALOGUE,
        zone=ZoneInfo("Asia/Shanghai"),
        is_demo=True,
    )
    wish = Wish(person=person, language=language, table=table)
    teller, about = read_by(ground, wish, 99, definition)
    file = io.BytesIO()
    with opened(name)(file, about) as take:
        for one in histories:
            reading = teller.reading(one)
            assert reading is not None
            take(teller.tell(one, reading))
    return file.getvalue()


def csv_rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def sheets(data: bytes) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def parquet_rows(data: bytes) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pyarrow.parquet.read_table(pyarrow.BufferReader(data)).to_pylist()
    return rows


def xes_traces(data: bytes) -> list[ElementTree.Element]:
    return ElementTree.fromstring(data).findall(f"{XES}trace")


def ocel(data: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(data)
    return found


def everything(data: bytes) -> str:
    return data.decode("utf-8-sig")


READ: dict[str, Callable[[bytes], object]] = {
    "ocel": everything,
    "xes": everything,
    "csv": everything,
    "xlsx": sheets,
    "parquet": parquet_rows,
}
"""Everything that is in a file, as something whose `repr` has all of it."""
