"""Finding a case by id or number and what this reader may see of it, now or as it was."""

from __future__ import annotations

import re
from asyncio import gather
from dataclasses import replace

from api.asking import Asked
from api.case_view import View
from api.cuts import moment_of, within
from api.disclosed import Reader, reader_of
from api.named_cases import cases_named
from api.problems import Problem
from api.revealing import Only, Reading, all_of, none_of
from api.unseen import unseen_among
from domain.case import Case
from domain.definition import Workflow
from domain.envelope import Event
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


async def view_of(asked: Asked, named: str, cut: Cut | None = None, *, only: Only = all_of) -> View:
    """The case as this reader sees it. Raises Problem not_found, also for who may not know of it.

    `only` says which fields will be shown: nothing else that lies sealed is opened.
    Rights are those of now, also on the past: who lost a post lost what it let him read.
    """
    events, now, reader = await _read(asked, named_well(named))
    shown = within(events, cut)
    case = now if cut is None else fold(shown)
    if case is None or reader is None:
        raise Problem("not_found", what="case")
    moment = moment_of(cut, shown, asked.now)
    workflow = await asked.services.engine.workflow(case.digest)
    unseen = await unseen_among(asked, cases_named(event.fact for event in events))
    reader = replace(reader, unseen=unseen)
    facts = Reading(
        stream=case.id, events=shown, reader=reader, sensitivity=workflow.sensitivity, only=only, as_corrected=True
    )  # fmt: skip
    return View(
        case=case,
        events=await asked.services.revealing.one(facts),
        workflow=workflow,
        office=asked.office,
        reader=reader,
        wording=asked.wording(case.workflow),
        calendar=asked.calendar(moment),
        now=moment,
    )


async def _read(asked: Asked, named: str) -> tuple[list[Event], Case | None, Reader | None]:
    """The facts of a case, the case, and how it is read: by a right, or because two persons opened it.

    Both streams are read in one round trip. Raises NotFound.
    """
    events, grants = await gather(asked.services.engine.history(named), asked.services.privacy.grants.now())
    now = fold(events)
    opened = grants.opening(asked.person.id, now.id, asked.now) if now else None
    return events, now, reader_of(asked.person, now, opened) if now else None


async def known_of(asked: Asked, named: str) -> tuple[str, Workflow]:
    """The id of a case and its workflow, for a move on it; as remembered where that is enough.

    Raises Problem not_found, also for who may not know of the case.
    """
    case = asked.services.engine.known_case(named_well(named)) if asked.remembered else None
    if case is None or reader_of(asked.person, case) is None:
        view = await view_of(asked, named, only=none_of)
        return view.case.id, view.workflow
    return case.id, await asked.services.engine.workflow(case.digest)
