"""Office files: what is wrong is told with file, line and key, all at once; the shipped ones are whole."""

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from api.office_file import BadOffice, OfficeFile
from domain.office import NOT_STAFF, Office
from tests.cli.conftest import XIANGFU
from tests.cli.offices import read

GOOD = """
[office]
code = "nowhere"
name_zh = "某街道"

[communities.c1]
name_zh = "一社区"

[units.desk]
kind = "desk"
name_zh = "受理席"

[posts.intake]
role = "intake"
units = ["desk"]
count = 2
person = "intake-{n}"
post_zh = "受理员 {n}"

[places.spot]
kind = "street"
name_zh = "某路"
community = "c1"
at = "30.3,120.1"
"""


def test_the_demo_office_has_everybody_the_work_needs() -> None:
    office = read(XIANGFU)
    communities = [unit.unit for unit in office.units if unit.kind == "community"]
    held = Counter(post.role for post in office.posts)
    assert len(communities) == 17
    assert all(len(code) == 12 and code.startswith("330105009") for code in communities)
    assert held["grid"] == 2 * len(communities)
    assert (held["intake"], held["dispatcher"]) == (3, 3)
    assert held["shift_leader"] >= 2
    assert sum(post.certified for post in office.posts) == 6
    assert {
        "deputy",
        "leader",
        "supervisor",
        "river_chief",
        "river_office",
        "district",
        "committee",
    } <= held.keys()
    assert {"mediator", "steward", "auditor", "checker", "callback", "unit_head", "handler"} <= held.keys()
    person = next(p for p in office.posts if p.person == "grid-330105009011-2")
    assert person.post_zh == "祥符桥社区网格员 2"
    assert NOT_STAFF & held.keys() == {"gateway"}


def test_its_places_are_schematic_and_lie_inside_its_outline() -> None:
    office = read(XIANGFU)
    folded = Office(units={unit.unit: unit for unit in office.units})
    assert {place.kind for place in office.places} >= {"exit", "reach", "outfall", "street", "estate"}
    assert all(place.schematic and folded.contains(place.place) for place in office.places)
    assert all(place.place.object_id for place in office.places if place.kind in ("exit", "outfall", "reach"))


def test_its_service_hall_is_open_through_noon() -> None:
    hours = {
        unit.unit: [(one.opens, one.closes) for one in unit.office_hours] for unit in read(XIANGFU).units
    }
    assert hours["public_service"] == [("08:30:00", "17:30:00")]
    assert sum(map(bool, hours.values())) == 2


def test_a_small_office_is_read(tmp_path: Path) -> None:
    office = _read(tmp_path, GOOD)
    assert [post.person for post in office.posts] == ["intake-1", "intake-2"]
    assert office.timezone == "Asia/Shanghai"
    assert [fact.TOPIC for fact in office.facts] == ["unit.changed"] * 3 + ["role.given"] * 2


@pytest.mark.parametrize(
    ("old", "new", "because"),
    [
        ("[office]", "[ofice]", r":1: there is no table \[office\]"),
        ('code = "nowhere"', "", r':1: "code" is missing'),
        ('code = "nowhere"', 'code = "NO-WHERE"', r":2: .NO-WHERE. is no code of an office"),
        ('name_zh = "某街道"', 'name_zh = "某街道"\narea = ["30,120", "31,120"]', r":4: .area. has 2 corners"),
        ('name_zh = "某街道"', 'name_zh = "某街道"\narea = ["here"]', "is no point"),
        ('name_zh = "某街道"', 'name_zh = "某街道"\ntimezone = "Mars/Base"', "is no time zone"),
        ('name_zh = "某街道"', 'name_zh = "某街道"\noffice_hours = ["9-5"]', "are no office hours"),
        (
            'name_zh = "某街道"',
            'name_zh = "某街道"\noffice_hours = ["13:30-17:30", "08:30-12:00"]',
            r":4: office hours 08:30-12:00 are empty or out of order; write sessions one after the other",
        ),
        ('kind = "desk"', 'kind = "desk"\noffice_hours = ["17:00-09:00"]', r":10: office hours 17:00-09:00 are empty"),
        ('kind = "desk"', 'kind = "desk"\noffice_hours = ["nine"]', r":10: .nine. are no office hours"),
        ('kind = "desk"', 'kind = "desk"\noffice_hours = []\ncommunities = ["c2"]', 'no community "c2"'),
        ('name_zh = "某街道"', 'name_zh = "某街道"\ncolour = "red"', 'there is no key "colour" here'),
        ('kind = "desk"', 'kind = "dask"', 'there is no kind "dask"; did you mean "desk"?'),
        ("[units.desk]", "[units.c1]", "is the code of another unit"),
        ("[units.desk]", '[units."受理"]', "is no code; write letters"),
        ('kind = "desk"', 'kind = "desk"\ncommunities = ["c2"]', 'there is no community "c2"'),
        ('role = "intake"', 'role = "intaker"', 'there is no role "intaker" to be given; did you mean "intake"?'),
        ('role = "intake"', 'role = "system"', 'there is no role "system" to be given'),
        ('units = ["desk"]', 'units = ["dask"]', 'there is no unit "dask"; did you mean "desk"?'),
        ('person = "intake-{n}"', 'person = "intake-{m}"', "use only {unit}"),
        ('person = "intake-{n}"', 'person = "受理 {n}"', "is no id of a person"),
        ('person = "intake-{n}"', 'person = "intake"', "leave one out"),
        ('kind = "street"', 'kind = "avenue"', 'there is no kind "avenue"'),
        ('at = "30.3,120.1"', 'at = "north"', "is no point"),
        ('community = "c1"', 'community = "c9"', 'there is no community "c9"'),
        ("count = 2", 'count = "two"', '"count" must be a whole number'),
        ("count = 2", "count = 2 2", "this is not TOML"),
    ],
)  # fmt: skip
def test_a_defect_is_named_with_its_place(tmp_path: Path, old: str, new: str, because: str) -> None:
    assert old in GOOD
    with pytest.raises(BadOffice, match=because) as bad:
        _read(tmp_path, GOOD.replace(old, new, 1).lstrip())
    assert str(bad.value).startswith(str(tmp_path / "office.toml"))


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(BadOffice) as bad:
        _read(tmp_path, GOOD.replace('"desk"\nname', '"dask"\nname').replace('"intake"', '"intaker"'))
    assert len(bad.value.problems) == 2


PLAN = """
[plans.watch]
workflow = "periodic"
category = "round.outfall"
role = "intake"
units = ["desk"]
place = "spot"
name_zh = "{name_zh}查看"
attributes = { reach_m = 900 }
"""
CYCLES = {"periodic": frozenset({"round.outfall"})}


def test_plans_are_adopted_on_the_day_the_office_is_set_up(tmp_path: Path) -> None:
    office = _read(tmp_path, GOOD + PLAN)
    [plan] = office.plans_from(date(2026, 3, 2))
    assert (plan.plan, plan.name_zh, plan.begins) == ("watch-desk", "受理席查看", date(2026, 3, 2))
    assert (plan.unit, plan.role, plan.attributes) == ("desk", "intake", {"reach_m": 900})
    assert plan.place is not None
    assert plan.place.address == "某路"
    dated = _read(tmp_path, GOOD + PLAN.replace("place =", 'begins = "2026-01-05"\nahead_days = 30\nplace ='))
    assert [(one.begins, one.ahead_days) for one in dated.plans_from(date(2026, 3, 2))] == [
        (date(2026, 1, 5), 30)
    ]


def test_one_row_plans_for_each_community(tmp_path: Path) -> None:
    more = PLAN.replace('["desk"]', '["communities"]').replace('"intake"', '"grid"')
    grid = (
        '[posts.grid]\nrole = "grid"\nunits = ["communities"]\nperson = "grid-{unit}"\npost_zh = "网格员"\n'
    )
    second = '[communities.c2]\nname_zh = "二社区"\n'
    office = _read(tmp_path, GOOD + second + grid + more)
    assert [(plan.plan, plan.name_zh) for plan in office.plans] == [
        ("watch-c1", "一社区查看"),
        ("watch-c2", "二社区查看"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "because"),
    [
        ('role = "intake"', 'role = "grid"', "nobody is grid of desk; give somebody the post"),
        ('units = ["desk"]', 'units = ["dask"]', 'there is no unit "dask"; did you mean "desk"?'),
        ('place = "spot"', 'place = "spat"', 'there is no place "spat"; did you mean "spot"?'),
        ('place = "spot"', 'begins = "Monday"', '"Monday" is no day; write it as "2026-03-02"'),
        ('place = "spot"', "ahead_days = 400", '"ahead_days" is 400; write 366 at most'),
        ("reach_m = 900", "reach_m = [900]", '"reach_m" must be a text, a whole number'),
        ("{name_zh}", "{name}", "use only {unit}"),
        ('workflow = "periodic"', "", '"workflow" is missing'),
        ("[plans.watch]", '[plans."看"]', "is no code; write letters"),
        ('place = "spot"', 'every = "week"', 'there is no key "every" here'),
    ],
)
def test_a_defect_of_a_plan_is_named(tmp_path: Path, old: str, new: str, because: str) -> None:
    assert old in PLAN
    with pytest.raises(BadOffice, match=re.escape(because)):
        _read(tmp_path, GOOD + PLAN.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new", "because"),
    [
        ("round.outfall", "round.outfal", 'periodic has no "round.outfal" that says how often; did you mean'),
        ('"periodic"', '"periodical"', 'no workflow "periodical" with turns is in use here; did you mean'),
    ],
)
def test_a_plan_needs_turns_of_the_catalogue(tmp_path: Path, old: str, new: str, because: str) -> None:
    office = _read(tmp_path, GOOD + PLAN.replace(old, new))
    with pytest.raises(BadOffice, match=re.escape(because)):
        office.require_known(frozenset(), frozenset(), frozenset(), CYCLES)


def test_a_plan_needs_its_workflow_in_use(tmp_path: Path) -> None:
    chosen = GOOD.replace('name_zh = "某街道"', 'name_zh = "某街道"\nworkflows = ["city_case"]')
    office = _read(tmp_path, chosen + PLAN)
    with pytest.raises(BadOffice, match='no workflow "periodic" with turns is in use here'):
        office.require_known(frozenset(), frozenset(), frozenset({"city_case"}), CYCLES)


@pytest.mark.parametrize(
    ("unit", "because"),
    [
        ('duties = ["street.heep"]', 'the catalogue has no category "street.heep"'),
        ('acts = ["fly"]', 'the catalogue has no act "fly"'),
    ],
)
def test_what_the_catalogue_does_not_have_is_named(tmp_path: Path, unit: str, because: str) -> None:
    office = _read(tmp_path, GOOD.replace('kind = "desk"', f'kind = "desk"\n{unit}'))
    with pytest.raises(BadOffice, match=because):
        office.require_known(frozenset({"street.heap"}), frozenset({"vending"}), frozenset())


def _read(folder: Path, text: str) -> OfficeFile:
    file = folder / "office.toml"
    file.write_text(text, "utf-8")
    return read(file)
