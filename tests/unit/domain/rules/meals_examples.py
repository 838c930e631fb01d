"""Rules of meals: who may order, what may leave the kitchen, when somebody is known to be safe."""

from __future__ import annotations

from typing import Any

from domain.facts.office import RoleGiven
from tests.calendars import at
from tests.support.given import NOW
from tests.support.meals import brought, order
from tests.support.samples import moment
from tests.support.small_office import office_of
from tests.unit.domain.rules.example import Shown, holds, refuses, rule

ORDERING: dict[str, Any] = {
    "on": "task.opened",
    "by": "grid-1",
    "move": {"given": {"kind": "meal_order", "rule": "asked"}, "requires": ("meal",)},
    "sends": {
        "kind": None, "rule": None, "cases": None, "category": "meal", "subject": "resident-1", "meal": "lunch",
        "since": "2026-03-10",
    },
}  # fmt: skip
EARLY, ONE_MORE = at("2026-03-10 08:59"), at("2026-03-10 09:00")
EGGS, PEANUTS = frozenset({"egg"}), frozenset({"peanut"})

ORDERS = (
    rule("eligible", "not_eligible", **ORDERING)(
        holds("on the list"),
        holds("on its first day", sends={"since": "2026-03-01"}),
        holds("on its last day", sends={"since": "2026-03-31"}),
        refuses("the day before", sends={"since": "2026-02-28"}),
        refuses("the day after", sends={"since": "2026-04-01"}),
        refuses("not on the list", sends={"subject": "resident-9"}),
        refuses("for himself, and not on it", by="resident-9"),
        holds("for himself", by="resident-1", sends={"subject": "resident-9"}),
    ),
    rule("diet_safe", "diet_conflict", **ORDERING)(
        holds("nothing is to be avoided", avoids=frozenset()),
        holds("another thing", avoids=PEANUTS),
        refuses("that very thing", avoids=EGGS),
        refuses("one of two", avoids=EGGS | PEANUTS),
        refuses("another dish", avoids=PEANUTS, sends={"category": "peanuts"}),
        holds("the record knows no diet"),
    ),
    rule("ordered_in_time", "ordering_closed", **ORDERING)(
        holds("a minute before", now=EARLY),
        refuses("as it is over", now=ONE_MORE),
        holds("for dinner", now=ONE_MORE, sends={"meal": "dinner"}),
        holds("for tomorrow", now=ONE_MORE, sends={"since": "2026-03-11"}),
        refuses("for yesterday", now=EARLY, sends={"since": "2026-03-09"}),
    ),
)


LUNCH, DINNER = order(), order(meal="dinner")
CANCELS = (
    rule("before_cutoff", "after_cutoff", on="case.ended", by="kitchen-1")(
        holds("a minute before", LUNCH, now=at("2026-03-03 08:59")),
        refuses("as it is over", LUNCH, now=at("2026-03-03 09:00")),
        holds("dinner", DINNER, now=at("2026-03-03 14:59")),
        refuses("no meal"),
    ),
)

LOADED: dict[str, Any] = {
    "on": "case.dispatched",
    "by": "kitchen-1",
    "sends": {
        "unit": "kitchen",
        "cooked_at": moment("2026-03-03 09:30"),
        "sample_g": 125,
        "sample_until": moment("2026-03-05 09:30"),
        "temperature": "60",
    },
}
ALL = {"requires": ("cooked_at", "sample_g", "sample_until", "temperature")}


def _cooked(when: str) -> dict[str, str]:
    return {"cooked_at": moment(when), "sample_until": moment("2026-03-06 10:00")}


LOADS = (
    rule("batch_sampled", "no_sample", move=ALL, **LOADED)(
        holds("as much and as long as it takes"),
        refuses("a gram less", sends={"sample_g": 124}),
        refuses("a minute less", sends={"sample_until": moment("2026-03-05 09:29")}),
        holds(
            "as it is cooked",
            sends={"cooked_at": moment("2026-03-03 10:00"), "sample_until": moment("2026-03-05 10:00")},
        ),
        refuses(
            "before it is cooked",
            sends={"cooked_at": moment("2026-03-03 10:01"), "sample_until": moment("2026-03-06 10:00")},
        ),
    ),
    rule("hot_enough", "not_hot", move=ALL, **LOADED)(
        holds("sixty degrees"),
        refuses("less", sends={"temperature": "59.9"}),
        holds("more", sends={"temperature": "75.5"}),
    ),
)
ON_THE_DAY = (
    rule("meal_day_come", "before_meal_day", move=ALL, **LOADED)(
        holds("on the day", LUNCH, now=at("2026-03-03 10:30")),
        refuses("the day before", LUNCH, now=at("2026-03-02 23:59")),
        holds("as the day begins", LUNCH, now=at("2026-03-03 00:00")),
        refuses("no meal"),
    ),
    rule("meal_day_not_over", "meal_day_over", move=ALL, **LOADED)(
        holds("on the day", LUNCH, now=at("2026-03-03 23:59")),
        refuses("the day after", LUNCH, now=at("2026-03-04 00:00")),
        holds("before the day", LUNCH, now=at("2026-03-02 10:30")),
        refuses("no meal"),
    ),
)


def _named(batch: str | None) -> dict[str, Any]:
    return {"sends": {"batch": batch}}


JOINS = (
    rule(
        "batch_of_own_meal",
        "other_batch",
        on="case.signed_for",
        by="kitchen-1",
        move={"optional": ("batch",)},
    )(
        holds("not named", LUNCH, **_named(None)),
        holds("by kitchen, day and meal", LUNCH, **_named("kitchen-20260303-lunch")),
        holds("a second pot of these", LUNCH, **_named("kitchen-20260303-lunch-2")),
        refuses("of another day", LUNCH, **_named("kitchen-20260304-lunch")),
        refuses("of another meal", LUNCH, **_named("kitchen-20260303-dinner")),
        refuses("of another kitchen", LUNCH, **_named("canteen-20260303-lunch")),
        refuses("one that only begins alike", LUNCH, **_named("kitchen-20260303-lunches")),
        refuses("of no meal", **_named("kitchen-20260303-lunch")),
        holds("no meal, no batch", **_named(None)),
    ),
)
RELEASES = (
    rule(
        "batch_cleared",
        "batch_not_cleared",
        on="case.resumed",
        move={"requires": ("authority|doc_no",)},
        by="supervisor-1",
        sends={"authority": "market", "doc_no": "市监〔2026〕1号"},
    )(
        holds("by the market regulator"),
        holds("by the health authority", sends={"authority": "health"}),
        refuses("by nobody", sends={"authority": None}),
        refuses("not in writing", sends={"doc_no": None}),
        refuses("in blanks", sends={"doc_no": "  "}),
    ),
)

TALK: dict[str, Any] = {"subject": "resident-1", "purpose": "welfare", "reached": True}
NO_CARD = office_of(RoleGiven(person="courier-1", role="courier", unit="kitchen"))
SAFE = (
    rule("spoke_to_person_or_family", "nobody_reached", on="contact.made", by="courier-1", sends=TALK)(
        holds("the person", LUNCH),
        holds("the family", LUNCH, sends={"subject": "family-1"}),
        refuses("a neighbour", LUNCH, sends={"subject": "resident-2"}),
        refuses("nobody", LUNCH, sends={"reached": False}),
        refuses("no meal"),
        holds("the person, off the list by now", LUNCH, office=NO_CARD),
        refuses("the family, off the list by now", LUNCH, office=NO_CARD, sends={"subject": "family-1"}),
    ),
    rule("spoke_to_person_or_family", "nobody_reached", on="delivery.recorded", by="courier-1")(
        holds("in person", LUNCH),
        holds("on the phone", LUNCH, sends={"proof": "call"}),
        refuses("a picture of the door", LUNCH, sends={"proof": "photo"}),
    ),
)
BOOKED = (
    rule("one_subsidy_a_day", "subsidy_posted", on="ledger.posted", by="system")(
        holds("the log refuses a second", LUNCH, brought(), now=NOW),
        holds("given back", LUNCH, brought("withheld"), now=NOW),
        holds("refused at the door", LUNCH, brought("refused"), now=NOW),
    ),
)
SHOWN: tuple[Shown, ...] = (*ORDERS, *CANCELS, *LOADS, *ON_THE_DAY, *JOINS, *RELEASES, *SAFE, *BOOKED)
