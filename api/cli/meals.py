"""`bihuan meals`: the meal list as facts of the office. What somebody must not eat is written in, and never printed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from api.bootstrap import build
from api.cli.console import Stop, out, out_json
from api.cli.failures import BAD_DATA
from api.cli.places import OpenOffice, open_office
from api.cli.stewards import steward_of
from api.diets import OpenedDiets
from api.office_file import BadOffice
from api.office_meals import meal_list_of
from domain.changing import replace
from domain.facts.meals import MealCardIssued, MealCardWithdrawn
from domain.facts.schema import Fact
from domain.office import Office
from workflows.loader.problems import instead
from workflows.loader.source import Problems, Spot, read_source
from workflows.loader.table import Table

REASONS = ("moved", "deceased", "own_wish", "not_eligible")


def run_put(path: Path, actor: str, *, as_json: bool) -> None:
    """Tell what the file says otherwise than the list. Raises BadOffice with everything wrong in the file."""
    cards = _read(path)
    with open_office(quiet=as_json) as office:
        told = asyncio.run(_put(office, cards, actor))
    if as_json:
        out_json({"put": [card.person for card in told], "unchanged": len(cards) - len(told)})
        return
    out(f"{len(told)} put on the meal list, {len(cards) - len(told)} on it as they are.")


def run_withdraw(person: str, reason: str, actor: str) -> None:
    """Take somebody off. Raises Stop for who is not on the list, and for a reason there is not."""
    if reason not in REASONS:
        raise Stop(f'There is no reason "{reason}"; {instead(reason, REASONS)}', 2)
    with open_office() as office:
        asyncio.run(_withdraw(office, person, reason, actor))
    out(f"{person} is on the meal list no longer.")


def run_show(*, as_json: bool) -> None:
    """Tell the list."""
    with open_office(quiet=as_json) as office:
        known = asyncio.run(_office(office))
    rows = [_row(card) for _, card in sorted(known.meal_cards.items())]
    if as_json:
        out_json({"meal_list": rows})
        return
    for row in rows:
        out(f"{row['person']} {row['since']} to {row['until']}, {row['tier']}")
    out(f"{len(rows)} on the meal list.")


def _row(card: MealCardIssued) -> dict[str, Any]:
    return {
        "person": card.person,
        "since": card.since.isoformat(),
        "until": card.until.isoformat(),
        "tier": card.tier,
        "family": list(card.family),
    }


def _read(path: Path) -> Sequence[MealCardIssued]:
    problems = Problems()
    source = read_source(path, problems)
    cards: tuple[MealCardIssued, ...] = ()
    if source is not None:
        root = Table(Spot(source), source.data, problems)
        cards = tuple(meal_list_of(root))
        root.finish()
    if problems.found:
        raise BadOffice(problems.listed())
    return cards


async def _put(office: OpenOffice, cards: Sequence[MealCardIssued], actor: str) -> list[MealCardIssued]:
    async with build(office.settings, dsn=office.dsn, jurisdiction=office.jurisdiction) as services:
        known = await services.engine.office()
        by = steward_of(known, actor)
        diets = OpenedDiets(services.log, services.revealing)
        changed = [card for card in cards if not await _stands(known, card, diets)]
        facts: list[Fact] = [*changed]
        if facts:
            await services.engine.tell_office(facts, by, services.clock())
        return changed


async def _stands(office: Office, card: MealCardIssued, diets: OpenedDiets) -> bool:
    """Whether somebody is on the list just as a card says."""
    known = office.meal_cards.get(card.person)
    if known is None or replace(known, avoids=()) != replace(card, avoids=()):
        return False
    return await diets.avoided(known) == frozenset(card.avoids)


async def _withdraw(office: OpenOffice, person: str, reason: str, actor: str) -> None:
    async with build(office.settings, dsn=office.dsn, jurisdiction=office.jurisdiction) as services:
        known = await services.engine.office()
        by = steward_of(known, actor)
        if person not in known.meal_cards:
            raise Stop(f'"{person}" is not on the meal list; {instead(person, known.meal_cards)}', BAD_DATA)
        gone = MealCardWithdrawn(person=person, reason=reason)
        await services.engine.tell_office([gone], by, services.clock())


async def _office(office: OpenOffice) -> Office:
    async with build(office.settings, dsn=office.dsn, jurisdiction=office.jurisdiction) as services:
        return await services.engine.office()
