"""Small files of our own: a mapping, and reports to be read with it."""

from pathlib import Path

MAPPING = """
[source]
name = "sample"
timezone = "Asia/Shanghai"

[case]
workflow = "city_case"
actor = "intake-1"
number = "编号"

[time]
column = "时间"
format = "%Y-%m-%d %H:%M"

[fields.channel]
column = "渠道"
values = { "热线" = "hotline", "网站" = "web" }

[fields.category]
column = "类别"
values = { "垃圾" = "street.litter", "噪音" = "street.noise" }

[fields.narrative]
text = ["{类别}:{内容}"]

[fields.urgent]
column = "急"
values = { "急" = "yes" }
default = "no"

[place.lat]
column = "纬度"

[place.lon]
column = "经度"

[place.address]
text = ["{地址}"]

[attributes.source_desk]
default = "sample"
"""
HEADER = "编号,时间,渠道,类别,内容,急,纬度,经度,地址\n"
GOOD = (
    "A-1,2026-11-02 09:30,热线,垃圾,路边堆放,,30.3238,120.1180,花园岗街\n"
    "A-2,2026-11-02 21:10,网站,噪音,夜间喇叭,急,,,莫干山路口\n"
)
BAD = {
    "broken_row": ("A-3,2026-11-02 09:30,热线,垃圾\n", "4 cells, where the header has 9"),
    "bad_moment": ("A-4,2 Nov 2026,热线,垃圾,内容,,30.32,120.11,\n", "is no moment as the mapping says"),
    "unknown_value": (
        "A-5,2026-11-02 09:30,传真,垃圾,内容,,30.32,120.11,\n",
        "not among the values of channel",
    ),
    "no_number": (",2026-11-02 09:30,热线,垃圾,内容,,30.32,120.11,\n", "a repeat could not be told"),
    "half_a_point": ("A-6,2026-11-02 09:30,热线,垃圾,内容,,30.32,,\n", "a latitude without a longitude"),
    "bad_point": ("A-7,2026-11-02 09:30,热线,垃圾,内容,,130.32,120.11,\n", "is no lat in degrees"),
    "field_missing": ("A-8,2026-11-02 09:30,热线,垃圾,内容,,,,\n", "place is missing"),
    "outside_area": ("A-9,2026-11-02 09:30,热线,垃圾,内容,,31.2,121.5,\n", "area"),
}
"""A row for each reason, and what is said of it."""
FORMULA = "=1+1,2026-11-02 09:30,热线,垃圾,@SUM(A1),,31.2,121.5,-cmd\n"


def write(folder: Path, *rows: str, name: str = "reports.csv", encoding: str = "utf-8") -> tuple[Path, Path]:
    """A file of these rows and the mapping for it."""
    file, mapping = folder / name, folder / "mapping.toml"
    file.write_bytes((HEADER + "".join(rows)).encode(encoding))
    mapping.write_text(MAPPING, "utf-8")
    return file, mapping
