"""From a file to rows of text: CSV with a header, or one JSON object a line. A broken row does not spoil the others."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from api.importing.cells import Written
from api.strict_json import BadJson, parse_json

CHUNK = 1 << 20
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters that make a spreadsheet compute a cell."""


class BadFile(Exception):
    """A file that cannot be read at all; the message says why and what to do."""


@dataclass(frozen=True)
class Row:
    """One row: its first line in the file, its cells by column, and `broken` when it is no row at all."""

    line: int
    cells: Mapping[str, str] = field(default_factory=dict)
    broken: str = ""

    @property
    def formulas(self) -> int:
        """Cells that a spreadsheet would compute; to us they are text."""
        return sum(looks_like_formula(cell) for cell in self.cells.values())


@dataclass(frozen=True)
class Rows:
    """The rows of a file, with its columns."""

    columns: tuple[str, ...]
    rows: Iterator[Row]


def looks_like_formula(cell: str) -> bool:
    """Whether a spreadsheet would compute this cell; a plain number is none."""
    if not cell.startswith(FORMULA):
        return False
    try:
        float(cell)
    except ValueError:
        return True
    return False


def open_rows(path: Path, mapping: Written) -> Rows:
    """Open a file of reports. Raises BadFile when it is missing, not text of that encoding, or has no header."""
    _require_text(path, mapping.encoding)
    kind = mapping.format or ("jsonl" if path.suffix.lower() in (".jsonl", ".ndjson") else "csv")
    if kind == "jsonl":
        return Rows((), _json_rows(path, mapping.encoding))
    return _csv_rows(path, mapping)


def count_lines(path: Path) -> int:
    """How many lines the file has, for a progress bar."""
    with path.open("rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(CHUNK), b""))


def _require_text(path: Path, encoding: str) -> None:
    """Decode the whole file once before anything is taken over, so that a wrong encoding spoils nothing."""
    line = 1
    try:
        decoder = codecs.getincrementaldecoder(encoding)("strict")
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                line += decoder.decode(chunk).count("\n")
        decoder.decode(b"", final=True)
    except LookupError:
        raise BadFile(
            f'There is no encoding "{encoding}": write one such as utf-8 or gb18030 in [source].'
        ) from None
    except OSError as error:
        raise BadFile(f"{path} cannot be read ({error.strerror}): check the name and the rights.") from None
    except UnicodeDecodeError as error:
        line += error.object[: error.start].count(b"\n")
        raise BadFile(
            f"{path}, near line {line}: byte 0x{error.object[error.start]:02x} is not {encoding}. Save the file as "
            'UTF-8, or name its encoding in the mapping: [source] encoding = "gb18030".'
        ) from None


def _csv_rows(path: Path, mapping: Written) -> Rows:
    try:
        with _opened(path, mapping) as reader:
            header: list[str] = next(reader, [])
    except csv.Error as error:
        raise BadFile(
            f"{path}: the first line is no header ({error}); write the names of the columns there."
        ) from None
    names = [name.strip() for name in header]
    twice = sorted({name for name in names if names.count(name) > 1})
    if not any(names) or twice:
        what = f'the column "{twice[0]}" stands twice' if twice else "the file is empty"
        raise BadFile(f"{path}: {what}; the first line must name every column once.")
    return Rows(tuple(names), _read_csv(path, mapping, names))


@contextmanager
def _opened(path: Path, mapping: Written) -> Iterator[Any]:
    with path.open(encoding=mapping.encoding, newline="") as file:
        yield csv.reader(file, delimiter=mapping.delimiter, strict=True)


def _read_csv(path: Path, mapping: Written, names: Sequence[str]) -> Iterator[Row]:
    with _opened(path, mapping) as reader:
        next(reader)
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield Row(line, broken=f"this is no CSV row ({error})")
                continue
            if any(cells):
                yield _row(line, cells, names)


def _row(line: int, cells: Sequence[str], names: Sequence[str]) -> Row:
    found = dict(zip(names, cells, strict=False))
    if len(cells) != len(names):
        return Row(line, found, broken=f"{len(cells)} cells, where the header has {len(names)}")
    return Row(line, found)


def _json_rows(path: Path, encoding: str) -> Iterator[Row]:
    with path.open(encoding=encoding, newline="\n") as file:
        for line, text in enumerate(file, 1):
            if text.strip():
                yield _json_row(line, text)


def _json_row(line: int, text: str) -> Row:
    try:
        data = parse_json(text.encode())
    except BadJson as error:
        return Row(line, {"row": text.strip()}, broken=f"this is no JSON ({error})")
    if not isinstance(data, dict):
        return Row(line, {"row": text.strip()}, broken="this is no JSON object")
    nested = [name for name, value in data.items() if isinstance(value, (dict, list))]
    if nested:
        return Row(line, {"row": text.strip()}, broken=f'"{nested[0]}" holds more than one value')
    return Row(line, {name: _text(value) for name, value in data.items()})


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
