"""What the loader asks for only where something needs it: stops of rights, conditions to file."""

from pathlib import Path

from tests.unit.catalogue.small import broken, problems_in, write

NEVER_STOPPED = broken('"-first_contact", ', "")
CONTACT = '[clocks.first_contact]\nlabels = { zh = "首联", en = "First contact" }\nkind = "duty"'

FILING = """
key = "park"
version = 1
labels = { zh = "公园", en = "Park" }
extends = "city_case"

[categories."park.tree"]
labels = { zh = "树", en = "Tree" }
code = "2199"
closing = ["cleared"]
"""


def test_a_duty_needs_a_move_that_stops_it_and_a_right_does_not(tmp_path: Path) -> None:
    write(tmp_path / "duty", NEVER_STOPPED)
    write(tmp_path / "right", NEVER_STOPPED.replace(CONTACT, CONTACT.replace("duty", "right")))
    assert [one.code for one in problems_in(tmp_path / "duty")] == ["never_stopped"]
    assert problems_in(tmp_path / "right") == ()


def test_conditions_to_file_are_asked_for_where_a_move_reads_them(tmp_path: Path) -> None:
    write(tmp_path / "reads_none", broken('filing = ["seen"]\n', ""))
    write(tmp_path / "files", FILING)
    assert problems_in(tmp_path / "reads_none") == ()
    (problem,) = problems_in(tmp_path / "files", base=True)
    assert problem.code == "missing_key"
    assert "filing_condition_met" in problem.message
