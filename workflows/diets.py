"""Diets as they lie in the office's facts."""

from __future__ import annotations

from domain.facts.meals import MealCardIssued


class DietsOnRecord:
    """Reads them from the fact that put the person on the list."""

    async def avoided(self, card: MealCardIssued) -> frozenset[str]:
        """The kinds of food this person must not be given."""
        return frozenset(card.avoids)
