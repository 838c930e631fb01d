"""What `transitions` accepts without a word, the loader refuses with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest
from transitions import Machine

from tests.unit.catalogue.small import broken, line_of, problems_in, write


def transitions_made(states: list[str], *moves: tuple[str, str, str]) -> Machine:
    rows = [{"trigger": trigger, "source": source, "dest": dest} for trigger, source, dest in moves]
    return Machine(model=None, states=states, initial=None, transitions=rows, auto_transitions=False)


def test_the_library_says_nothing_about_states_that_are_not_there() -> None:
    assert "go" in transitions_made(["a"], ("go", "nowhere", "a")).events
    assert "go" in transitions_made(["a"], ("go", "a", "nowhere")).events
    assert Machine(model=None, states=["a"], initial="nowhere", auto_transitions=False).initial == "nowhere"


def test_the_library_says_nothing_about_two_moves_for_one_trigger_and_state() -> None:
    machine = transitions_made(["a", "b", "c"], ("go", "a", "b"), ("go", "a", "c"))

    assert len(machine.events["go"].transitions["a"]) == 2


def test_the_library_says_nothing_about_states_nobody_reaches_or_leaves() -> None:
    assert "lost" in transitions_made(["a", "b", "lost"], ("go", "a", "b")).states


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('from = ["resting"]', 'from = ["nowhere"]', "unknown_state"),
        ('to = "resting"', 'to = "nowhere"', "unknown_state"),
        ('from = ["new"]', 'from = ["nowhere"]', "unknown_state"),
        ("[moves.go_on]", "[moves.rest]", "toml_syntax"),
        ('from = ["HELD"]', 'from = ["HELD", "waiting"]', "named_twice"),
        ('[moves.ask]\nlabels = { zh = "问", en = "Ask" }', "[moves.ask]", "label_missing"),
    ],
)
def test_the_loader_does(tmp_path: Path, old: str, new: str, code: str) -> None:
    text = broken(old, new)
    path = write(tmp_path, text)
    at = text.rindex(new) if code == "toml_syntax" else text.index(new)

    first = problems_in(tmp_path)[0]

    assert (first.path, first.line, first.code) == (path, line_of(text, text[at:]), code)
