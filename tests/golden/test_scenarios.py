"""Histories that any release stored are read and folded by this one to what they were then."""

import json
from pathlib import Path

import pytest

from domain.facts import BY_TOPIC
from tests.golden.scenarios import FOLDER, PINS, decoded, digest_of, rows_of
from workflows.loader import catalogue_dir, load_catalogue

RELEASES = sorted(path for path in FOLDER.iterdir() if path.is_dir())
OPENED_BY_READINGS = {"device_check"}
"""No report leads to these, and the demo in memory has no readings."""
STREAMS = [path for release in RELEASES for path in sorted(release.glob("*.jsonl"))]


@pytest.mark.parametrize("path", STREAMS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_history_comes_to_what_it_was(path: Path) -> None:
    pinned = json.loads((path.parent / PINS).read_text("utf-8"))
    assert digest_of(decoded(path), path.parent.name) == pinned[path.stem]


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.name)
def test_none_was_taken_away(release: Path) -> None:
    pinned = json.loads((release / PINS).read_text("utf-8"))
    assert pinned.keys() == {path.stem for path in release.glob("*.jsonl")}


def test_every_workflow_has_a_history() -> None:
    known = load_catalogue([catalogue_dir()]).required().workflows
    told = {event.envelope.workflow for path in STREAMS for event in decoded(path)}
    assert known.keys() - told <= OPENED_BY_READINGS
    assert len({row.topic for path in STREAMS for row in rows_of(path)}) > len(BY_TOPIC) / 2


@pytest.mark.parametrize("path", STREAMS[:1], ids=lambda path: path.stem)
def test_a_history_that_was_changed_comes_to_something_else(path: Path) -> None:
    events = decoded(path)
    assert digest_of(events[:-1]) != digest_of(events)
