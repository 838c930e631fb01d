"""The cases that concern somebody from outside: those he reported himself, found by who acted.

What staff reported for him by telephone he reaches by its number, which he was told.
"""

from __future__ import annotations

from typing import Any

from api.asking import Asked
from api.case_reading import view_of
from api.case_view import case_body, is_reported
from api.lists import run
from api.problems import Problem
from projections.timeline import TIMELINE
from projections.timeline_query import TimelineFilter, timeline

MOST = 200
PATIENCE_S = 2.0


async def own_cases(asked: Asked) -> list[dict[str, Any]]:
    """His latest cases, the newest first, each as far as he may see it.

    Waits a moment for what was done last, since nobody told him of positions.
    """
    await asked.services.watch.wait(await asked.services.log.head(), PATIENCE_S, (TIMELINE.name,))
    wanted = TimelineFilter(actor=asked.person.id, newest_first=True, limit=MOST)
    page = await run(asked, timeline(asked.services.books, wanted))
    found = []
    for case_id in dict.fromkeys(row.case_id for row in page.rows):
        try:
            found.append(case_body(await view_of(asked, case_id, only=is_reported)))
        except Problem:
            continue
    return found
