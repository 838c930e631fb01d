"""What a workflow may add to a move of another one, and which fields and answers are its own to name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.catalogue.small import SMALL, broken, problems_in, write
from workflows.loader import catalogue_dir, load_catalogue

MORE = """\
key = "more"
version = 1
labels = { zh = "更多", en = "More" }
extends = "small"

[moves.report]
add_requires = ["channel"]
add_clocks = ["+handle"]
"""


def test_fields_and_clocks_are_added_to_what_is_there(tmp_path: Path) -> None:
    write(tmp_path, SMALL)
    write(tmp_path, MORE, "more.toml")
    found = load_catalogue([catalogue_dir(), tmp_path]).required().workflows
    base, more = (found[key].workflow.moves["report"] for key in ("small", "more"))

    assert more.requires == (*base.requires, "channel")
    assert [step.clock for step in more.clocks] == [*(step.clock for step in base.clocks), "handle"]


@pytest.mark.parametrize(
    ("added", "code"),
    [
        ('add_requires = ["chanel"]', "unknown_field"),
        ('add_clocks = ["+hendle"]', "unknown_clock"),
        ('add_clocks = ["hendle"]', "bad_effect"),
    ],
)
def test_a_slip_in_what_is_added_is_told_where_it_was_written(tmp_path: Path, added: str, code: str) -> None:
    write(tmp_path, SMALL)
    text = MORE.replace('add_requires = ["channel"]', added).replace('add_clocks = ["+handle"]\n', "")
    write(tmp_path, text, "more.toml")
    found = load_catalogue([catalogue_dir(), tmp_path]).problems

    assert [(problem.code, Path(problem.path).name) for problem in found] == [(code, "more.toml")]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('fact = "case.resumed"', 'fact = "case.resumed"\noptional = ["cause"]', "unknown_optional_field"),
        ('flags = ["verify"]', 'items = { chek = ["seen"] }', "unknown_move"),
        ('flags = ["verify"]', 'items = { check = ["shining"] }', "label_missing"),
    ],
)
def test_what_is_asked_by_name_must_be_there(tmp_path: Path, old: str, new: str, code: str) -> None:
    write(tmp_path, broken(old, new))

    assert [problem.code for problem in problems_in(tmp_path)] == [code]
