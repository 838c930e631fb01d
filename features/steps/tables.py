"""Tables below a step: pairs of a label and a text, or rows under a heading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Table = Sequence[Sequence[str]]


def pairs(table: Table | None) -> Mapping[str, str]:
    """A table of two columns: what is meant, and what it is."""
    for row in table or ():
        assert len(row) == 2, f"write a label and a text in each row, not {'|'.join(row)}"
    return {row[0]: row[1] for row in table or ()}


def rows(table: Table | None, columns: Mapping[str, str]) -> list[Mapping[str, str]]:
    """A table under a heading, by our names of its columns; `columns` are those that may stand there."""
    assert table, "this step needs a table below it"
    heading, *below = table
    for name in heading:
        assert name in columns, f"there is no column “{name}”; there are: {'、'.join(columns)}"
    return [{columns[name]: text for name, text in zip(heading, row, strict=True)} for row in below]
