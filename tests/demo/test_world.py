"""Who is found for a move of the demo."""

from random import Random

from api.demo.world import World
from tests.demo.memory import play


def test_a_post_that_a_unit_does_not_have_is_taken_by_whoever_holds_it() -> None:
    world: World = play(1, days=7).world
    assert world.holders("maintainer", "fire_brigade") == []
    assert world.one("maintainer", Random(1), unit="fire_brigade") in world.holders("maintainer")


def test_who_is_kept_apart_is_chosen_only_where_nobody_else_is_left() -> None:
    world: World = play(1, days=7).world
    firm = world.holders("maintainer", "lift_firm")
    found = {
        world.one("maintainer", Random(n), unit="lift_firm", apart_from=frozenset(firm[1:]))
        for n in range(20)
    }
    assert found == {firm[0]}
    assert world.one("maintainer", Random(1), unit="lift_firm", apart_from=frozenset(firm)) in firm
