"""Fields that nobody types of a meal order, its delivery and its account, and of what an office decides itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from domain.claims import account_key
from domain.derivation import ByKind, Derive, Sent, composed_title
from domain.derive_dispatch import unit_of
from domain.facts.meals import CHARGE, DELIVERED, REFUND, SUBSIDY
from domain.facts.tasks import MEAL_ORDER
from domain.meal_plan import LOAD, ORDER, batch_of, moment_of
from domain.office import Post
from domain.rules.rule import Attempt
from domain.scalars import SCALARS

SHARES: Mapping[str, int] = {"full": 100, "half": 50, "none": 0}
"""Percent of a meal that the office pays, by tier."""


def _batch(attempt: Attempt, post: Post, sent: Sent) -> str | None:
    """Meals of one kitchen, day and meal are one batch, unless the kitchen says otherwise."""
    task = attempt.known.task
    if task is None or not task.meal:
        return None
    return batch_of(unit_of(attempt, post, sent), task.since, task.meal)


def _planned(attempt: Attempt, _: Post, __: Sent) -> datetime | None:
    """When a meal leaves the kitchen; whoever takes on anything else says by when it is done."""
    task = attempt.known.task
    return moment_of(attempt, task.since, task.meal, LOAD) if task is not None and task.meal else None


def _ordered_until(attempt: Attempt, _: Post, sent: Sent) -> datetime | None:
    """The kitchen confirms an order by the hour at which ordering ends."""
    day = SCALARS[date][0](sent.get("since"))
    return moment_of(attempt, day, str(sent.get("meal")), ORDER) if day else None


def _stop(attempt: Attempt, _: Post, __: Sent) -> str | None:
    """The stop of the last try, else what is known of the place."""
    case, place = attempt.known, attempt.known.place
    return case.stop or (place.object_id or place.address if place else None) or None


def _entry(attempt: Attempt, _: Post, __: Sent) -> str:
    """A meal that arrived is subsidised, one that did not is given back, each once a person and day; else it is charged
    as it is.
    """
    task = attempt.known.task
    wanted = SUBSIDY if attempt.known.delivery == DELIVERED else REFUND
    posted = task is not None and account_key(task.subject, task.since, wanted) in attempt.context.claimed
    return CHARGE if posted else wanted


def _amount(attempt: Attempt, _: Post, sent: Sent) -> int:
    """Fen, by the price of a meal and the person's tier as the list says now."""
    task, price = attempt.known.task, attempt.workflow.parameters.get("meal_price_fen", 0)
    card = attempt.context.office.meal_cards.get(task.subject) if task is not None else None
    paid_by_office = price * SHARES[card.tier if card else "none"] // 100
    arrived = attempt.known.delivery == DELIVERED
    amounts = {SUBSIDY: paid_by_office, REFUND: price - paid_by_office, CHARGE: price if arrived else 0}
    return amounts.get(str(sent.get("entry")), 0)


DERIVED: Mapping[tuple[str, str], Derive] = {
    ("ledger.posted", "account"): lambda attempt, _, __: attempt.known.task and attempt.known.task.subject,
    ("ledger.posted", "day"): lambda attempt, _, __: (
        attempt.known.task.since.isoformat() if attempt.known.task else None
    ),
    ("ledger.posted", "amount"): _amount,
}
FILLED: Mapping[tuple[str, str], Derive] = {
    ("supplement.requested", "items"): lambda _, __, sent: ["papers"] if sent.get("papers") else None,
    ("case.signed_for", "batch"): _batch,
    ("case.signed_for", "until"): _planned,
    ("delivery.recorded", "stop"): _stop,
    ("ledger.posted", "entry"): _entry,
}
DERIVED_BY_KIND: ByKind = {
    ("task.opened", MEAL_ORDER): {
        "title": composed_title,
        "until": lambda _, __, sent: sent.get("since"),
        "due_at": _ordered_until,
    },
}
FILLED_BY_KIND: ByKind = {
    ("decision.issued", "service"): {"body": lambda _, post, __: post.unit or None},
}
