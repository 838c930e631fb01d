"""Lines are found however a TOML file is laid out."""

from __future__ import annotations

import tomllib

import pytest

from workflows.loader.lines import Lines

TEXT = '''\
# a remark with key = "no"
key = "x" # and a # sign

[moves."a.b"]
from = [
  "one", # [ no bracket
  'two',
  "three]",
]
text = """
from = ["four"]
[not.a.table]
"""
raw = \'\'\'
to = "five" \'\'\'
"quoted key".below = "]"
empty = ""

[ moves . c ]
set = { kind = "return", deep = { x = 1 } }
set_2.kind = "reopen"
escaped = "a \\" b = [ c"
'''


@pytest.mark.parametrize(
    ("path", "value", "line"),
    [
        (("key",), None, 2),
        (("moves", "a.b"), None, 4),
        (("moves", "a.b", "from"), None, 5),
        (("moves", "a.b", "from"), "two", 7),
        (("moves", "a.b", "from"), "three]", 8),
        (("moves", "a.b", "text"), None, 10),
        (("moves", "a.b", "raw"), None, 14),
        (("moves", "a.b", "quoted key", "below"), None, 16),
        (("moves", "a.b", "empty"), None, 17),
        (("moves", "a.b", "missing"), None, 4),
        (("moves", "a.b"), "two", 7),
        (("moves", "c"), None, 19),
        (("moves", "c", "set", "kind"), None, 20),
        (("moves", "c", "set"), "return", 20),
        (("moves", "c", "set_2", "kind"), None, 21),
        (("moves", "c", "escaped"), None, 22),
        (("moves", "d"), None, 4),
        (("states",), None, 1),
        (("moves", "a.b", "quoted key"), None, 16),
        ((), None, 1),
        ((), "reopen", 21),
        (("moves", "c"), "nowhere", 19),
    ],
)
def test_a_line_is_found(path: tuple[str, ...], value: str | None, line: int) -> None:
    assert Lines(TEXT).of(path, value) == line


def test_the_text_is_toml() -> None:
    assert tomllib.loads(TEXT)["moves"]["a.b"]["from"] == ["one", "two", "three]"]


def test_a_value_is_not_found_inside_a_longer_one() -> None:
    lines = Lines('clocks = [\n  "+handle_again",\n  "+handle",\n]')

    assert lines.find(("clocks",), "+handle") == 3
    assert lines.find(("clocks",), "handle") is None
