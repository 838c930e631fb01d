"""Devices, alarms and standards as data: sound as packaged, and what is wrong in one is told with line and reason."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from domain.sensing.resolving import for_device
from domain.sensing.standard import class_of
from workflows.loader import Catalogue, catalogue_dir, load_catalogue

STANDARD = """\
[water]
labels = { zh = "水", en = "Water" }
edition = "W 1"
basis = "S"
source = "试验"
classes = ["I", "II"]
worse = { zh = "劣", en = "worse" }
[water.factors.x1]
labels = { zh = "甲", en = "A" }
unit = "mg/L"
bound = "most"
limits = ["1", "2"]
[water.codes]
4 = { word = "stuck", zh = "停", en = "Stuck" }
[water.vendors.v]
9 = "stuck"
"""
DEVICES = """\
[kinds.meter]
labels = { zh = "表", en = "Meter" }
every_s = 60
silent_s = 3600
standard = "water"
codes = "water"
[alarms.high]
version = 1
labels = { zh = "高", en = "High" }
kind = "over_limit"
device_kind = "meter"
workflow = "river_bank"
category = "river.pollution"
basis = "D"
source = "试验"
[alarms.high.conditions.a]
when = { x1 = { over = "class", hysteresis = "0.1" } }
"""


@pytest.fixture(scope="module")
def packaged() -> Catalogue:
    return load_catalogue([catalogue_dir()]).required()


def read(folder: Path, standard: str = STANDARD, devices: str = DEVICES) -> tuple[Catalogue, list[str]]:
    """A catalogue with these files, and its problems as line, code and words."""
    for name, text in (("standards", standard), ("devices", devices)):
        (folder / name).mkdir()
        (folder / name / "own.toml").write_text(text, "utf-8")
    found = load_catalogue([catalogue_dir(), folder])
    return found, [f"{one.path.parent.name}:{one.line} {one.code} {one.message}" for one in found.problems]


def test_an_office_adds_devices_of_its_own(tmp_path: Path) -> None:
    found, problems = read(tmp_path)

    assert problems == []
    sensing = found.sensing
    resolved = for_device(sensing.alarms["high"], sensing.kinds["meter"], sensing.standards["water"], "II")
    assert resolved.conditions[0].terms[0].limit == Decimal(2)
    assert "water_station" in sensing.kinds


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('bound = "most"', 'bound = "mots"', "standards:11 unknown_bound"),
        ('["1", "2"]', '["1"]', 'standards:12 wrong_number "limits" has 1 numbers; write 2'),
        ('["1", "2"]', '["1", "2,0"]', "standards:12 wrong_type"),
        ('["1", "2"]', "[1, 2]", "standards:12 wrong_type"),
        ('9 = "stuck"', '9 = "stuk"', 'standards:16 unknown_word there is no code word "stuk"; did you mean "stuck"?'),
        ('basis = "S"', 'basis = "Z"', "standards:4 unknown_basis"),
        ('edition = "W 1"', 'edition = "W 1"\nin_force = "1.6.2002"', "standards:4 wrong_type"),
        ('unit = "mg/L"', 'unot = "mg/L"', "standards:10 unknown_key"),
    ],
)  # fmt: skip
def test_a_standard_that_is_wrong_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert any(one.startswith(told) for one in read(tmp_path, STANDARD.replace(old, new))[1])


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('kind = "over_limit"', 'kind = "over"', "unknown_kind"),
        ('device_kind = "meter"', 'device_kind = "metre"', "unknown_kind"),
        ('standard = "water"', 'standard = "watr"', "unknown_standard"),
        ("x1 =", "x2 =", "unknown_factor"),
        ('workflow = "river_bank"', 'workflow = "river"', "unknown_workflow"),
        ('category = "river.pollution"', 'category = "river.polution"', "unknown_category"),
        ('over = "class"', 'over = "1,5"', "wrong_type"),
        ('over = "class"', 'over = "1", under = "2"', "bad_term"),
        ('over = "class", hysteresis = "0.1"', "", "bad_term"),
        ("when = {", 'hours = ["9-10"]\nwhen = {', "bad_hours"),
        ("when = {", 'quiet_modes = ["asleep"]\nwhen = {', "unknown_mode"),
        ("when = {", 'mean_s = 60\nunless = { x1 = { is = "0" } }\nwhen = {', "bad_mean"),
        ('when = { x1 = { over = "class", hysteresis = "0.1" } }', "samples = 2", "missing_key"),
        ("[alarms.high.conditions.a]\n", "", "missing_key"),
        ('source = "试验"', 'source = "试验"\nmoves = { open = "raport" }', "unknown_moves"),
        ('source = "试验"', 'source = "试验"\nmode = "quiet"', "unknown_mode"),
        ('when = { x1 = { over = "class", hysteresis = "0.1" } }',
         'when = { faults = { among = ["lost"] } }', "unknown_word"),
    ],
)  # fmt: skip
def test_an_alarm_that_is_wrong_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    problems = read(tmp_path, devices=DEVICES.replace(old, new))[1]

    assert any(f" {told} " in one for one in problems), problems


def test_a_shadow_alarm_may_run_ahead_of_its_workflow(tmp_path: Path) -> None:
    ahead = DEVICES.replace('workflow = "river_bank"', 'workflow = "not_yet"\nmode = "shadow"')

    assert read(tmp_path, devices=ahead)[1] == []


@pytest.mark.parametrize(
    ("values", "class_", "worst"),
    [
        ({"w21003": "0.15", "w01009": "7.5"}, "I", ("w01009", "w21003")),
        ({"w21003": "0.151", "w01009": "7.5"}, "II", ("w21003",)),
        ({"w21003": "1.0", "w01009": "5", "w21011": "0.2", "w01018": "20"}, "III",
         ("w01009", "w01018", "w21003", "w21011")),
        ({"w21003": "0.1", "w01009": "2.99"}, "V", ("w01009",)),
        ({"w21003": "2.01"}, "劣Ⅴ类", ("w21003",)),
        ({"w01001": "9.01", "w21003": "0.1"}, "劣Ⅴ类", ("w01001",)),
        ({"w21001": "9", "w21003": "0.1"}, "I", ("w21003",)),
    ],
)  # fmt: skip
def test_a_river_has_the_class_of_its_worst_factor(
    packaged: Catalogue, values: dict[str, str], class_: str, worst: tuple[str, ...]
) -> None:
    """GB 3838-2002: limits are inclusive, total nitrogen is for lakes."""
    standard = packaged.sensing.standards["gb3838_2002"]
    judged = class_of(standard, {name: Decimal(value) for name, value in values.items()})

    assert judged is not None
    named = (*standard.classes, standard.worse[0])
    assert (named[judged.nth], judged.worst) == (class_, worst)


def test_nothing_that_counts_has_no_class(packaged: Catalogue) -> None:
    standard = packaged.sensing.standards["gb3838_2002"]

    assert class_of(standard, {"w21001": Decimal(1), "other": Decimal(1)}) is None


def test_every_size_of_kitchen_has_one_limit(packaged: Catalogue) -> None:
    """GB 18483-2001 表2."""
    standard = packaged.sensing.standards["gb18483_2001"]

    assert {standard.limit("a34041", size) for size in standard.classes} == {Decimal("2.0")}


@pytest.mark.parametrize(
    ("vendor", "code", "word"),
    [
        ("", "4", "stopped_outside_zone"),
        ("", "90", "alarm_button"),
        ("", "93", ""),
        ("extended_90", "93", "trapped_at_floor"),
        ("extended_90", "4", "stopped_outside_zone"),
        ("own_numbers", "6", "stopped_outside_zone"),
        ("", "6", "run_time_limit"),
        ("own_numbers", "7", "trapped"),
        ("nobody", "4", "stopped_outside_zone"),
    ],
)
def test_a_vendors_list_of_codes_comes_first(packaged: Catalogue, vendor: str, code: str, word: str) -> None:
    assert packaged.sensing.standards["gb24476_2017"].word(code, vendor) == word


def test_packaged_alarms_are_resolved_for_every_class(packaged: Catalogue) -> None:
    sensing = packaged.sensing
    for alarm in sensing.alarms.values():
        kind, standard = sensing.kinds[alarm.device_kind], sensing.standard_of(alarm.device_kind)
        for class_ in standard.classes if standard else ("",):
            resolved = for_device(alarm, kind, standard, class_)
            assert not any(term.by_class for one in resolved.conditions for term in one.terms)
    mean = for_device(
        sensing.alarms["fume_over_limit"], sensing.kinds["fume_monitor"], sensing.standards["gb18483_2001"], "small"
    ).conditions[0]  # fmt: skip
    assert mean.mean_least == 8  # three quarters of ten, of one a minute
