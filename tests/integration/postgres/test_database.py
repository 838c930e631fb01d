"""A database is made once, however many ask, and refused when its server would lose facts."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from psycopg import sql

from api.postgres import Lease, UnfitDatabase, ensure_database, require_fit, unfit_settings


def test_of_eight_that_ask_at_once_one_creates_the_database(postgres_server: Lease) -> None:
    name = f"once-{uuid.uuid4().hex[:8]}"

    with ThreadPoolExecutor(8) as pool:
        created = list(pool.map(lambda _: ensure_database(postgres_server.admin_dsn, name), range(8)))

    assert created.count(True) == 1
    with psycopg.connect(postgres_server.dsn(name)) as connection:
        row = connection.execute("SELECT current_setting('server_encoding'), '闭环'").fetchone()
    assert row == ("UTF8", "闭环")


def test_the_embedded_server_is_fit_for_facts(database: str) -> None:
    assert unfit_settings(database) == []
    require_fit(database)


def test_a_database_without_synchronous_commit_is_refused_by_name(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        change = sql.SQL("ALTER DATABASE {} SET synchronous_commit = off")
        connection.execute(change.format(sql.Identifier(connection.info.dbname)))

    with pytest.raises(UnfitDatabase, match=r"synchronous_commit is off and must be not off: without it"):
        require_fit(database)


@pytest.mark.parametrize("round_", [1, 2])
def test_each_test_gets_a_database_of_its_own(database: str, round_: int) -> None:
    with psycopg.connect(database) as connection:
        connection.execute("CREATE TABLE mine (round int)")
    assert psycopg.conninfo.conninfo_to_dict(database)["host"]
