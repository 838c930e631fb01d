"""From a kind of story to a story: its category, place, channel, people, and when it begins."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

from api.demo.courses import side_stories, turns_of
from api.demo.dispute_fields import LETTERS
from api.demo.field_work_fields import ACTS, AT_ONCE
from api.demo.ids import Ids
from api.demo.kinds import Kind, Rest
from api.demo.mix import drawn, shares_of
from api.demo.story import Story
from api.demo.world import World, nearby
from api.office_places import ListedPlace
from domain.facts.intake import PUBLIC_CHANNELS

RESIDENTS = 180
CHANNELS = {
    "city_case": {"hotline": 8, "app": 5, "web": 1, "window": 1, "grid": 8, "patrol": 1},
    "river_bank": {"hotline": 3, "app": 3, "grid": 4, "river_chief": 6},
    "metro_area": {"hotline": 4, "app": 5, "grid": 7},
    "estate": {"hotline": 4, "app": 4, "window": 2, "grid": 1},
    "meal_order": {"grid": 1},
    "service_item": {"window": 6, "web": 2, "app": 2},
    "mediation": {"window": 5, "committee": 4, "grid": 3, "court": 1, "police": 1},
    "kitchen_fume": {"hotline": 3, "app": 2, "grid": 2},
    "ebike_lift": {"device": 1},
    "petition": {"window": 5, "letter": 3, "web": 2, "superior": 1},
}
PROFILE = {"grid": "rounds", "patrol": "rounds", "river_chief": "rounds"}
OF_A_WORKFLOW = {"mediation": "window", "service_item": "window", "metro_area": "peak", "petition": "window"}
WITHOUT_DUTIES = ("mediation", "petition")
"""Workflows whose cases are given to whoever is named."""
KIND_OF_PLACE = {
    "river": ("reach",),
    "metro": ("exit",),
    "fume": ("street",),
    **dict.fromkeys(("dispute", "hotline", "estate", "ebike", "petition", "meal", "service"), ("estate",)),
}
SPECIAL = {
    "river.outfall_dry": ("outfall",),
    "street.site_dust": ("site",),
    "street.heap": ("estate", "street"),
}
RARE = ("street.road_collapse", "river.pollution", "hotline.accusation", "dispute.family_status")
REPEATS = frozenset({"repeat", "late_repeat"})
RECURRING, ONE_IN = 3, 25
"""So many stories are about one matter, and one such matter comes on so many stories."""
AGAIN, HOUSEHOLD, DAYS_APART = "again", "household-1", 3
"""Stories of one household that comes again and again, and how many days lie between two."""
NEVER_RECURRING = ("mediation", "meal_order", "service_item")
NOT_DRAWN = ("dispute.reserved",)
"""Told only by the kind that needs it."""


class Casting:
    """Casts the stories of one demo: `first` to `end` is the time simulated."""

    def __init__(self, world: World, ids: Ids, seed: int, first: date, days: int, end: datetime) -> None:
        self._world, self._ids, self._seed = world, ids, seed
        self._first, self._days, self._end = first, days, end

    def stories(self, cases: int) -> Iterator[Story]:
        """Yield every story, workflow by workflow."""
        number = 0
        for workflow, count in shares_of(cases - sum(turns_of(cases).values())).items():
            told: list[Story] = []
            for kind in drawn(workflow, count, Random(f"{self._seed}/{workflow}")):  # noqa: S311
                number += 1
                told.append(self._cast(workflow, kind, number))
            self._follow(told)
            self._come_again(told)
            if workflow not in NEVER_RECURRING:
                self._recur(told, Random(f"{self._seed}/{workflow}/recurring"))  # noqa: S311
            yield from told
        yield from side_stories(self._world, self._ids, self._seed, cases, number, self._first, self._end)

    def _follow(self, told: list[Story]) -> None:
        """Let each repeated report come in soon after the one it repeats."""
        hosts = [story for story in told if not REPEATS & set(story.quirks)]
        for story in told:
            if REPEATS & set(story.quirks) and hosts:
                host = story.dice.choice(hosts)
                later = self._world.moments.office(host.arrives_at, story.dice.uniform(15, 90))
                if later < self._end:
                    story.master, story.arrives_at = host.case_id, later

    def _come_again(self, told: list[Story]) -> None:
        """One household after the other time, close enough to each other to be counted together."""
        again = sorted((one for one in told if AGAIN in one.quirks), key=lambda one: len(one.quirks))
        begin = self._end - timedelta(days=DAYS_APART * (len(again) + 3))
        for nth, story in enumerate(again):
            story.arrives_at = max(begin, self._world.moments.midnight(self._first)) + timedelta(
                days=DAYS_APART * nth, hours=9, minutes=story.dice.randint(0, 300)
            )
            story.parties = (HOUSEHOLD,)

    def _recur(self, told: list[Story], dice: Random) -> None:
        """Let some matters come back: three plain stories that follow each other are about the first one's."""
        plain = sorted(filter(_is_plain, told), key=lambda story: story.arrives_at)
        starts = range(0, len(plain) - RECURRING + 1, RECURRING)
        for start in dice.sample(starts, min(len(starts), len(told) // ONE_IN)):
            host, *others = plain[start : start + RECURRING]
            for nth, story in enumerate(others, 1):
                latest = self._world.moments.office(host.arrives_at, nth * dice.uniform(200, 900))
                story.arrives_at = min(story.arrives_at, latest)
                story.category, story.place = host.category, nearby(host.place, dice, 8)

    def _cast(self, workflow: str, kind: Kind | Rest, number: int) -> Story:
        dice = Random(f"{self._seed}/{number}")  # noqa: S311 - a simulation, nothing secret
        category, listed = self._category(workflow, kind, dice)
        channel = self._channel(workflow, kind, dice)
        profile = OF_A_WORKFLOW.get(workflow) or PROFILE.get(channel, "public")
        arrives = self._arrival(kind, profile, dice)
        return Story(
            number=number,
            case_id=self._ids.at(arrives),
            workflow=workflow,
            category=category,
            place=nearby(listed.place, dice, 12),
            channel=channel,
            profile=profile,
            arrives_at=arrives,
            dice=dice,
            quirks=list(kind.quirks),
            rest_in=kind.state if isinstance(kind, Rest) else "",
            brisk=isinstance(kind, Rest),
            reporter=_reporter(channel, dice),
            parties=tuple(f"party-{number}{letter}" for letter in "abc"[: _parties(dice)]),
        )

    def _category(self, workflow: str, kind: Kind | Rest, dice: Random) -> tuple[str, ListedPlace]:
        """A category that fits the kind, with a place of its sort where somebody has the duty."""
        fitting = [
            name
            for name in self._world.workflows[workflow].categories
            if self._fits(workflow, name, kind.needs)
        ]
        weights = [1 if name in RARE else 6 for name in fitting]
        while True:
            category = dice.choices(fitting, weights)[0]
            listed = dice.choice([place for sort in _sorts(category) for place in self._world.places[sort]])
            units = self._world.units_for(category, listed.place.community)
            if workflow in WITHOUT_DUTIES or len(units) > (kind.needs == "two_units"):
                return category, listed

    def _fits(self, workflow: str, name: str, needs: str) -> bool:
        flags = self._world.workflows[workflow].categories[name].flags
        if needs in ("", "two_units"):
            return name not in NOT_DRAWN
        if needs in ("on_the_spot", "safety", "confirmable"):
            return needs in flags
        if needs == "no_danger":
            return "safety" not in flags
        if needs == "order":
            return name in ACTS
        return name in ACTS and name not in AT_ONCE if needs == "term" else name == needs

    def _channel(self, workflow: str, kind: Kind | Rest, dice: Random) -> str:
        usual = CHANNELS[workflow]
        if kind.channels:
            listed = {name: usual.get(name, 1) for name in kind.channels}
            return dice.choices(list(listed), list(listed.values()))[0]
        return dice.choices(list(usual), list(usual.values()))[0]

    def _arrival(self, kind: Kind | Rest, profile: str, dice: Random) -> datetime:
        """Some day of the span; for a case that is left somewhere, early enough to come there."""
        moments = self._world.moments
        if isinstance(kind, Kind):
            days = max(3, self._days - kind.room)
            return moments.arrival(moments.day_of(self._first, days, profile, dice), profile, dice)
        day = max(self._first, moments.before(self._end, dice.uniform(*kind.lead)))
        at = moments.arrival(day, "rounds", dice)
        return min(at, self._end - timedelta(hours=2))


def _is_plain(story: Story) -> bool:
    """Nothing else is peculiar about it."""
    return not story.quirks and not story.rest_in and story.channel != "device"


def _sorts(category: str) -> tuple[str, ...]:
    """The kinds of place where such a thing is found."""
    if category in SPECIAL:
        return SPECIAL[category]
    return KIND_OF_PLACE.get(category.partition(".")[0], ("street", "estate"))


def _reporter(channel: str, dice: Random) -> str:
    """Who waits for an answer; one in twelve callers gives no name."""
    if channel not in PUBLIC_CHANNELS or (channel == "hotline" and dice.random() < 1 / 12):
        return ""
    return f"resident-{dice.randint(1, RESIDENTS)}"


def _parties(dice: Random) -> int:
    return len(LETTERS) if dice.random() < 0.12 else 2
