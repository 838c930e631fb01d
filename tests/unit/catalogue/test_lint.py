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


def _copy(folder: Path, name: str, old: str = "", new: str = "") -> Path:
    text = (catalogue_dir() / name).read_text("utf-8")
    assert old in text
    return write(folder, text.replace(old, new, 1) if old else text, name)


def _number(name: str) -> int:
    line = next(
        line for line in (catalogue_dir() / name).read_text("utf-8").splitlines() if "version = " in line
    )
    return int(line.split()[-1])


def test_a_changed_copy_is_the_next_version_of_its_key(tmp_path: Path) -> None:
    was = f"version = {_number('mediation.toml')}"
    raised = _copy(tmp_path, "mediation.toml", was, was + "0")
    assert lint([tmp_path]) == []
    assert lint([raised]) == []
    raised.rename(tmp_path / "our-mediation.toml")
    assert lint([tmp_path]) == []


def test_a_number_stands_for_one_content(tmp_path: Path) -> None:
    _copy(tmp_path, "mediation.toml", 'zh = "人民调解"', 'zh = "调解"')
    assert lint([tmp_path]) == []
    changed = _copy(tmp_path, "mediation.toml", "amount = 1,", "amount = 9,")
    (problem,) = lint([tmp_path])
    assert (problem.path, problem.code) == (changed, "version_taken")
    assert changed.read_text("utf-8").splitlines()[problem.line - 1].startswith("version = ")
    assert f"raise `version` to {_number('mediation.toml') + 1}" in problem.message


def test_two_files_of_one_folder_may_not_have_one_key(tmp_path: Path) -> None:
    was = f"version = {_number('mediation.toml')}"
    _copy(tmp_path, "mediation.toml", was, was + "0")
    text = (tmp_path / "mediation.toml").read_text("utf-8").replace(was + "0", was + "1")
    again = write(tmp_path, text, "other.toml")
    assert [(problem.path, problem.code) for problem in lint([tmp_path])] == [(again, "key_taken")]


def test_in_the_folder_of_the_catalogue_itself_a_key_is_taken_once(tmp_path: Path) -> None:
    was = f"version = {_number('mediation.toml')}"
    own = _copy(tmp_path, "mediation.toml", was, was + "0")
    found = lint([own], [catalogue_dir(), tmp_path])
    assert [(problem.path, problem.code) for problem in found] == [(own, "key_taken")]
