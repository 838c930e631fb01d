"""What a reader may not see is in no export, and each says that it is there."""

import asyncio
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from api.bootstrap import build
from api.exporting.formats import FORMATS
from api.settings import Settings
from domain.declaration import declared
from domain.envelope import Event
from domain.facts import BY_TOPIC, CASE_FACTS
from domain.facts.dispatch import CaseDispatched
from domain.facts.intake import CaseReported
from domain.facts.office import RoleGiven
from domain.office import Person, Post, evolve_office
from domain.values import Place
from tests.cli.running import Bihuan
from tests.exporting.ocel_check import problems
from tests.exporting.written import READ, csv_rows, history, ocel, sheets, written, xes_traces
from tests.support.postgres import keys_of
from tests.support.small_office import OFFICE
from tests.unit.projections.test_no_personal_data import marks, planted

COMMITTEE = Person(id="committee-9", posts=(Post(role="committee", unit="desk"),))
AUDITOR = Person(id="auditor-9", posts=(Post(role="auditor", unit=""),))
REPORT = CaseReported(
    channel="hotline",
    category="street.litter",
    title="=1+1",
    narrative="张三在路口",
    reporter="resident-7",
    reporter_name="张三",
    anonymous=True,
    place=Place(address='=HYPERLINK("http://x")', lat_deg=30.3, lon_deg=120.1),
)


@pytest.mark.parametrize("table", ["facts", "cases"])
@pytest.mark.parametrize("name", FORMATS)
def test_no_mark_of_any_personal_field_is_in_an_export_for_nobody(name: str, table: str) -> None:
    """Every kind of fact, with a mark in every field of class 2 or 3."""
    everything = [history([planted(REPORT.__class__), planted(fact)]) for fact in CASE_FACTS]
    assert not marks(repr(READ[name](written(name, everything, table=table))))
    assert not marks(repr(READ[name](written(name, everything, table=table, person=AUDITOR))))


@pytest.mark.parametrize("name", FORMATS)
def test_who_may_read_them_gets_them(name: str) -> None:
    everything = [history([planted(CaseReported)])]
    assert marks(repr(READ[name](written(name, everything, person=COMMITTEE))))


def test_a_hidden_field_is_told_as_hidden_in_every_format() -> None:
    told = [history([REPORT], workflow="city_case")]
    (row,) = csv_rows(written("csv", told))
    assert json.loads(row["fields"])["narrative"] == {"hidden": "personal"}
    (event,) = ocel(written("ocel", told))["events"]
    assert {"name": "field.narrative", "value": "hidden:personal"} in event["attributes"]
    (trace,) = xes_traces(written("xes", told))
    assert any(
        (one.get("key"), one.get("value")) == ("field.narrative", "hidden:personal") for one in trace.iter()
    )
    assert '"narrative":{"hidden":"personal"}' in repr(sheets(written("xlsx", told))["事实"])


def test_who_reported_without_a_name_is_not_told_even_by_id() -> None:
    told = [history([REPORT], workflow="city_case", actor="resident-7")]
    leader = Person(id="leader-9", posts=(Post(role="leader", unit="desk"),))
    for name in FORMATS:
        assert "resident-7" not in repr(READ[name](written(name, told, person=leader)))
    (row,) = csv_rows(written("csv", told, table="cases", person=leader))
    assert row["reporter"] == "hidden:personal"


def test_persons_have_one_name_within_an_export_and_another_in_the_next() -> None:
    told = [history([planted(CaseReported), planted(CaseReported)], actor="somebody-1")]
    names = [{row["actor"] for row in csv_rows(written("csv", told))} for _ in range(2)]
    assert [len(one) for one in names] == [1, 1]
    assert names[0] != names[1]
    assert "somebody-1" not in repr(names)
    as_read = csv_rows(written("csv", told, person=AUDITOR))
    assert {row["actor"] for row in as_read} == {"somebody-1"}


def test_ids_within_fields_are_exchanged_like_those_around() -> None:
    fact = CaseReported(channel="grid", reporter="somebody-1", parties=("somebody-1", "somebody-2"))
    text = written("csv", [history([fact], workflow="city_case", actor="somebody-1")]).decode("utf-8-sig")
    assert "somebody-" not in text
    (row,) = csv_rows(text.encode("utf-8-sig"))
    fields = json.loads(row["fields"])
    assert row["actor"] == fields["reporter"] == fields["parties"][0] != fields["parties"][1]


@pytest.mark.parametrize("table", ["facts", "cases"])
def test_nothing_that_was_typed_is_computed_by_a_spreadsheet(table: str) -> None:
    told = [history([REPORT], workflow="city_case")]
    cells = [cell for row in csv_rows(written("csv", told, table=table)) for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    if table == "cases":
        assert "'=1+1" in cells


def test_a_cell_of_a_workbook_is_the_text_that_was_typed() -> None:
    book = openpyxl.load_workbook(io.BytesIO(written("xlsx", [history([REPORT], workflow="city_case")])))
    typed = [cell for row in book["案卷"].iter_rows() for cell in row if cell.value == "=1+1"]
    assert [cell.data_type for cell in typed] == ["s"]


def personal_texts(dsn: str, home: Path) -> set[str]:
    """Every text of a field of class 2 or 3 in the facts of a log, long enough to be found by itself."""
    found: set[str] = set()
    for event in asyncio.run(_opened(dsn, home)):
        for field in declared(type(event.fact)):
            level = field.level
            if event.fact.TOPIC in BY_TOPIC and level and level.level >= 2:
                found |= set(_texts(getattr(event.fact, field.name)))
    return {text for text in found if len(text) >= 4}


async def _opened(dsn: str, home: Path) -> list[Event]:
    settings = Settings(data_dir=home, office="330105009", keys_database_url=keys_of(dsn))
    async with build(settings, dsn=dsn) as services:
        streams: dict[str, list[Event]] = {}
        for event in await services.log.page(0, await services.log.head()):
            streams.setdefault(event.envelope.case_id, []).append(event)
        opened = await services.revealing.unnoted(list(streams.values()))
        return [event for events in opened for event in events]


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [text for member in value for text in _texts(member)] if isinstance(value, tuple) else []


def test_no_personal_text_of_a_real_log_leaves_it_unless_its_reader_may(
    on_demo: Bihuan, demo: str, demo_home: Path
) -> None:
    texts = personal_texts(demo, demo_home)
    assert len(texts) > 30
    shared = on_demo("export", "csv", "-", "--table", "facts")
    titles = {
        row["title"] for row in csv_rows(on_demo("export", "csv", "-", "--table", "cases").out.encode())
    }
    leaked = {text for text in texts if text in shared.out and not any(text in title for title in titles)}
    assert leaked == set()
    seen = on_demo("export", "csv", "-", "--as", "leader-1").out
    assert sum(text.replace('"', "") in seen for text in texts) > len(texts) / 2


def test_a_person_and_a_unit_of_one_name_are_two_objects() -> None:
    post = RoleGiven(person="desk", role="intake", unit="desk")
    office = evolve_office(OFFICE, replace(history([REPORT]).events[0], fact=post))
    told = [history([REPORT], workflow="city_case", actor="desk")]
    log = ocel(written("ocel", told, person=AUDITOR, office=office))
    assert problems(log) == []
    assert {(one["id"], one["type"]) for one in log["objects"]} >= {("desk", "person"), ("unit:desk", "unit")}


def test_a_handler_reads_what_is_personal_in_cases_of_his_unit_alone() -> None:
    handler = Person(id="roads-9", posts=(Post(role="handler", unit="roads"),))
    ours = [REPORT, CaseDispatched(unit="roads", instruction="清理", round=1)]
    for facts, sees in ((ours, True), ([REPORT], False)):
        text = written("csv", [history(facts, workflow="city_case")], person=handler).decode()
        assert ("张三在路口" in text) is sees
