"""The assessment ledger (考核台账): points of units by published rules, each with its fact, objection and decision.

An entry is `rule:position`, the rule of points and the position of the fact that began what it is about. An upheld
objection takes its points away from the position of the decision on; the past keeps them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from psycopg import sql

from api.asking import Asked
from api.lists import run
from api.problems import Problem
from api.rates import RateAsk, list_of
from api.unseen import unseen_among
from domain.codec import FieldProblem, Unreadable, parse
from domain.errors import FieldMissing
from domain.facts.office import DisputeDecided, FigureDisputed
from domain.facts.schema import Fact
from domain.formula import Formula
from projections.columns import columns_of, reader
from projections.disputes import ASKED, DISPUTES, UPHELD, DisputeRow
from projections.query import Query, Rows
from projections.rate_parts import NUMERATOR
from projections.rates_query import Counted

MOST = 20_000
"""Entries of one rule that a ledger takes in; narrow the window for more."""
ASKER, DECIDER = "unit_head", "supervisor"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Points for a unit because of something that happened in a case."""

    id: str
    rule: Formula
    row: Counted
    dispute: DisputeRow | None

    @property
    def points(self) -> int:
        """What counts: nothing once an objection was upheld."""
        return 0 if self.dispute is not None and self.dispute.state == UPHELD else self.rule.points


async def entries(asked: Asked, ask: RateAsk) -> list[Entry]:
    """The entries of a window, in the order of the log."""
    disputes = await disputes_of(asked, ask)
    found = []
    for rule in ask.points:
        behind = await list_of(asked, ask, rule, NUMERATOR, 0, MOST)
        for row in behind.rows:
            name = f"{rule.id}:{row.position}"
            found.append(Entry(id=name, rule=rule, row=row, dispute=disputes.get(name)))
    return sorted(found, key=lambda entry: (entry.row.position, entry.rule.id))


def disputed(found: Sequence[Entry]) -> list[DisputeRow]:
    """The objections to these entries."""
    return [entry.dispute for entry in found if entry.dispute is not None]


def totals(found: Sequence[Entry]) -> Mapping[str, tuple[int, int]]:
    """Points won and points lost by unit; what belongs to nobody yet is left out."""
    units: dict[str, tuple[int, int]] = {}
    for entry in found:
        won, lost = units.get(entry.row.unit, (0, 0))
        units[entry.row.unit] = won + max(entry.points, 0), lost + min(entry.points, 0)
    return {unit: units[unit] for unit in sorted(units) if unit}


async def disputes_of(asked: Asked, ask: RateAsk) -> Mapping[str, DisputeRow]:
    """Every objection by entry, as known where the question looks; none about a case that accuses who asks."""
    rows = await _all_disputes(asked, ask)
    unseen = await unseen_among(asked, (row.case_id for row in rows))
    return {row.entry: row for row in rows if row.case_id not in unseen}


async def _all_disputes(asked: Asked, ask: RateAsk) -> Sequence[DisputeRow]:
    if ask.cut is not None:
        return (await asked.services.past.rows(DISPUTES, ask.cut)).rows
    return await run(asked, _all(asked))


def _all(asked: Asked) -> Query[list[DisputeRow]]:
    columns = sql.SQL(", ").join(sql.Identifier(column.name) for column in columns_of(DisputeRow))
    text = sql.SQL("SELECT {} FROM {} ORDER BY position").format(
        columns, asked.services.books.table(DISPUTES.name)
    )
    read = reader(DisputeRow)

    def read_all(rows: Rows) -> list[DisputeRow]:
        return [read(row) for row in rows]

    return Query(text, {}, read_all)


async def dispute(asked: Asked, ask: RateAsk, entry_id: str, body: Mapping[str, Any]) -> int:
    """The head of the unit objects. Returns the position. Raises Problem, FieldMissing."""
    entry = await _entry(asked, ask, entry_id)
    if not any((post.role, post.unit) == (ASKER, entry.row.unit) for post in asked.person.posts):
        raise Problem("role_missing", roles=[ASKER], unit=entry.row.unit)
    if entry.dispute is not None:
        raise Problem("entry_disputed", state=entry.dispute.state)
    about = {
        "entry": entry.id,
        "case": entry.row.case_id,
        "unit": entry.row.unit,
        "formula": entry.rule.digest,
        "points": entry.rule.points,
    }
    return await _tell(asked, _read(FigureDisputed, {**body, **about}), f"{entry.id} disputed")


async def decide(asked: Asked, ask: RateAsk, entry_id: str, body: Mapping[str, Any]) -> int:
    """A second person, who has no post in the unit, decides. Returns the position. Raises Problem, FieldMissing."""
    entry = (await disputes_of(asked, ask)).get(entry_id)
    if entry is None:
        raise Problem("not_found", what="dispute")
    if DECIDER not in asked.person.roles:
        raise Problem("role_missing", roles=[DECIDER])
    if entry.asked_by == asked.person.id or entry.unit in asked.person.units:
        raise Problem("own_request")
    if entry.state != ASKED:
        raise Problem("dispute_decided", state=entry.state)
    return await _tell(asked, _read(DisputeDecided, {**body, "entry": entry_id}), f"{entry_id} decided")


async def _entry(asked: Asked, ask: RateAsk, entry_id: str) -> Entry:
    """The entry, as it stands now. Raises Problem not_found."""
    name, _, text = entry_id.partition(":")
    rule = ask.formulas[name].formula if name in ask.formulas else None
    if rule is None or not rule.points or not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Problem("not_found", what="entry")
    position = int(text)
    anywhere = replace(ask, filter=replace(ask.filter, since=None))
    rows = (await list_of(asked, anywhere, rule, NUMERATOR, position - 1, 1)).rows
    if not rows or rows[0].position != position:
        raise Problem("not_found", what="entry")
    disputes = await disputes_of(asked, ask)
    return Entry(id=entry_id, rule=rule, row=rows[0], dispute=disputes.get(entry_id))


async def _tell(asked: Asked, fact: Fact, command: str) -> int:
    """Store it once: a second one about the same entry, from whomever, finds the first in its place."""
    services = asked.services
    command_id = str(uuid5(NAMESPACE_URL, f"bihuan:{services.jurisdiction}:{command}"))
    position = await services.engine.tell_office(
        [fact], asked.person.id, asked.now, door="http", command_id=command_id
    )
    ((stored,),) = await services.revealing.unnoted([await services.log.page(position - 1, 1)])
    if stored.fact != fact or stored.envelope.actor != asked.person.id:
        raise Problem("entry_disputed" if isinstance(fact, FigureDisputed) else "dispute_decided")
    return position


def _read(kind: type[FigureDisputed] | type[DisputeDecided], data: Mapping[str, Any]) -> Fact:
    try:
        fact = parse(kind, data)
    except Unreadable as error:
        raise FieldMissing(error.problems) from None
    said = fact.text if isinstance(fact, FigureDisputed) else fact.reason
    if not said.strip():
        name = "text" if isinstance(fact, FigureDisputed) else "reason"
        raise FieldMissing((FieldProblem(f"/{name}", "missing", "text"),))
    return fact
