"""Every rate of every unit of a demo equals its recomputation from the raw rows, now and at positions of the past."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import psycopg
import pytest

from api.demo.seeding import DemoPlan, seed
from api.postgres import Lease
from api.settings import Settings
from domain.formula import Formula
from projections.as_of import Cut, rows_at
from projections.audience import EVERYBODY, Audience
from projections.books import Books
from projections.connecting import connect
from projections.query import ask
from projections.rate_parts import DENOMINATOR, NUMERATOR, RateFilter, lacking, parts_of
from projections.rates import RATES
from projections.rates_query import Rates, behind, behind_of, rates, rates_of
from projections.rebuild import bring_up, compare
from tests.cli.conftest import XIANGFU
from tests.cli.offices import read
from tests.demo.memory import UNTIL
from tests.support import brute_rates
from tests.support.postgres import fresh_database, keys_of
from workflows.loader import catalogue_dir, load_catalogue
from workflows.log import LogReader

OFFICE = "330105009"
SMALL = DemoPlan(cases=160, seed=11, days=40, until=UNTIL)
WHOLE = DemoPlan(cases=2_000, seed=1, days=60, until=UNTIL)
CATALOGUE = load_catalogue([catalogue_dir()])
FORMULAS = tuple(one for one in CATALOGUE.formulas.values() if not one.points)
NEVER = lacking(one.workflow for one in CATALOGUE.workflows.values())
Told = dict[str, dict[str, list[int]]]


def by_figure(found: Rates) -> Told:
    """`figure -> group -> [numerator, denominator]`, without what is zero on both sides."""
    told: Told = {formula.id: {} for formula in FORMULAS}
    for unit, figures in found.values.items():
        for name, parts in figures.items():
            pair = [parts[NUMERATOR], parts.get(DENOMINATOR, 0)]
            if pair != [0, 0]:
                told[name][unit] = pair
    return told


def raw(connection: Any, position: int) -> dict[str, list[brute_rates.Entry]]:
    return brute_rates.read(connection.execute(brute_rates.ROWS, [OFFICE, position]).fetchall())


def check_everything(dsn: str) -> None:
    books = Books(OFFICE)
    with connect(dsn) as connection, LogReader.open(dsn, OFFICE) as log:
        bring_up(connection, books, log, (RATES,), owner="test")
        head = log.head()
        end = log.page(head - 1, 1)[0].envelope.recorded_at
        windows = (
            RateFilter(audience=EVERYBODY, until=end, lacking=NEVER),
            RateFilter(
                audience=EVERYBODY,
                since=end - timedelta(days=20),
                until=end - timedelta(days=6),
                lacking=NEVER,
            ),
        )
        for asked, by in product(windows, ("unit", "workflow")):
            found = ask(connection, rates(books, FORMULAS, asked, by))
            assert found.position == head
            assert asked.until is not None
            told = by_figure(found)
            assert told == brute_rates.figures(raw(connection, head), asked.until, asked.since, by)
            check_shares(told)
        accused = replace(windows[0], audience=Audience(("cleaning_firm",)))
        assert ask(connection, rates(books, FORMULAS, accused)) != ask(
            connection, rates(books, FORMULAS, windows[0])
        )
        for asked in (*windows, accused):
            check_lists(connection, books, log, asked)
        check_past(connection, log, head)
        assert [one.equal for one in compare(connection, books, log, (RATES,), owner="again", page=97)] == [
            True
        ]


def check_shares(told: Told) -> None:
    """No share but that of reworks goes over the whole; something was counted at all."""
    assert sum(pair[1] for by in told.values() for pair in by.values()) > 100
    for name, by in told.items():
        assert name == "rework_rate" or all(n <= of for n, of in by.values() if of), name


def check_past(connection: Any, log: LogReader, head: int) -> None:
    """At a position of the past the recomputation sees the rows up to it, and no others."""
    for position in (head // 3, head * 2 // 3):
        until = log.page(position - 1, 1)[0].envelope.recorded_at
        past = rows_at(log, RATES, Cut(position=position))
        asked = RateFilter(audience=EVERYBODY, until=until, lacking=NEVER)
        for by in ("unit", "workflow"):
            found = rates_of(past.rows, FORMULAS, asked, by, position)
            assert by_figure(found) == brute_rates.figures(raw(connection, position), until, by=by)


def check_lists(connection: Any, books: Books, log: LogReader, asked: RateFilter) -> None:
    """Every part opens into as many moments as it counts, from the table as from memory; memory counts the same."""
    past = rows_at(log, RATES, Cut(position=log.head()))
    for by in ("", "community", "workflow"):
        live = ask(connection, rates(books, FORMULAS, asked, by))
        assert live == rates_of(past.rows, FORMULAS, asked, by, past.position)
    whole = ask(connection, rates(books, FORMULAS, asked)).values.get("", {})
    for formula in FORMULAS:
        for part in parts_of(formula, asked):
            listed = ask(connection, behind(books, formula, part, asked, 0, 10_000))
            assert listed == behind_of(past.rows, formula, part, asked, 0, 10_000, past.position)
            assert len(listed.rows) == whole[formula.id][part], (formula.id, part)
            assert paged(connection, books, formula, part, asked) == list(listed.rows)


def paged(connection: Any, books: Books, formula: Formula, part: str, asked: RateFilter) -> list[Any]:
    rows: list[Any] = []
    after = 0
    while True:
        page = ask(connection, behind(books, formula, part, asked, after, 40))
        rows += page.rows
        if page.after is None:
            return rows
        after = page.after


def seed_into(dsn: str, folder: Path, plan: DemoPlan) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("SELECT bihuan.mark_as_demo()")
    settings = Settings(data_dir=folder, office=OFFICE, keys_database_url=keys_of(dsn))
    asyncio.run(seed(settings, dsn, read(XIANGFU), plan, lambda done, total: None))


def test_rates_equal_their_recomputation_from_raw_facts(migrated_server: Lease, tmp_path: Path) -> None:
    with fresh_database(migrated_server, "rates_small") as dsn:
        seed_into(dsn, tmp_path, SMALL)
        check_everything(dsn)


@pytest.mark.slow
def test_rates_of_the_whole_demo_equal_their_recomputation(migrated_server: Lease, tmp_path: Path) -> None:
    with fresh_database(migrated_server, "rates_whole") as dsn:
        seed_into(dsn, tmp_path, WHOLE)
        check_everything(dsn)
