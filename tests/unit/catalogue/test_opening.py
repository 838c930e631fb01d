"""A move that opens a child, and a move that lets a case count as finished: what the loader holds them to."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.catalogue.small import SMALL, broken, line_of, problems_in, write

LINKS = """
[moves.split]
labels = { zh = "分", en = "Split off" }
from = ["working"]
roles = ["unit_head"]
fact = "child.linked"
set = { relation = "child" }
opens = "part"
rules = ["child_in_force"]

[categories."""
PARENT = SMALL.replace("\n[categories.", LINKS, 1)
CHILD = """\
key = "part"
version = 1
labels = { zh = "分件", en = "Part" }

[states.begun]
phase = "work"
labels = { zh = "起", en = "Begun" }

[states.over]
phase = "done"
labels = { zh = "止", en = "Over" }

[moves.open]
labels = { zh = "开", en = "Open" }
from = ["new"]
to = "begun"
roles = ["system"]
fact = "task.opened"
set = { kind = "penalty", rule = "parent" }
min_items = { cases = 1 }
rules = ["linked_by_parent"]
clocks = ["+work"]

[moves.end]
labels = { zh = "完", en = "End" }
from = ["begun"]
to = "over"
roles = ["unit_head"]
fact = "case.ended"
settles = "ended"
clocks = ["-work"]

[clocks.work]
labels = { zh = "办", en = "Work" }
kind = "duty"
limit = { amount = 3, unit = "work_day" }
"""

OF_PARENT = [
    ("unknown_workflow", 'opens = "part"', 'opens = "prat"'),
    ("key_without_rule", 'rules = ["child_in_force"]\n', ""),
    ("missing_key", 'opens = "part"\n', ""),
    ("missing_key", 'set = { relation = "child" }\n', ""),
    ("unlisted_value", 'opens = "part"', 'opens = "part"\nsettles = "finished"'),
    ("unknown_field", 'opens = "part"', 'opens = "part"\namong = { colour = ["red"] }'),
    ("fixed_and_asked", 'opens = "part"', 'opens = "part"\namong = { relation = ["child"] }'),
    ("wrong_field", 'opens = "part"', 'opens = "part"\namong = { officers = ["one"] }'),
]


def told(folder: Path) -> list[str]:
    return [problem.code for problem in problems_in(folder)]


def test_a_parent_and_its_child_are_sound(tmp_path: Path) -> None:
    write(tmp_path, PARENT)
    write(tmp_path, CHILD, "part.toml")

    assert told(tmp_path) == []


@pytest.mark.parametrize(("code", "old", "new"), OF_PARENT)
def test_a_slip_in_the_parent_is_told_with_what_to_do(tmp_path: Path, code: str, old: str, new: str) -> None:
    write(tmp_path, broken(old, new, PARENT))
    write(tmp_path, CHILD, "part.toml")

    (problem,) = problems_in(tmp_path)
    assert problem.code == code
    assert "; " in problem.message


def test_another_fact_links_no_child(tmp_path: Path) -> None:
    write(
        tmp_path,
        broken('fact = "child.linked"\nset = { relation = "child" }', 'fact = "case.signed_for"', PARENT),
    )
    write(tmp_path, CHILD, "part.toml")

    assert set(told(tmp_path)) == {"opens_without_link", "missing_key"}


@pytest.mark.parametrize(
    ("old", "new"),
    [('rules = ["linked_by_parent"]\n', ""), ('roles = ["system"]', 'roles = ["unit_head"]')],
)
def test_a_child_that_the_system_cannot_open_is_told_at_its_parent(
    tmp_path: Path, old: str, new: str
) -> None:
    path = write(tmp_path, PARENT)
    write(tmp_path, broken(old, new, CHILD), "part.toml")

    (problem,) = problems_in(tmp_path)
    assert (problem.path, problem.line) == (path, line_of(PARENT, "[moves.split]"))
    assert problem.code == "child_not_opened"
    assert 'give it a move from new with the rule "linked_by_parent"' in problem.message
