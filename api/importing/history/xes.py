"""XES (IEEE 1849) as rows: an event is a row, its trace's attributes stand in columns that begin with `case:`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from api.importing.cells import Written
from api.importing.rows import BadFile, Row, Rows, open_rows

HEAD = 4096
PLAIN = ("string", "date", "int", "float", "boolean", "id")


def open_log(path: Path, mapping: Written) -> Rows:
    """Open an event log. Raises BadFile."""
    if (mapping.format or path.suffix.lower().lstrip(".")) != "xes":
        return open_rows(path, mapping)
    try:
        with path.open("rb") as file:
            if b"<!DOCTYPE" in file.read(HEAD):
                raise BadFile(f"{path}: a document type has no place in XES; remove the line with <!DOCTYPE.")
        rows = list(_rows(path))
    except OSError as error:
        raise BadFile(f"{path} cannot be read ({error.strerror}): check the name and the rights.") from None
    except ElementTree.ParseError as error:
        raise BadFile(f"{path}: this is no XES ({error}); export it again.") from None
    columns = tuple(dict.fromkeys(name for row in rows for name in row.cells))
    return Rows(
        columns, iter([Row(row.line, {name: row.cells.get(name, "") for name in columns}) for row in rows])
    )


def _rows(path: Path) -> Iterator[Row]:
    """One after the other; `line` is the running number of the event."""
    number = 0
    for _, element in ElementTree.iterparse(path):  # noqa: S314  # no document type, so no entities
        if _tag(element) != "trace":
            continue
        of_case = {f"case:{name}": text for name, text in _attributes(element)}
        for event in element:
            if _tag(event) == "event":
                number += 1
                yield Row(number, of_case | dict(_attributes(event)))
        element.clear()


def _attributes(element: ElementTree.Element) -> Iterator[tuple[str, str]]:
    for child in element:
        if _tag(child) in PLAIN:
            yield child.get("key", ""), child.get("value", "")


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]
