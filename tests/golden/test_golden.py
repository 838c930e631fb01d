"""Every row any release stored is read, and written the same by this one."""

from pathlib import Path

import pytest

from domain.facts import BY_TOPIC
from tests.golden.samples import FOLDER, as_json, from_json
from workflows.log import decode_row, encode_event

FILES = sorted(FOLDER.glob("v*/*.json"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_stored_row_is_read_and_written_the_same(path: Path) -> None:
    text = path.read_text("utf-8")
    row = from_json(text)

    event = decode_row(row)

    assert (event.fact.TOPIC, event.envelope.position) == (path.stem, 42)
    assert encode_event(event) == row
    assert as_json(encode_event(event)) == text


def test_every_kind_of_fact_has_a_sample_and_none_was_taken_away() -> None:
    assert {path.stem for path in FILES} == BY_TOPIC.keys()
