"""Rates as data: what is wrong in one is told with file and line, and nothing is counted by it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from domain.countables import APART, COUNTABLES
from domain.formula import Formula, formula_from_data, formula_to_data
from workflows.loader import catalogue_dir, load_catalogue

GOOD = """\
[speed]
version = 1
title = { zh = "速度", en = "Speed" }
definition = { zh = "办得快的", en = "what was quick" }
numerator = { count = "closed_in_time", window = "due_or_ended" }
denominator = { count = "closing_due", window = "due_or_ended" }
apart = ["excluded", "forced"]
basis = "D"
source = "试验"
"""


def read(folder: Path, text: str) -> tuple[Mapping[str, Formula], list[tuple[int, str, str]]]:
    """The formulas of a catalogue with this one file, and what is wrong by line, code and words."""
    (folder / "rates").mkdir(exist_ok=True)
    (folder / "rates" / "own.toml").write_text(text, "utf-8")
    found = load_catalogue([catalogue_dir(), folder])
    return found.formulas, [(one.line, one.code, one.message) for one in found.problems]


def test_an_office_adds_a_rate_of_its_own(tmp_path: Path) -> None:
    formulas, problems = read(tmp_path, GOOD)
    assert problems == []
    assert formulas["speed"].numerator == "closed_in_time"
    assert "on_time_closing_rate" in formulas


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ('"closed_in_time"', '"closed_quickly"', 1, "closed_quickly"),
        ('count = "closing_due", window = "due_or_ended"', 'count = "closing_due", window = "ever"', 1, "ever"),
        ('denominator = { count = "closing_due", window = "due_or_ended" }',
         'denominator = { count = "closing_due" }', 1, "both count and window"),
        ('["excluded", "forced"]', '["disliked"]', 1, "disliked"),
        ('basis = "D"', 'basis = "Z"', 1, "basis"),
        ("version = 1\n", "", 1, "version"),
        ('source = "试验"\n', "", 1, "source"),
        ('apart = ["excluded", "forced"]', 'weight = 3', 7, "weight"),
        ("[speed]", "[Speed]", 1, "identifier"),
        ('basis = "D"', 'basis = "D"\npoints = 2', 1, "no denominator"),
        ('basis = "D"', 'basis = "D"\npoints = 2000', 9, "points"),
        ('en = "Speed"', 'en = ""', 3, "label"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_and_not_used(tmp_path: Path, old: str, new: str, line: int, told: str) -> None:
    formulas, problems = read(tmp_path, GOOD.replace(old, new, 1))
    assert "speed" not in formulas
    assert any(told in message and at == line for at, _, message in problems), problems


def test_a_formula_is_kept_as_it_is_and_known_by_its_digest() -> None:
    formulas = load_catalogue([catalogue_dir()]).formulas
    for formula in formulas.values():
        assert formula_from_data(formula_to_data(formula)) == formula
    first = formulas["closing_rate"]
    assert replace(first, version=2).digest != first.digest
    with pytest.raises(ValueError, match="no_such"):
        formula_from_data({**formula_to_data(first), "numerator": "no_such"})


def test_the_rates_of_the_standard_are_there_and_every_word_is_used() -> None:
    formulas = load_catalogue([catalogue_dir()]).formulas
    titles = {formula.zh.partition("(")[0] for formula in formulas.values()}
    assert titles >= {
        "立案率", "按期派遣率", "准确派遣率", "处置率", "按期处置率", "结案率", "按期结案率", "返工率", "延期率",
        "按期核查率", "响应率", "解决率", "满意率", "挂账数", "强制结案数", "剔除数",
    }  # fmt: skip
    assert "应结案" in formulas["rework_rate"].zh
    named = {one.numerator for one in formulas.values()} | {one.denominator for one in formulas.values()}
    assert named - {""} <= COUNTABLES.keys()
    assert {name for one in formulas.values() for name in one.apart} == APART.keys()
