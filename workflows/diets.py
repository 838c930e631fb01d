"""Diets as they lie in the office's facts, where they lie in clear."""

from __future__ import annotations

from domain.facts.meals import MealCardIssued
from domain.sealed import Sealed
from workflows.log import LogUnavailable


class DietsOnRecord:
    """Reads them from the fact that put the person on the list; whoever has the keys gives an engine another."""

    async def avoided(self, card: MealCardIssued) -> frozenset[str]:
        """The kinds of food this person must not be given. Raises LogUnavailable where they lie sealed."""
        avoids: tuple[str, ...] | Sealed = card.avoids
        if isinstance(avoids, Sealed):
            raise LogUnavailable("what somebody must not eat lies sealed, and nothing here opens it")
        return frozenset(avoids)
