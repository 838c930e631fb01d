"""The office as its facts made it: units, posts, duties, area; and as it was at any moment before."""

from __future__ import annotations

import pytest

from domain.facts.dispatch import AuthorityNotified
from domain.facts.office import CataloguePublished, FormulaPublished, RoleGiven, RoleTaken, UnitChanged
from domain.office import Office, Person, Post, evolve_office
from domain.values import Place
from tests.support.small_office import EAST, OFFICE, WEST, office_event, office_of

ROADS = UnitChanged(unit="roads", kind="department", name_zh="公共管理办", duties=("hole",))


def test_a_unit_is_as_it_was_last_said_to_be() -> None:
    changed = UnitChanged(unit="roads", kind="department", name_zh="公共管理办公室")
    office = office_of(ROADS, UnitChanged(unit="firm", kind="firm", name_zh="公司"), changed)
    assert office.units == {"roads": changed, "firm": UnitChanged(unit="firm", kind="firm", name_zh="公司")}
    assert office.version == 3


def test_posts_are_given_and_taken() -> None:
    given = RoleGiven(
        person="person-1", role="officer", unit="team", post_zh="执法队员", post_en="Officer", certified=True
    )
    head = RoleGiven(person="person-1", role="unit_head", unit="team")
    elsewhere = RoleGiven(person="person-1", role="officer", unit="other")
    office = office_of(given, head, elsewhere)
    assert office.person("person-1") == Person(
        id="person-1",
        posts=(
            Post(role="officer", unit="team", title_zh="执法队员", title_en="Officer", certified=True),
            Post(role="unit_head", unit="team"),
            Post(role="officer", unit="other"),
        ),
    )
    assert office.person("person-1").roles == {"officer", "unit_head"}
    assert office.person("person-1").units == {"team", "other"}
    fewer = office_of(RoleTaken(person="person-1", role="officer", unit="team"), before=office)
    assert [(post.role, post.unit) for post in fewer.person("person-1").posts] == [
        ("unit_head", "team"),
        ("officer", "other"),
    ]


def test_a_post_given_again_is_one_post() -> None:
    again = RoleGiven(person="person-1", role="officer", unit="team", certified=True)
    office = office_of(RoleGiven(person="person-1", role="officer", unit="team"), again)
    assert office.person("person-1").posts == (Post(role="officer", unit="team", certified=True),)


def test_a_post_nobody_held_can_be_taken() -> None:
    assert office_of(RoleTaken(person="person-1", role="officer", unit="team")).person("person-1").posts == ()


def test_the_past_is_the_fold_of_what_was_known_then() -> None:
    facts = (
        RoleGiven(person="person-1", role="checker", unit="desk"),
        RoleTaken(person="person-1", role="checker", unit="desk"),
    )
    assert office_of(*facts[:1]).person("person-1").roles == {"checker"}
    assert office_of(*facts).person("person-1").roles == frozenset()


def test_the_latest_version_of_a_workflow_is_in_force() -> None:
    office = office_of(
        CataloguePublished(workflow="city_case", version=1, digest="one"),
        CataloguePublished(workflow="mediation", version=1, digest="m"),
        CataloguePublished(workflow="city_case", version=2, digest="two"),
    )
    assert office.published == {"city_case": "two", "mediation": "m"}


def test_a_fact_of_another_kind_only_counts() -> None:
    before = office_of(ROADS)
    after = evolve_office(before, office_event(AuthorityNotified(), 2))
    assert (after.version, after.units, after.posts) == (2, before.units, before.posts)


def test_the_system_is_who_it_is_whatever_posts_it_was_given() -> None:
    office = office_of(RoleGiven(person="system", role="deputy", unit="board"))
    assert office.person("system") == Person(id="system", posts=(Post(role="system", unit=""),))
    assert office.person("nobody") == Person(id="nobody")


@pytest.mark.parametrize(
    ("role", "is_staff"),
    [
        ("handler", True),
        ("auditor", True),
        ("gateway", False),
        ("system", False),
        ("reporter", False),
        ("party", False),
    ],
)
def test_staff_hold_a_post_that_is_more_than_a_part_in_a_case(role: str, is_staff: bool) -> None:
    assert Person(id="p", posts=(Post(role=role, unit="u"),)).is_staff is is_staff
    assert not Person(id="p").is_staff
    assert Person(id="p", posts=(Post(role="gateway", unit="u"), Post(role="handler", unit="u"))).is_staff


@pytest.mark.parametrize(
    ("unit", "category", "community", "has"),
    [
        ("roads", "litter", EAST, True),
        ("roads", "litter", "anywhere", True),
        ("roads", "gas", EAST, False),
        ("firm", "gas", EAST, True),
        ("firm", "", "", True),
        (EAST, "litter", EAST, True),
        (EAST, "litter", WEST, False),
        (EAST, "gas", EAST, False),
        (WEST, "litter", WEST, False),
        ("gone", "litter", EAST, False),
        ("nobody", "litter", EAST, False),
    ],
)
def test_the_duty_list_says_who_may_be_given_what_where(
    unit: str, category: str, community: str, has: bool
) -> None:
    assert OFFICE.has_duty(unit, category, community) is has


def test_units_with_a_duty_come_in_order() -> None:
    assert OFFICE.units_with_duty("litter", EAST) == (EAST, "firm", "roads")
    assert OFFICE.units_with_duty("litter", WEST) == ("firm", "roads")
    assert OFFICE.units_with_duty("gas", WEST) == ("firm",)


def _point(lat: float | None, lon: float | None, **more: str) -> Place:
    return Place(lat_deg=lat, lon_deg=lon, **more)


# A dent from the south: the point in its mouth is outside.
DENTED = ("0,0", "0,4", "4,4", "4,8", "0,8", "0,12", "8,12", "8,0")
SHAPES = office_of(
    UnitChanged(unit="office", kind="office", name_zh="-", area=DENTED),
    UnitChanged(unit="island", kind="office", name_zh="-", area=("20,20", "20,21", "21,20")),
    UnitChanged(unit="park", kind="department", name_zh="-", area=("50,50", "50,60", "60,60", "60,50")),
    UnitChanged(unit="board", kind="office", name_zh="-"),
)


@pytest.mark.parametrize(
    ("lat", "lon", "inside"),
    [
        (6, 6, True),
        (2, 6, False),
        (2, 2, True),
        (2, 10, True),
        (2, -1, False),
        (2, 13, False),
        (9, 6, False),
        (-1, 2, False),
        (3.9, 3.9, True),
        (3.9, 4.1, False),
        (4.1, 4.1, True),
        (20.2, 20.2, True),
        (20.6, 20.6, False),
        (20.9, 20.05, True),
        (20.9, 20.2, False),
        (55, 55, False),
    ],
)
def test_a_point_is_in_the_area_when_inside_any_outline_of_the_office(
    lat: float, lon: float, inside: bool
) -> None:
    assert SHAPES.contains(_point(lat, lon)) is inside


def test_without_an_outline_every_point_will_do() -> None:
    assert office_of(ROADS).contains(_point(80, 80))
    assert Office().contains(_point(80, 80))


def test_a_place_without_a_point_is_judged_by_its_community() -> None:
    assert OFFICE.contains(Place(address="莲花路"))
    assert OFFICE.contains(Place(address="莲花路", community=EAST))
    assert not OFFICE.contains(Place(address="莲花路", community="999"))
    assert not OFFICE.contains(_point(30.35, None)), "half a point is nowhere"
    assert not OFFICE.contains(_point(30.35, None, community="999"))
    assert not OFFICE.contains(_point(None, 120.15, community="999"))
    assert OFFICE.contains(_point(30.35, 120.15, community="999"))


def test_a_formula_in_force_is_the_one_published_last() -> None:
    office = office_of(
        FormulaPublished(formula="closing_rate", version=1, digest="one"),
        FormulaPublished(formula="rework_rate", version=1, digest="r"),
        FormulaPublished(formula="closing_rate", version=2, digest="two"),
    )
    assert office.formulas == {"closing_rate": "two", "rework_rate": "r"}
    assert office.published == {}
