"""What somebody must not eat, opened for one decision from where it lies sealed, and forgotten after it."""

from __future__ import annotations

from api.revealing import Revealing
from domain.envelope import Event
from domain.facts.meals import ALLERGENS, MealCardIssued
from domain.sealed import Withheld
from domain.streams import OFFICE
from workflows.log import EventLog


class OpenedDiets:
    """Opens the diet of a card. It knows where each card was told, never what one says."""

    def __init__(self, log: EventLog, revealing: Revealing) -> None:
        self._log = log
        self._revealing = revealing
        self._told: dict[str, Event] = {}
        self._seen = 0

    async def avoided(self, card: MealCardIssued) -> frozenset[str]:
        """The kinds of food this person must not be given. Raises LogUnavailable, KeysUnavailable.

        Every kind where the diet was erased or may not be looked at: nobody can tell what is safe.
        """
        if not card.avoids:
            return frozenset()
        for event in await self._log.stream(OFFICE, self._seen):
            self._seen = event.envelope.version
            if isinstance(event.fact, MealCardIssued):
                self._told[event.fact.person] = event
        ((told,),) = await self._revealing.unnoted([[self._told[card.person]]], even_restricted=False)
        said = told.fact.__dict__["avoids"]
        return frozenset(ALLERGENS if isinstance(said, Withheld) else said)
