"""A table for spreadsheets: nothing that somebody typed is reckoned there."""

from zoneinfo import ZoneInfo

import pytest

from api.spreadsheet import cell, spreadsheet

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize("typed", ["=1+1", "+86", "-2", "@sum", "\tx", "\rx", "\nx", "＝1+1"])
def test_what_looks_like_a_formula_is_shown_as_it_is(typed: str) -> None:
    assert cell(typed) == f"'{typed}"


def test_a_table_is_utf_8_with_a_mark() -> None:
    answer = spreadsheet(("a", "b"), [("=1", None), (True, 7)], "name", {"X-Position": "3"}, ZONE)
    assert bytes(answer.body) == "\ufeffa,b\r\n'=1,\r\ntrue,7\r\n".encode()
    assert answer.headers["content-disposition"] == 'attachment; filename="name.csv"'
    assert answer.headers["x-position"] == "3"


def test_moments_are_the_time_of_the_office_with_its_offset() -> None:
    rows = [("2026-11-24T01:00:00Z", None, "2026-11-24T01:00:00Z"), ("", "2026-11-30T16:00:00.5Z", "=1")]
    answer = spreadsheet(("at", "due_at", "text"), rows, "name", {}, ZONE)
    assert bytes(answer.body).decode("utf-8-sig").splitlines()[1:] == [
        "2026-11-24T09:00:00+08:00,,2026-11-24T01:00:00Z",
        ",2026-12-01T00:00:00.500000+08:00,'=1",
    ]
