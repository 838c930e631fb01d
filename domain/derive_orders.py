"""Fields of orders to correct and their rechecks that follow from the order there is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from domain.derivation import Derive, Sent
from domain.office import Post
from domain.rules.rule import Attempt


def _order_no(attempt: Attempt, _: Post, __: Sent) -> Any:
    return attempt.known.order.order_no if attempt.known.order else None


def _immediate_term(attempt: Attempt, _: Post, sent: Sent) -> Any:
    if sent.get("immediate") is not True:
        return None
    return attempt.now + timedelta(minutes=attempt.parameter("immediate_minutes"))


DERIVED: Mapping[tuple[str, str], Derive] = {
    ("correction.confirmed", "order_no"): _order_no,
    ("correction.missed", "order_no"): _order_no,
}
FILLED: Mapping[tuple[str, str], Derive] = {
    ("order.served", "term_due_at"): _immediate_term,
}
