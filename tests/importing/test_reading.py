"""Files and mappings as they are read: encodings, broken rows, cells that look like formulas, every defect named."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.importing.mapping import BadMapping, read_mapping
from api.importing.rejected import GivenBack, rejected_path, write_rejected
from api.importing.report import report_of
from api.importing.rows import BadFile, Row, looks_like_formula, open_rows
from api.importing.values import Rejected
from tests.importing.samples import BAD, GOOD, MAPPING, write


def rows_of(file: Path, mapping: Path) -> list[Row]:
    return list(open_rows(file, read_mapping(mapping)).rows)


def test_a_row_becomes_a_report(tmp_path: Path) -> None:
    file, mapping = write(tmp_path, GOOD)
    said = read_mapping(mapping)
    first, second = (report_of(row, said) for row in rows_of(file, mapping))
    assert first.number == "A-1"
    assert first.reported_at == datetime(2026, 11, 2, 1, 30, tzinfo=UTC), "in the zone of the mapping"
    assert first.fields == {
        "channel": "hotline",
        "category": "street.litter",
        "narrative": "垃圾:路边堆放",
        "urgent": False,
        "source_no": "A-1",
        "place": {"lat_deg": 30.3238, "lon_deg": 120.118, "address": "花园岗街"},
        "attributes": {"source_desk": "sample", "reported_at": "2026-11-02T01:30:00+00:00"},
    }
    assert second.fields["urgent"] is True
    assert second.fields["place"] == {"address": "莫干山路口"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_byte_order_mark_makes_no_difference(tmp_path: Path, encoding: str) -> None:
    file, mapping = write(tmp_path, GOOD, encoding=encoding)
    assert [row.cells["编号"] for row in rows_of(file, mapping)] == ["A-1", "A-2"]


def test_another_encoding_is_found_out_before_anything_is_taken(tmp_path: Path) -> None:
    file, mapping = write(tmp_path, GOOD, encoding="gb18030")
    with pytest.raises(BadFile, match=r'near line 1: byte 0x\w\w is not utf-8-sig.*encoding = "gb18030"'):
        open_rows(file, read_mapping(mapping))
    mapping.write_text(MAPPING.replace("[source]", '[source]\nencoding = "gb18030"'), "utf-8")
    assert len(rows_of(file, mapping)) == 2


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("", "the file is empty"),
        ("编号,编号\n", 'the column "编号" stands twice'),
        ('"编号\n', "the first line is no header"),
    ],
)
def test_a_file_without_a_header_is_refused(tmp_path: Path, text: str, because: str) -> None:
    file, mapping = write(tmp_path)
    file.write_text(text, "utf-8")
    with pytest.raises(BadFile, match=because):
        open_rows(file, read_mapping(mapping))


def test_a_missing_file_and_an_unknown_encoding_are_told(tmp_path: Path) -> None:
    file, mapping = write(tmp_path)
    with pytest.raises(BadFile, match="check the name"):
        open_rows(tmp_path / "nowhere.csv", read_mapping(mapping))
    mapping.write_text(MAPPING.replace("[source]", '[source]\nencoding = "klingon"'), "utf-8")
    with pytest.raises(BadFile, match='no encoding "klingon"'):
        open_rows(file, read_mapping(mapping))


def test_a_broken_row_does_not_spoil_the_others(tmp_path: Path) -> None:
    quoted = 'A-0,2026-11-02 09:30,热线,垃圾,"引"号,,30.32,120.11,\n'
    file, mapping = write(tmp_path, quoted, BAD["broken_row"][0], "\n", GOOD)
    broken = [row.broken for row in rows_of(file, mapping)]
    assert broken[0].startswith("this is no CSV row")
    assert broken[1:] == ["4 cells, where the header has 9", "", ""]
    assert [row.line for row in rows_of(file, mapping)] == [2, 3, 5, 6]


@pytest.mark.parametrize("code", [code for code in BAD if code not in ("field_missing", "outside_area")])
def test_a_row_that_cannot_be_read_says_why(tmp_path: Path, code: str) -> None:
    row, because = BAD[code]
    file, mapping = write(tmp_path, row)
    with pytest.raises(Rejected, match=because) as rejected:
        report_of(rows_of(file, mapping)[0], read_mapping(mapping))
    assert rejected.value.code == code


def test_a_cell_with_a_nul_is_a_broken_row(tmp_path: Path) -> None:
    file, mapping = write(tmp_path, "A-1,2026-11-02 09:30,热线,垃圾,a\0b,,30.32,120.11,\n")
    with pytest.raises(Rejected, match="NUL"):
        report_of(rows_of(file, mapping)[0], read_mapping(mapping))


def test_objects_one_a_line_are_read_as_well(tmp_path: Path) -> None:
    lines = '{"编号": 7, "急": true, "x": null}\n\n{"编号": [1]}\n[1]\n{"编号": NaN}\n{"a": "\\ud800"}\n'
    file, mapping = tmp_path / "reports.jsonl", tmp_path / "mapping.toml"
    file.write_text(lines, "utf-8")
    mapping.write_text(MAPPING, "utf-8")
    rows = rows_of(file, mapping)
    assert rows[0].cells == {"编号": "7", "急": "true", "x": ""}
    assert [bool(row.broken) for row in rows] == [False, True, True, True, True]
    assert "holds more than one value" in rows[1].broken


@pytest.mark.parametrize("cell", ["=1+1", "@SUM(A1)", "-cmd", "+49 30", "\t=1"])
def test_a_cell_that_a_spreadsheet_would_compute_is_known(cell: str) -> None:
    assert looks_like_formula(cell)


@pytest.mark.parametrize("cell", ["-73.94", "+1.5", "a=b", ""])
def test_a_number_is_no_formula(cell: str) -> None:
    assert not looks_like_formula(cell)


def test_rows_come_back_safe_to_open(tmp_path: Path) -> None:
    target = rejected_path(tmp_path / "reports.csv")
    row = Row(9, {"=head": "=1+1", "lon": "-73.94"})
    write_rejected(target, ("=head", "lon"), [GivenBack(row, "bad_point", "why")])
    assert target.name == "reports.csv.rejected.csv"
    assert target.read_text("utf-8-sig").splitlines() == [
        "line,code,reason,'=head,lon",
        "9,bad_point,why,'=1+1,-73.94",
    ]


@pytest.mark.parametrize(
    ("old", "new", "because"),
    [
        ('column = "时间"\nformat', "format", None),
        ("[source]", "[sauce]", r"there is no table \[source\]"),
        ('name = "sample"', "", '"name" is missing'),
        ('name = "sample"', 'name = ""', "the name is empty; write one"),
        ('name = "sample"', 'name = "  "', "the name is empty; write one"),
        ('timezone = "Asia/Shanghai"', 'timezone = "Asia/Nowhere"', "is no time zone"),
        ("[source]", '[source]\ndelimiter = ";;"', "is no delimiter"),
        ("[source]", '[source]\nformat = "xlsx"', 'there is no format "xlsx"'),
        ("[fields.channel]", "[fields.chanel]", 'a report has no "chanel" here; did you mean "channel"?'),
        ("[fields.channel]", "[fields.title]", 'a report has no "title" here'),
        ("[place.lat]", "[place.latitude]", 'a report has no "latitude" here'),
        ('column = "渠道"', 'column = "渠道"\ntext = ["{渠道}"]', "say either column"),
        ('text = ["{地址}"]', "", "say either column"),
        ('number = "编号"', 'number = "编号"\nspeed = 1', 'there is no key "speed" here'),
    ],
)
def test_a_defect_of_a_mapping_is_named(tmp_path: Path, old: str, new: str, because: str | None) -> None:
    _, mapping = write(tmp_path)
    assert old in MAPPING
    mapping.write_text(MAPPING.replace(old, new, 1), "utf-8")
    if because is None:
        moments = read_mapping(mapping).moments
        assert moments is not None
        assert moments.column == ""
        return
    with pytest.raises(BadMapping, match=because) as bad:
        read_mapping(mapping)
    assert str(mapping) in str(bad.value)


def test_a_column_that_is_not_there_is_named_with_its_line(tmp_path: Path) -> None:
    _, mapping = write(tmp_path)
    with pytest.raises(BadMapping, match=r'mapping\.toml:\d+: the file has no column "地址"'):
        read_mapping(mapping).require_columns(
            frozenset({"编号", "时间", "渠道", "类别", "内容", "急", "纬度", "经度", "地 址"})
        )


def test_without_a_number_the_row_itself_tells_a_repeat(tmp_path: Path) -> None:
    file, mapping = write(tmp_path, GOOD, GOOD)
    mapping.write_text(MAPPING.replace('number = "编号"\n', ""), "utf-8")
    said = read_mapping(mapping)
    numbers = [report_of(row, said).number for row in rows_of(file, mapping)]
    assert numbers[0] == numbers[2] != numbers[1]
    assert numbers[0].startswith("row-")
