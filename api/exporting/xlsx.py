"""A workbook: one sheet of cases, one of facts, one that says what it is. Rows go to disk as they come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from xlsxwriter import Workbook

from api.exporting.about import About, Take
from api.exporting.columns import CASE_COLUMNS, CASES, DATA, FACT_COLUMNS, FACTS, MOMENT, Column
from api.exporting.csv_table import rows_of
from api.exporting.plain import is_empty, json_of, text_of
from api.exporting.telling import ToldCase
from api.language import ENGLISH

MOST_ROWS, MOST_CHARACTERS = 1_048_576, 32_767
"""What a sheet and a cell hold."""
CUT = "…[cut]"
"""Ends a text that no cell can hold; other formats have it whole."""
TITLES = {CASES: ("案卷", "Cases"), FACTS: ("事实", "Facts"), "about": ("说明", "About")}


@contextmanager
def write_xlsx(file: BinaryIO, about: About) -> Iterator[Take]:
    """Moments are dates in the office's time. Texts are written as texts: nothing in them is computed."""
    with TemporaryDirectory(dir=about.folder, prefix=".export-") as folder:
        book = Workbook(file, {"constant_memory": True, "tmpdir": folder})
        cases = _Sheets(book, about, CASES, CASE_COLUMNS)
        facts = _Sheets(book, about, FACTS, FACT_COLUMNS)

        def take(case: ToldCase) -> None:
            for sheets in (cases, facts):
                for values in rows_of(case, sheets.table):
                    sheets.add([values.get(column.name) for column in sheets.columns])

        try:
            yield take
            cases.end()
            facts.end()
            _tell_about(book, about)
            book.close()
        finally:
            _let_go(book)


def _let_go(book: Workbook) -> None:
    """Close what sheets of an unfinished book keep open; a finished one has closed them."""
    for sheet in book.worksheets():
        sheet.row_data_fh.close()


class _Sheets:
    """A table over as many sheets as it needs."""

    def __init__(self, book: Workbook, about: About, table: str, columns: Sequence[Column]) -> None:
        self.table, self.columns = table, columns
        self._book, self._about, self._number, self._row = book, about, 0, 0
        self._moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._head = book.add_format({"bold": True, "bottom": 1})
        self._begin()

    def add(self, values: Sequence[Any]) -> None:
        """A further row; on a new sheet when this one is full."""
        if self._row == MOST_ROWS:
            self.end()
            self._begin()
        for at, (column, value) in enumerate(zip(self.columns, values, strict=True)):
            if not is_empty(value):
                self._put(at, column, value)
        self._row += 1

    def end(self) -> None:
        """Let the columns be filtered."""
        self._sheet.autofilter(0, 0, self._row - 1, len(self.columns) - 1)

    def _begin(self) -> None:
        self._number += 1
        title = _said(self._about, TITLES[self.table])
        self._sheet = self._book.add_worksheet(title if self._number == 1 else f"{title} {self._number}")
        self._sheet.freeze_panes(1, 0)
        for at, column in enumerate(self.columns):
            self._sheet.set_column(at, at, 60 if column.kind == DATA else 19 if column.kind == MOMENT else 16)
            self._sheet.write_string(0, at, _said(self._about, (column.zh, column.en)), self._head)
        self._row = 1

    def _put(self, at: int, column: Column, value: Any) -> None:
        if isinstance(value, datetime):
            local = value.astimezone(self._about.zone).replace(tzinfo=None)
            self._sheet.write_datetime(self._row, at, local, self._moment)
        elif isinstance(value, bool):
            self._sheet.write_boolean(self._row, at, value)
        elif isinstance(value, int | float):
            self._sheet.write_number(self._row, at, value)
        else:
            text = json_of(value) if column.kind == DATA else text_of(value)
            self._sheet.write_string(self._row, at, _fitting(text))


def _fitting(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - len(CUT)] + CUT


def _tell_about(book: Workbook, about: About) -> None:
    sheet = book.add_worksheet(_said(about, TITLES["about"]))
    rows = (
        (("辖区", "Jurisdiction"), about.jurisdiction),
        (("日志位置", "Position"), about.position),
        (("读者", "Reader"), about.reader),
        (("时区", "Time zone"), about.zone.key),
        (("演示数据", "Demo data"), about.is_demo),
    )
    for at, (said, value) in enumerate(rows):
        sheet.write_string(at, 0, _said(about, said))
        sheet.write_string(at, 1, text_of(value))


def _said(about: About, words: tuple[str, str]) -> str:
    return words[1] if about.language == ENGLISH else words[0]
