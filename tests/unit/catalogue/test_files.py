"""What a catalogue of several files may get wrong: encodings, sizes, what one takes over from another."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.catalogue.small import SMALL, broken, line_of, problems_in, write
from workflows.loader import BadCatalogue, CatalogueProblem, catalogue_dir, load_catalogue
from workflows.loader.source import SIZE_LIMIT

HEAD = 'key = "mine"\nversion = 1\nlabels = { zh = "我的", en = "Mine" }\n'
EXTRA = """\
[moves.shout]
labels = { zh = "喊", en = "Shout" }
from = ["OPEN"]
roles = ["intake"]
fact = "work.noted"
"""


def told(problems: tuple[CatalogueProblem, ...]) -> list[tuple[str, int, str]]:
    return [(problem.path.name, problem.line, problem.code) for problem in problems]


def test_a_line_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    (tmp_path / "small.toml").write_bytes(HEAD.encode("gb18030"))

    assert told(problems_in(tmp_path)) == [("small.toml", 3, "not_utf8")]


def test_a_mark_at_the_beginning_and_lines_of_another_system_are_read(tmp_path: Path) -> None:
    (tmp_path / "small.toml").write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())

    assert problems_in(tmp_path) == ()


def test_a_file_too_large_is_not_read(tmp_path: Path) -> None:
    write(tmp_path, SMALL + "#" * SIZE_LIMIT)

    assert told(problems_in(tmp_path)) == [("small.toml", 0, "too_large")]


def test_brackets_nested_without_end_are_refused(tmp_path: Path) -> None:
    write(tmp_path, f"key = {'[' * 5000}{']' * 5000}")

    assert told(problems_in(tmp_path)) == [("small.toml", 1, "toml_syntax")]


def test_a_file_that_ends_too_early_is_named_at_its_end(tmp_path: Path) -> None:
    write(tmp_path, f'{HEAD}uses = ["enforcement"')

    assert [code for _, _, code in told(problems_in(tmp_path))] == ["toml_syntax"]


def test_a_folder_named_like_a_file_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "small.toml").mkdir()

    assert told(problems_in(tmp_path)) == [("small.toml", 0, "unreadable")]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    gone = tmp_path / "gone"

    assert told(load_catalogue([gone]).problems) == [("gone", 0, "no_folder")]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('extends = "city_cases"', "unknown_workflow"),
        ('extends = "mine"', "unknown_workflow"),
        ('uses = ["enforcements"]\nextends = "city_case"', "unknown_fragment"),
        ('takes = ["shout"]', "unknown_move"),
    ],
)
def test_what_is_taken_over_must_be_there(tmp_path: Path, line: str, code: str) -> None:
    write(tmp_path, HEAD + line, "mine.toml")

    assert ("mine.toml", 4, code) in told(problems_in(tmp_path, base=True))


def test_two_workflows_may_not_extend_each_other(tmp_path: Path) -> None:
    write(tmp_path, HEAD + 'extends = "other"', "mine.toml")
    write(tmp_path, HEAD.replace("mine", "other") + 'extends = "mine"', "other.toml")

    problems = problems_in(tmp_path, base=True)

    assert {(name, code) for name, _, code in told(problems)} == {
        ("mine.toml", "unknown_workflow"),
        ("other.toml", "unknown_workflow"),
    }


def test_an_addition_to_a_move_that_is_not_there_is_refused(tmp_path: Path) -> None:
    write(tmp_path, HEAD + 'extends = "city_case"\n[moves.clsoe]\nadd_rules = ["chief_told"]', "mine.toml")

    problems = problems_in(tmp_path, base=True)

    assert told(problems) == [("mine.toml", 5, "unknown_move")]
    assert 'did you mean "close"?' in problems[0].message


def test_what_an_addition_adds_is_told_in_its_own_file(tmp_path: Path) -> None:
    text = (
        HEAD
        + 'extends = "city_case"\n[moves.close]\nadd_roles = ["bosses"]\nadd_rules = ["boss_told"]\n'
        + 'add_from = ["chekced"]\n'
    )
    write(tmp_path, text, "mine.toml")

    assert told(problems_in(tmp_path, base=True)) == [
        ("mine.toml", line_of(text, "add_roles"), "unknown_role"),
        ("mine.toml", line_of(text, "add_rules"), "unknown_rule"),
        ("mine.toml", line_of(text, "add_from"), "unknown_state"),
    ]


def test_two_fragments_may_not_write_the_same_move(tmp_path: Path) -> None:
    write(tmp_path, EXTRA, "fragments/one.toml")
    write(tmp_path, EXTRA, "fragments/two.toml")
    write(tmp_path, HEAD + 'extends = "city_case"\nuses = ["one", "two"]', "mine.toml")

    assert told(problems_in(tmp_path, base=True)) == [("mine.toml", 5, "two_moves")]


def test_a_fragment_has_no_head_and_no_namesake(tmp_path: Path) -> None:
    write(tmp_path, 'key = "one"\n' + EXTRA, "fragments/one.toml")
    write(tmp_path, EXTRA, "fragments/enforcement.toml")

    assert told(problems_in(tmp_path, base=True)) == [
        ("enforcement.toml", 1, "key_taken"),
        ("one.toml", 1, "unknown_key"),
    ]


def test_a_move_taken_over_is_told_where_it_was_asked_for(tmp_path: Path) -> None:
    write(tmp_path, broken("[sets]", 'takes = ["transfer"]\n\n[sets]'))

    problems = problems_in(tmp_path, base=True)

    assert {problem.path.name for problem in problems} == {"small.toml"}
    assert {problem.line for problem in problems} == {5}


def test_a_key_that_is_taken_is_refused(tmp_path: Path) -> None:
    write(tmp_path, SMALL.replace('key = "small"', 'key = "city_case"'))

    assert told(problems_in(tmp_path, base=True)) == [("small.toml", 1, "key_taken")]


def test_the_same_workflow_twice_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "copy.toml").write_bytes((catalogue_dir() / "mediation.toml").read_bytes())

    assert problems_in(tmp_path, base=True) == ()


def test_a_defect_of_the_base_is_told_once_however_many_extend_it(tmp_path: Path) -> None:
    write(tmp_path, broken('fact = "case.resumed"', 'fact = "case.resume"'))
    for name in ("one", "two"):
        write(tmp_path, HEAD.replace("mine", name) + 'extends = "small"', f"{name}.toml")

    assert [code for _, _, code in told(problems_in(tmp_path))] == ["unknown_fact"]


def test_words_are_read_as_strictly(tmp_path: Path) -> None:
    write(tmp_path, '[rolls]\n[roles]\nguard = { zh = "卫" }\n', "labels.toml")

    assert told(problems_in(tmp_path)) == [
        ("labels.toml", 1, "unknown_key"),
        ("labels.toml", 3, "label_missing"),
    ]


def test_a_bad_catalogue_tells_every_problem(tmp_path: Path) -> None:
    write(tmp_path, HEAD + "one = 1\ntwo = 2\n", "mine.toml")

    with pytest.raises(BadCatalogue) as caught:
        load_catalogue([tmp_path]).required()

    assert [problem.line for problem in caught.value.problems][-2:] == [4, 5]
    assert "mine.toml:5: " in str(caught.value)
