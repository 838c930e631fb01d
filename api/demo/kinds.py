"""Kinds of stories, and states to leave cases in.

A quirk is something that goes otherwise than usual, by the name the habits ask for.
"""

from __future__ import annotations

from dataclasses import dataclass

Quirks = tuple[str, ...]


@dataclass(frozen=True)
class Kind:
    """A kind of story. `needs`: two_units, a flag of the category, no_danger, order, term, or a category by its id."""

    weight: float
    quirks: Quirks = ()
    channels: Quirks = ()
    needs: str = ""
    room: int = 0
    """So many days before the end it begins at the latest, to come to what is peculiar about it."""


@dataclass(frozen=True)
class Rest:
    """A state to leave cases in, what leads there, and how many working days before the end they begin."""

    state: str
    quirks: Quirks = ()
    lead: tuple[float, float] = (0.3, 2.0)
    needs: str = ""
    channels: Quirks = ()


PUBLIC = ("hotline", "app", "web", "window")
