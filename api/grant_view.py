"""Requests to read a case as plain data, with the reasons for those who may know of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from api.asking import Asked
from api.disclosed import shown
from api.pages.texts import text_of
from domain.case import Case
from domain.codec import to_data
from domain.facts.schema import Fact
from domain.grants import Asking

PERSONAL = 2
"""The class of the words of a request; who may know of it may read them."""


async def grants_body(asked: Asked, found: Sequence[Asking]) -> list[dict[str, Any]]:
    """Every request with its case, who asked, what for, and what became of it."""
    wanted = {one.case for one in found}
    cases = {case.id: case for case in await asked.services.engine.cases(wanted)} if wanted else {}
    return [await _body(asked, one, cases) for one in found]


async def _body(asked: Asked, one: Asking, cases: Mapping[str, Case]) -> dict[str, Any]:
    wording, stands, case = asked.wording(), one.stands(asked.now), cases.get(one.case)
    return {
        "id": one.id,
        "case": {"id": one.case, "case_no": (case.case_no or None) if case else None},
        "by": one.by,
        "by_label": wording.person(asked.office, one.by),
        "purpose": one.purpose,
        "purpose_label": wording.value("purpose", one.purpose),
        "hours": one.hours,
        "reason": await _reason(asked, one.position),
        "asked_at": to_data(one.asked_at),
        "state": stands,
        "state_label": text_of(f"grant_{stands}", asked.language),
        "open": one.opens(asked.now),
        "until": to_data(one.until),
        "decided_by": one.decided_by or None,
        "decided_by_label": wording.person(asked.office, one.decided_by),
        "decided_at": to_data(one.decided_at),
        "refused_because": await _reason(asked, one.decided) if stands == "refused" else None,
    }


async def _reason(asked: Asked, position: int) -> Any:
    return shown(await _fact(asked, position), "", PERSONAL).get("reason")


async def _fact(asked: Asked, position: int) -> Fact:
    return (await asked.services.log.page(position - 1, 1))[0].fact
