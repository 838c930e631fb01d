"""A database is made once, however many ask, and refused when its server would lose facts."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from psycopg import sql

from api.postgres import Lease, UnfitDatabase, ensure_database, require_fit, unfit_settings


@pytest.fixture
def bare(postgres_server: Lease) -> str:
    """A database without any schema."""
    name = f"bare-{uuid.uuid4().hex[:8]}"
    assert ensure_database(postgres_server.admin_dsn, name)
    return postgres_server.dsn(name)


def test_of_eight_that_ask_at_once_one_creates_the_database(postgres_server: Lease) -> None:
    name = f"once-{uuid.uuid4().hex[:8]}"

    with ThreadPoolExecutor(8) as pool:
        created = list(pool.map(lambda _: ensure_database(postgres_server.admin_dsn, name), range(8)))

    assert created.count(True) == 1
    with psycopg.connect(postgres_server.dsn(name)) as connection:
        row = connection.execute("SELECT current_setting('server_encoding'), '闭环'").fetchone()
    assert row == ("UTF8", "闭环")


def test_the_embedded_server_is_fit_for_facts(bare: str) -> None:
    assert unfit_settings(bare) == []
    require_fit(bare)


def test_a_database_without_synchronous_commit_is_refused_by_name(bare: str) -> None:
    with psycopg.connect(bare, autocommit=True) as connection:
        change = sql.SQL("ALTER DATABASE {} SET synchronous_commit = off")
        connection.execute(change.format(sql.Identifier(connection.info.dbname)))

    with pytest.raises(UnfitDatabase, match=r"synchronous_commit is off and must be not off: without it"):
        require_fit(bare)


@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_test_gets_a_database_of_its_own(database: str, turn: str) -> None:
    with psycopg.connect(database) as connection:
        connection.execute("CREATE TABLE mine (turn text)")
        connection.execute("INSERT INTO mine VALUES (%s)", [turn])
        assert connection.execute("SELECT turn FROM mine").fetchall() == [(turn,)]
