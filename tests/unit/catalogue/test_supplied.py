"""A rule whose need nobody supplies is refused when the workflow is loaded."""

from __future__ import annotations

from pathlib import Path

from domain.context import NEEDS
from domain.rules import RULES
from tests.unit.catalogue.small import SMALL, line_of, write
from workflows.loader import catalogue_dir
from workflows.loader.checks import check
from workflows.loader.flatten import Flattener
from workflows.loader.known import all_known
from workflows.loader.sheet import read_sheet
from workflows.loader.source import Problems, Spot, read_source
from workflows.loader.table import Table
from workflows.loader.wordlist import read_words
from workflows.loader.words import Labels


def checked(folder: Path, labels: Labels, *supplied: str) -> list[tuple[int, str]]:
    problems = Problems()
    source = read_source(write(folder, SMALL), problems)
    assert source is not None
    sheet = read_sheet(source, problems)
    flat = Flattener({"small": sheet}, {}, problems).flatten(sheet)
    assert flat is not None
    check(flat, all_known(labels, supplied), problems)
    return [(problem.line, problem.code) for problem in problems.listed()]


def packaged() -> Labels:
    problems = Problems()
    source = read_source(catalogue_dir() / "labels.toml", problems)
    assert source is not None
    return Labels(read_words(Table(Spot(source), source.data, problems)))


def test_a_need_nobody_supplies_is_refused(tmp_path: Path) -> None:
    at = line_of(SMALL, 'rules = ["place_in_area"]')

    assert checked(tmp_path, packaged(), "calendar") == [(at, "need_not_supplied")]


def test_a_refusal_without_words_is_refused(tmp_path: Path) -> None:
    words = packaged().sections
    refusals = {code: label for code, label in words["refusals"].items() if code != "outside_area"}
    at = line_of(SMALL, 'rules = ["place_in_area"]')

    assert checked(tmp_path, Labels({**words, "refusals": refusals}), *NEEDS) == [(at, "label_missing")]


def test_everything_a_rule_of_ours_needs_is_supplied() -> None:
    assert {need for rule in RULES.values() for need in rule.needs} <= set(NEEDS)
