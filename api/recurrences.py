"""Which cases are like another, asked of the read model once it has come as far as the log: for the reactions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import psycopg

from api.live_tables import ask_live
from api.services import Services
from domain.case import Case
from domain.clusters import applicant_of, object_of
from projections.recurrences import RECURRENCES
from projections.recurrences_query import Sought, alike, shares_anything
from workflows.log import LogUnavailable

PATIENCE_S = 5.0
"""A reaction waits so long for the read model; the reactor then comes back to the same fact."""


class ReadRecurrences:
    """Asks the live table."""

    def __init__(self, services: Services, patience_s: float = PATIENCE_S) -> None:
        self._services = services
        self._patience_s = patience_s

    async def alike(self, case: Case, since: datetime, position: int) -> Sequence[str]:
        """Those cases. Raises LogUnavailable when the read model does not come that far in time."""
        sought = sought_for(case, since)
        if not shares_anything(sought):
            return ()
        if not await self._services.watch.wait(position, self._patience_s, (RECURRENCES.name,)):
            raise LogUnavailable("the read model of recurrences is behind the log", retry_after_s=1)
        try:
            return await ask_live(self._services.reads, alike(self._services.books, sought))
        except psycopg.Error as error:
            raise LogUnavailable(f"the read model of recurrences: {type(error).__name__}") from None


def sought_for(case: Case, since: datetime) -> Sought:
    """What the cases have in common with this one, if they have."""
    place = case.place
    return Sought(
        case_id=case.id,
        category=case.category,
        since=since,
        object_id=object_of(case),
        lat_deg=place.lat_deg if place else None,
        lon_deg=place.lon_deg if place else None,
        applicant=applicant_of(case),
    )
