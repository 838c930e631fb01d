"""Handing over a building: who has to be there, what has to be posted (杭州市物业管理条例45, 47)."""

from __future__ import annotations

from domain.office import NOT_STAFF
from domain.rules.rule import Attempt, rule

BUILDER, PROPERTY = "builder", "property"
STREET_KINDS = ("office", "community", "department", "desk", "team")
"""Kinds of units that are the street's own."""
PUBLICATION = "handover_publication"
OVERRIDE = "post_override"
"""The clock that runs until a changed order of choosing flats is posted."""


@rule("side_missing", "office", body=True)
def three_sides_present(attempt: Attempt) -> bool:
    """Builder, property company and a witness of the street are there, those of this building where it names them."""
    present = (*attempt.get("persons", ()), *attempt.ids)
    posts = [post for one in present for post in attempt.context.office.person(one).posts]
    units, named = attempt.context.office.units, attempt.known.attributes
    sides = all(
        any(post.role == side and named.get(f"{side}_unit", post.unit) == post.unit for post in posts)
        for side in (BUILDER, PROPERTY)
    )
    outside = NOT_STAFF | {BUILDER, PROPERTY}
    witnesses = (post for post in posts if post.role not in outside and post.unit in units)
    return sides and any(units[post.unit].kind in STREET_KINDS for post in witnesses)


@rule("unit_unknown", "office", body=True)
def unit_known(attempt: Attempt) -> bool:
    """A unit that is named is one of the office, in service: else nobody comes, and nobody is told that nobody does."""
    unit, units = attempt.get("unit"), attempt.context.office.units
    return not unit or (unit in units and units[unit].active)


@rule("item_failed", body=True, demands=("items",))
def every_item_passed(attempt: Attempt) -> bool:
    """Nothing on the list is open: with one no a building did not pass, and the builder is asked to repair."""
    items = attempt.get("items") or {}
    asked = attempt.category.asked_in(attempt.command.move) if attempt.category is not None else ()
    return all(items.get(one) not in (None, "", False) for one in asked)


@rule("not_published")
def published(attempt: Attempt) -> bool:
    """Plan and findings are posted, and every changed order of choosing flats is."""
    return PUBLICATION in attempt.known.served and attempt.known.clock(OVERRIDE) is None


RULES = (three_sides_present, unit_known, every_item_passed, published)
