"""`workflow lint` tells only what is wrong with the files it was given."""

from __future__ import annotations

from pathlib import Path

from tests.unit.catalogue.small import SMALL, broken, write
from workflows.loader import catalogue_dir, lint

BAD = broken('fact = "case.resumed"', 'fact = "case.resume"')


def test_the_packaged_catalogue_is_clean() -> None:
    assert lint() == []
    assert lint([catalogue_dir()]) == []
    assert lint([catalogue_dir() / "river_bank.toml"]) == []
    assert lint([catalogue_dir() / "fragments" / "enforcement.toml"]) == []


def test_a_file_is_read_with_its_neighbours(tmp_path: Path) -> None:
    own = write(tmp_path, BAD.replace('key = "small"', 'key = "small"\nuses = ["more"]'))
    write(
        tmp_path,
        '[parameters]\nfar_m = 2\n[words.parameters]\nfar_m = { zh = "远", en = "Far" }\n',
        "fragments/more.toml",
    )
    write(tmp_path, BAD.replace('key = "small"', 'key = "other"'), "other.toml")

    assert [(problem.path, problem.code) for problem in lint([own])] == [(own, "unknown_fact")]


def test_a_folder_is_read_whole(tmp_path: Path) -> None:
    write(tmp_path, BAD)
    write(tmp_path, BAD.replace('key = "small"', 'key = "other"'), "other.toml")

    assert [problem.path.name for problem in lint([tmp_path])] == ["other.toml", "small.toml"]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert [problem.code for problem in lint([tmp_path / "gone.toml"])] == ["unreadable"]


def test_nothing_is_told_of_a_clean_file(tmp_path: Path) -> None:
    assert lint([write(tmp_path, SMALL)]) == []
