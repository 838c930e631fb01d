"""What may be chosen of the record itself: facts of a case in which a text may be corrected, and with whom."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from domain.rules.correcting import correctable_fields

if TYPE_CHECKING:
    from api.choices import Desk
    from domain.offers import Offer


def facts(desk: Desk, _: Offer) -> Iterable[str]:
    """Facts with a text that may be corrected, the latest first."""
    known = desk.case.facts if desk.case else {}
    return [event for event, topic in reversed(list(known.items())) if correctable_fields(topic)]


def fields(desk: Desk, _: Offer) -> Iterable[str]:
    """Texts that may be corrected in one of them."""
    known = desk.case.facts if desk.case else {}
    return dict.fromkeys(name for topic in known.values() for name in correctable_fields(topic))


def colleagues(desk: Desk, _: Offer) -> Iterable[str]:
    """Members of staff."""
    return sorted(person for person in desk.office.posts if desk.office.person(person).is_staff)
