"""Who looked at whose personal data, for auditors: looks by person, case, class, purpose and time.

An auditor sees who saw which field of which case and on which ground, never what stood in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from api.allowed import not_listed
from api.asking import Asked
from api.case_reading import named_well
from api.cuts import wait_for
from api.lists import run
from api.params import Params
from api.problems import Problem
from api.unseen import unseen_among
from domain.case import Case
from domain.disclosure import CONCERNED, is_accused, may_know_reporter
from domain.errors import NotFound
from domain.facts.privacy import PURPOSES
from domain.office import Person
from domain.streams import is_case
from projections.accesses import ACCESSES, CONFIDENTIAL, PERSONAL, AccessRow
from projections.accesses_query import LARGEST_LIMIT, LIMIT, AccessFilter, AccessPage, accesses
from workflows.log.messages import LAST

AUDITOR = "auditor"
CSV = "csv"
FILTERS = ("person", "case", "class", "purpose", "request", "since", "until")
PARAMETERS = (*FILTERS, "cursor", "limit", "format", "min_position")
LARGEST_PAGE = 200
NAMED = 5
"""Cases of one look that are named; how many there are besides is said."""


@dataclass(frozen=True, kw_only=True)
class Accesses:
    """A page of looks, the newest first, and the cases that are named on it, by id."""

    page: AccessPage
    cases: Mapping[str, Case]
    wanted: AccessFilter
    reader: Person

    def is_withheld(self, row: AccessRow) -> bool:
        """Whether it would tell who reported a case and wanted to stay anonymous."""
        cases = (self.cases.get(case) for case in row.cases if row.reach == CONCERNED)
        return any(
            case is not None and case.reporter == row.person and not may_know_reporter(self.reader, case)
            for case in cases
        )


def may_audit(asked: Asked) -> bool:
    """Whether who asks may read the log of looks."""
    return AUDITOR in asked.person.roles


def require_auditor(asked: Asked) -> None:
    """Raises Problem role_missing."""
    if not may_audit(asked):
        raise Problem("role_missing", roles=[AUDITOR])


async def accesses_asked(asked: Asked, params: Params) -> Accesses:
    """The looks that fit. Raises Problem role_missing, bad_parameter, not_found for a case that is not there."""
    require_auditor(asked)
    await wait_for(params, asked.services, (ACCESSES.name,))
    wanted, table = await _wanted(asked, params), params.text("format") == CSV
    page = await _page(asked, wanted)
    cases = await _cases(asked, page.rows, named=not table)
    found = Accesses(page=page, cases=cases, wanted=wanted, reader=asked.person)
    if not wanted.person:
        return found
    # Whoever asks for somebody by his id must not learn that he is the one who wanted to stay anonymous.
    told = tuple(row for row in page.rows if not found.is_withheld(row))
    return replace(found, page=replace(page, rows=told))


async def _page(asked: Asked, wanted: AccessFilter) -> AccessPage:
    """A page of looks, without the cases that accuse who asks; a look at nothing else is not there for him."""
    page = await run(asked, accesses(asked.services.books, wanted))
    unseen = await unseen_among(asked, (case for row in page.rows for case in row.cases))
    if not unseen:
        return page
    left = ((row, tuple(case for case in row.cases if case not in unseen)) for row in page.rows)
    rows = tuple(replace(row, cases=cases) for row, cases in left if cases or not row.cases)
    return replace(page, rows=rows)


async def _wanted(asked: Asked, params: Params) -> AccessFilter:
    table = params.one_of("format", ("json", CSV), "json") == CSV
    most = LARGEST_LIMIT if table else LARGEST_PAGE
    since, until = params.window(asked.services.zone)
    return AccessFilter(
        person=params.text("person"),
        case=await _case_id(asked, params.text("case")),
        level=params.whole("class", PERSONAL, CONFIDENTIAL) or 0,
        purpose=_purposes(asked, params),
        request=params.text("request"),
        since=since,
        until=until,
        before=params.whole("cursor", 1, LAST),
        limit=params.whole("limit", 1, most) or (most if table else LIMIT),
    )


async def _case_id(asked: Asked, named: str) -> str:
    if not named:
        return ""
    try:
        case = await asked.services.engine.case(named_well(named))
    except NotFound:
        raise Problem("not_found", what="case") from None
    if is_accused(asked.person, case):
        raise Problem("not_found", what="case")
    return case.id


def _purposes(asked: Asked, params: Params) -> tuple[str, ...]:
    found = params.texts("purpose")
    if not set(found) <= set(PURPOSES):
        raise not_listed(asked, "purpose", PURPOSES)
    return found


async def _cases(asked: Asked, rows: Sequence[AccessRow], *, named: bool) -> Mapping[str, Case]:
    """Those that are named, and those that somebody looked at because they are about him."""
    looked = (row.cases if row.reach == CONCERNED else row.cases[:NAMED] if named else () for row in rows)
    wanted = {case for cases in looked for case in cases if is_case(case)}
    return {case.id: case for case in await asked.services.engine.cases(wanted)} if wanted else {}
