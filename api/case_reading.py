"""Finding a case by id or number and what this reader may see of it, now or as it was."""

from __future__ import annotations

import re
from asyncio import gather

from api.asking import Asked
from api.case_view import View
from api.cuts import moment_of, within
from api.disclosed import reader_of
from api.problems import Problem
from api.revealing import Only, Reading, all_of
from domain.definition import Workflow
from domain.fold import fold
from projections.as_of import Cut
from workflows.engine_numbers import CASE_NO

_ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def named_well(named: str) -> str:
    """An id or a case number in the form the log knows. Raises Problem not_found."""
    if _ID.fullmatch(named):
        return named.lower()
    if CASE_NO.fullmatch(named):
        return named
    raise Problem("not_found", what="case")


async def view_of(
    asked: Asked,
    named: str,
    cut: Cut | None = None,
    *,
    read: bool = True,
    only: Only = all_of,
) -> View:
    """The case as this reader sees it. Raises Problem not_found, also for who may not know of it.

    Without `read` nothing that lies sealed is opened, for who only wants to know whether he may; `only` says
    which fields will be shown.
    Rights are those of now, also on the past: who lost a post lost what it let him read.
    """
    # Both are read in one round trip.
    events, grants = await gather(
        asked.services.engine.history(named_well(named)), asked.services.privacy.grants.now()
    )
    now = fold(events)
    opened = grants.opening(asked.person.id, now.id, asked.now) if now else None
    reader = reader_of(asked.person, now, opened) if now else None
    shown = within(events, cut)
    case = now if cut is None else fold(shown)
    if case is None or reader is None:
        raise Problem("not_found", what="case")
    moment = moment_of(cut, shown, asked.now)
    workflow = await asked.services.engine.workflow(case.digest)
    if read:
        reading = Reading(
            stream=case.id, events=shown, reader=reader, sensitivity=workflow.sensitivity, only=only
        )
        shown = await asked.services.revealing.one(reading)
    return View(
        case=case,
        events=shown,
        workflow=workflow,
        office=asked.office,
        reader=reader,
        wording=asked.wording(case.workflow),
        calendar=asked.calendar(moment),
        now=moment,
    )


async def known_of(asked: Asked, named: str) -> tuple[str, Workflow]:
    """The id of a case and its workflow, for a move on it; as remembered where that is enough.

    Raises Problem not_found, also for who may not know of the case.
    """
    case = asked.services.engine.known_case(named_well(named)) if asked.remembered else None
    if case is None or reader_of(asked.person, case) is None:
        view = await view_of(asked, named, read=False)
        return view.case.id, view.workflow
    return case.id, await asked.services.engine.workflow(case.digest)
