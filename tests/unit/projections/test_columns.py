"""Columns follow from the row type, and values come back as they went in."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Annotated

import pytest

from projections.board import BOARD
from projections.board_row import BoardRow
from projections.closed_loop import CLOSED_LOOP
from projections.columns import Column, Json, changer, columns_of, reader, writer
from projections.projection import Index, Projection
from projections.timeline import TIMELINE
from tests.support.histories import histories


@dataclass(frozen=True)
class Everything:
    key: str
    count: int
    flag: bool
    degrees: float | None
    at: datetime
    on: date | None
    words: tuple[str, ...]
    data: Annotated[
        tuple[int, ...],
        Json(lambda value: ",".join(map(str, value)), lambda text: tuple(map(int, text.split(",")))),
    ]
    note: str | None = None


def test_every_type_has_its_column() -> None:
    declared = {column.name: column.declaration for column in columns_of(Everything)}
    assert declared == {
        "key": 'text COLLATE "C" NOT NULL',
        "count": "bigint NOT NULL",
        "flag": "boolean NOT NULL",
        "degrees": "double precision",
        "at": "timestamptz NOT NULL",
        "on": "date",
        "words": 'text[] COLLATE "C" NOT NULL',
        "data": 'text COLLATE "C" NOT NULL',
        "note": 'text COLLATE "C"',
    }
    sent = [column.sent_as for column in columns_of(Everything)]
    assert sent == ["text", "int8", "bool", "float8", "timestamptz", "date", "text[]", "text", "text"]


def test_a_type_without_a_column_is_refused_by_name() -> None:
    @dataclass(frozen=True)
    class Wrong:
        key: str
        files: dict[str, str]

    Wrong.__annotations__["files"] = dict[str, str]
    with pytest.raises(TypeError, match=r"Wrong\.files"):
        columns_of(Wrong)


def test_values_come_back_as_they_went_in() -> None:
    row = Everything("k", 1, True, None, datetime(2026, 1, 1), None, ("a", "b"), (1, 2))
    values = writer(Everything)(row)
    assert values == ("k", 1, True, None, row.at, None, ["a", "b"], "1,2", None)
    assert reader(Everything)(values) == row
    plain = TIMELINE.evolve(None, histories(1, 1)[0])
    assert plain is not None
    assert reader(TIMELINE.row)(writer(TIMELINE.row)(plain)) == plain


def test_changing_is_replacing() -> None:
    row = BOARD.evolve(None, histories(2, 1)[0])
    assert row is not None
    changes = {field.name: f"new {field.name}" for field in fields(BoardRow)[::3]}
    before = replace(row)
    assert changer(BoardRow)(row, changes) == replace(row, **changes)  # type: ignore[arg-type]
    assert changer(BoardRow)(row, {}) == row
    assert row == before


def test_whatever_changes_the_table_changes_its_name() -> None:
    @dataclass(frozen=True)
    class Other(BoardRow):
        colour: str = ""

    Other.__annotations__["colour"] = str
    shapes = {
        BOARD.shape,
        replace(BOARD, version=99).shape,
        replace(BOARD, counted=()).shape,
        replace(BOARD, words=None).shape,
        replace(BOARD, handles=frozenset()).shape,
        replace(BOARD, indexes=()).shape,
        replace(BOARD, indexes=(Index(columns=("digest",), where="digest <> ''"),)).shape,
        replace(BOARD, indexes=(Index(columns=("digest",)),)).shape,
        replace(BOARD, key_column="case_no").shape,
        replace(BOARD, row=Other).shape,
    }
    assert len(shapes) == 10
    assert replace(BOARD, evolve=lambda row, _: row).shape == BOARD.shape
    assert BOARD.table == f"board__{BOARD.shape}"


@pytest.mark.parametrize("model", [BOARD, TIMELINE, CLOSED_LOOP], ids=lambda model: str(model.name))
def test_the_read_models_are_whole(model: Projection[BoardRow]) -> None:
    columns = {column.name: column for column in columns_of(model.row)}
    assert not columns[model.key_column].nullable
    assert columns[model.key_column] == Column(
        model.key_column, columns[model.key_column].type, nullable=False
    )
    assert {name for index in model.indexes for name in index.columns} <= set(columns)
    assert len(f"staged_{model.table}_99") <= 63, "PostgreSQL cuts longer names"


@pytest.mark.parametrize("model", [BOARD, TIMELINE, CLOSED_LOOP], ids=lambda model: str(model.name))
def test_rows_hold_their_fields_and_nothing_else(model: Projection[object]) -> None:
    names = {field.name for field in fields(model.row)}  # type: ignore[arg-type]
    rows: dict[object, object] = {}
    for event in histories(3, 600):
        key = model.key(event)
        row = rows[key] = model.evolve(rows.get(key), event)
        assert set(vars(row)) == names, event.envelope.trigger
