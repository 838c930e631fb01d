"""Rates as they are asked for: filter and window, the formulas in force at that place, figures and lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.asking import Asked
from api.cuts import NAMES, cut_of, wait_for, within
from api.facets import facets_of
from api.lists import run
from api.params import Params, require_in_order
from api.problems import Problem, bad_parameter
from domain.envelope import Event
from domain.facts.office import FormulaPublished
from domain.formula import Formula
from domain.office import STREAM
from projections.as_of import Cut
from projections.rate_parts import GROUPS, NoSuchPart, RateFilter, lacking, parts_of
from projections.rates import RATES
from projections.rates_query import Behind, Rates, behind, behind_of, rates, rates_of

WINDOW = ("since", "until")
LOOKED_FROM = ("查看时刻", "the moment that is looked from")
PARAMETERS = (*NAMES, *GROUPS, *WINDOW, "by", "min_position")
BEHIND_PARAMETERS = (*NAMES, *GROUPS, *WINDOW, "part", "cursor", "limit", "format", "min_position")


@dataclass(frozen=True, kw_only=True)
class InForce:
    """A formula and whether it was published at that place; if not, it is the first one there was afterwards."""

    formula: Formula
    published: bool


@dataclass(frozen=True, kw_only=True)
class RateAsk:
    """A question about rates: which cases, which window, where in the past, and the formulas it is answered by.

    `seen_at` is the moment it is looked from: now, or that of the past.
    """

    filter: RateFilter
    cut: Cut | None
    seen_at: datetime
    formulas: Mapping[str, InForce]

    def named(self, formula_id: str) -> InForce:
        """The formula of this id. Raises Problem not_found."""
        found = self.formulas.get(formula_id)
        if found is None:
            raise Problem("not_found", what="figure", allowed=list(self.formulas))
        return found

    @property
    def rates(self) -> tuple[Formula, ...]:
        """Rates and numbers."""
        return tuple(one.formula for one in self.formulas.values() if not one.formula.points)

    @property
    def points(self) -> tuple[Formula, ...]:
        """Rules of points."""
        return tuple(one.formula for one in self.formulas.values() if one.formula.points)


async def ask_of(asked: Asked, params: Params, models: Sequence[str] = (RATES.name,)) -> RateAsk:
    """Read a question. Its window ends where it is looked from or before. Raises Problem bad_parameter."""
    services = asked.services
    cut = await cut_of(params, services)
    if cut is None:
        await wait_for(params, services, models)
    groups: dict[str, Any] = dict(await facets_of(asked, params, GROUPS))
    (since, until), seen_at = params.window(services.zone), await _seen_from(asked, cut)
    ends = _ends(asked, cut, until, seen_at)
    if since is not None:
        require_in_order(since, ends, LOOKED_FROM)
    office = await services.log.stream(STREAM)
    never = lacking(await services.engine.versions())
    filter_ = RateFilter(audience=asked.audience, **groups, since=since, until=ends, lacking=never)
    return RateAsk(filter=filter_, cut=cut, seen_at=seen_at, formulas=await formulas_at(asked, office, cut))


def _ends(asked: Asked, cut: Cut | None, until: datetime | None, seen_at: datetime) -> datetime:
    """Where the window ends: what is not due yet counts on neither side, however far ahead `until` lies.

    Of a position, whose facts are those known until the next one, the window may go on until now.
    """
    if until is None:
        return seen_at
    return min(until, seen_at if cut is None or cut.position is None else asked.now)


async def _seen_from(asked: Asked, cut: Cut | None) -> datetime:
    """The moment a question is asked at: of a position, when it was recorded."""
    if cut is None:
        return asked.now
    if cut.position is None:
        return cut.recorded or cut.occurred or asked.now
    events = await asked.services.log.page(max(cut.position - 1, 0), 1)
    return events[0].envelope.recorded_at if events else asked.now


async def formulas_at(asked: Asked, office: Sequence[Event], cut: Cut | None) -> Mapping[str, InForce]:
    """The formulas in force at a cut by the facts of the office, in the order of the catalogue, then by id.

    Before its first publication the first version there ever was stands in, marked as not published; in an office
    that published none it is the catalogue's.
    """
    services = asked.services
    found = {
        key: InForce(formula=formula, published=False) for key, formula in services.catalogue.formulas.items()
    }
    for key, digest, published in _published(office, cut):
        found[key] = InForce(formula=await services.engine.formula(digest), published=published)
    return found


def _published(events: Sequence[Event], cut: Cut | None) -> list[tuple[str, str, bool]]:
    first: dict[str, tuple[str, str, bool]] = {}
    for fact in _formulas(events):
        first.setdefault(fact.formula, (fact.formula, fact.digest, False))
    last = {fact.formula: (fact.formula, fact.digest, True) for fact in _formulas(within(events, cut))}
    return [last.get(key, told) for key, told in sorted(first.items())]


def _formulas(events: Iterable[Event]) -> list[FormulaPublished]:
    return [event.fact for event in events if isinstance(event.fact, FormulaPublished)]


async def figures_of(asked: Asked, ask: RateAsk, formulas: Sequence[Formula], by: str) -> Rates:
    """Every part of these figures, now or then."""
    if ask.cut is None:
        return await run(asked, rates(asked.services.books, formulas, ask.filter, by))
    past = await asked.services.past.rows(RATES, ask.cut)
    return rates_of(past.rows, formulas, ask.filter, by, past.position)


async def list_of(asked: Asked, ask: RateAsk, formula: Formula, part: str, after: int, limit: int) -> Behind:
    """The moments behind a part. Raises Problem bad_parameter for a part there is not."""
    try:
        if ask.cut is None:
            return await run(asked, behind(asked.services.books, formula, part, ask.filter, after, limit))
        past = await asked.services.past.rows(RATES, ask.cut)
        return behind_of(past.rows, formula, part, ask.filter, after, limit, past.position)
    except NoSuchPart:
        raise bad_parameter("part", "not_listed", " | ".join(parts_of(formula, ask.filter))) from None
