"""What a proceeding that ends with a decision (a penalty, a petition) has come to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Proceeding:
    """Who was told and heard, who decided what, and what came of it."""

    notified_at: datetime | None = None
    """When the party was told what is intended, the last time; it is heard anew then."""
    heard: bool = False
    """The party made its statement since, or waived it."""
    waived: bool = False
    """It said that it wants no hearing."""
    hearing_held: bool = False
    reviewed: bool = False
    """A legal officer passed it since the last notice."""
    stage: str = ""
    """Stage of the last decision: penalty, handling, review, recheck."""
    outcome: str = ""
    bodies: tuple[str, ...] = ()
    """Who decided, in that order."""
    served_at: datetime | None = None
    """When the decision reached the party."""
    challenged: bool = False
    """A reconsideration or a lawsuit about it is pending."""
    executed: bool = False
    """What the decision grants was carried out."""
    settled: bool = False
    """The parties came to a settlement before a mediator."""


BEGUN = Proceeding()
"""One of which nothing is known yet."""
