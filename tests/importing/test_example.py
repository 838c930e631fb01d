"""The example that is shipped: its catalogue has no defect, its office can be set up, its mapping fits its workflow."""

import csv
import json
from pathlib import Path

import pytest

from api.importing.history.mapping import read_history_mapping
from api.importing.mapping import read_mapping
from api.office_file import read_office_file
from domain.facts.intake import CHANNELS
from tests.cli.conftest import ROOT
from tests.cli.running import Bihuan
from workflows.loader import catalogue_dir, load_catalogue

EXAMPLE = ROOT / "docs" / "examples" / "nyc311"
DESK = ROOT / "docs" / "examples" / "receipt_desk"
COLUMNS = (
    "Unique Key", "Created Date", "Agency", "Complaint Type", "Descriptor", "Location Type", "Incident Address",
    "Street Name", "Intersection Street 1", "Intersection Street 2", "City", "Landmark", "Community Board", "Borough",
    "Open Data Channel Type", "Latitude", "Longitude",
)  # fmt: skip
ROW = {
    "Unique Key": "1",
    "Created Date": "02/17/2026 12:19:00 PM",
    "Agency": "DOHMH",
    "Complaint Type": "Illegal Animal Kept as Pet",
    "Descriptor": "Rooster",
    "Location Type": "Residence",
    "City": "QUEENS",
    "Borough": "QUEENS",
    "Open Data Channel Type": "ONLINE",
}


def test_office_catalogue_and_mapping_know_each_other() -> None:
    catalogue = load_catalogue([catalogue_dir(), EXAMPLE / "catalogue"]).required()
    office = read_office_file(EXAMPLE / "office.toml", frozenset(catalogue.labels.sections["roles"]))
    workflow = catalogue.workflows["animal_report"].workflow
    office.require_known(
        frozenset(workflow.categories), frozenset(workflow.acts), frozenset(catalogue.workflows)
    )
    mapping = read_mapping(EXAMPLE / "mapping.toml")
    mapping.require_columns(frozenset(COLUMNS))
    assert set(mapping.fields["category"].values.values()) == set(workflow.categories)
    assert set(mapping.fields["channel"].values.values()) <= set(CHANNELS)
    communities = {unit.unit for unit in office.units if unit.kind == "community"}
    assert set(mapping.place["community"].values.values()) - {""} == communities
    assert mapping.actor in {post.person for post in office.posts if post.role == "intake"}


def test_the_desk_its_office_and_its_mapping_know_each_other() -> None:
    catalogue = load_catalogue([catalogue_dir(), DESK / "catalogue"]).required()
    roles = frozenset(catalogue.labels.sections["roles"])
    office = read_office_file(DESK / "office.toml", roles)
    workflow = catalogue.workflows["receipt_desk"].workflow
    mapping = read_history_mapping(DESK / "mapping.toml")
    mapped = {move for step in mapping.steps.values() for move in step.moves}
    assert mapped == workflow.moves.keys() - {"expire_clock", "recompute", "migrate"}
    assert {step.role for step in mapping.steps.values()} <= roles
    assert set(mapping.unit.values.values()) <= {unit.unit for unit in office.units}
    channels = mapping.steps["Confirmation of receipt"].fields["channel"].values
    assert set(channels.values()) <= set(CHANNELS)


def test_a_point_without_or_an_address_without_the_other_will_do(
    on_database: Bihuan, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BIHUAN_CATALOGUE_DIR", str(EXAMPLE / "catalogue"))
    monkeypatch.setenv("BIHUAN_TIMEZONE", "America/New_York")
    assert on_database("init", str(EXAMPLE / "office.toml")).code == 0
    file = tmp_path / "rows.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, restval="")
        writer.writeheader()
        writer.writerow({**ROW, "Latitude": "40.7754", "Longitude": "-73.7416"})
        crossing = {"Intersection Street 1": "86 STREET", "Intersection Street 2": "4 AVENUE", "City": ""}
        writer.writerow({**ROW, "Unique Key": "2", **crossing})
        writer.writerow({**ROW, "Unique Key": "3"})
        writer.writerow({**ROW, "Unique Key": "4", "Latitude": "51.5", "Longitude": "-0.1"})
    ran = on_database("import", "reports", str(file), "--mapping", str(EXAMPLE / "mapping.toml"), "--json")
    told = json.loads(ran.out)
    assert (ran.code, told["taken"]) == (3, 2)
    assert [one["code"] for one in told["rejected"]] == ["field_missing", "outside_area"]
