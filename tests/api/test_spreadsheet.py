"""A table for spreadsheets: nothing that somebody typed is reckoned there."""

import pytest

from api.spreadsheet import cell, spreadsheet


@pytest.mark.parametrize("typed", ["=1+1", "+86", "-2", "@sum", "\tx", "\rx", "\nx", "＝1+1"])
def test_what_looks_like_a_formula_is_shown_as_it_is(typed: str) -> None:
    assert cell(typed) == f"'{typed}"


def test_a_table_is_utf_8_with_a_mark() -> None:
    answer = spreadsheet(("a", "b"), [("=1", None), (True, 7)], "name", {"X-Position": "3"})
    assert bytes(answer.body) == "\ufeffa,b\r\n'=1,\r\ntrue,7\r\n".encode()
    assert answer.headers["content-disposition"] == 'attachment; filename="name.csv"'
    assert answer.headers["x-position"] == "3"
