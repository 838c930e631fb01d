"""However a file is broken, reading it ends in problems with lines inside the file, never in an exception."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.catalogue.small import SMALL
from workflows.loader import catalogue_dir
from workflows.loader.catalogue import WORDS, load_files

LINES = SMALL.splitlines()
ASSIGNED = [number for number, line in enumerate(LINES) if " = " in line]
VALUES = ["1", "-1", "0", "true", '"x"', '""', "[]", "{}", "[1]", '["x", "x"]', "{ a = 1 }", "1979-05-27", "inf",
          '[["x"]]', '{ zh = 1, en = [] }', "99999999999999999999", '["new"]', '["OPEN"]']  # fmt: skip

values = st.tuples(st.sampled_from(ASSIGNED), st.sampled_from(VALUES))
swaps = st.tuples(st.integers(0, len(SMALL) - 1), st.sampled_from("[]{}=\"'#\n.,x 中\0"))
keys = st.tuples(st.sampled_from(ASSIGNED), st.sampled_from(["x", '"a b"', "labels", "from", "limit"]))


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("broken") / "small.toml"


def read(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")
    last = text.count("\n") + 1
    for problem in load_files([catalogue_dir() / WORDS, path]).problems:
        assert problem.path.name == "small.toml"
        assert 1 <= problem.line <= last
        assert re.search(r"; \S", problem.message), problem


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
@given(
    st.lists(values, min_size=1, max_size=3),
    st.lists(keys, max_size=1),
    st.sets(st.integers(0, len(LINES) - 1), max_size=3),
)
def test_values_of_any_kind_and_lines_left_out(
    path: Path, changed: list[tuple[int, str]], renamed: list[tuple[int, str]], left_out: set[int]
) -> None:
    lines = list(LINES)
    for number, value in changed:
        lines[number] = f"{lines[number].split(' = ')[0]} = {value}"
    for number, key in renamed:
        lines[number] = f"{key} = {lines[number].split(' = ', 1)[1]}"

    read(path, "\n".join(line for number, line in enumerate(lines) if number not in left_out))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
@given(st.lists(swaps, min_size=1, max_size=3))
def test_signs_in_the_wrong_place(path: Path, changed: list[tuple[int, str]]) -> None:
    text = list(SMALL)
    for number, sign in changed:
        text[number] = sign

    read(path, "".join(text))
