"""The application can append and read, and nobody changes what was stored."""

import psycopg
import pytest

from tests.support.log_events import PLACE, record
from workflows.log import EventLog, LogReader

pytestmark = pytest.mark.anyio
KEPT = (
    "events",
    "commands",
    "claims",
    "definitions",
    "settings",
    "audit_leaves",
    "audit_checkpoints",
    "audit_cosignatures",
)


def refused(connection: psycopg.Connection, statement: str) -> str:
    with pytest.raises(psycopg.Error) as caught, connection.transaction():
        connection.execute(statement.encode())
    return caught.value.sqlstate or ""


async def test_the_log_is_used_as_the_role_of_the_application(log: EventLog) -> None:
    assert await log.ask("SELECT current_user::text", []) == [("bihuan_app",)]
    assert (await log.append(record(command=1, claims=(("source", "A"),)))).verdict == "appended"
    assert await log.publish("d", "w", 1, {})


@pytest.mark.parametrize("table", KEPT)
async def test_that_role_may_read_the_log_and_change_nothing_in_it(
    log: EventLog, database: str, table: str
) -> None:
    await log.append(record())
    with psycopg.connect(database) as connection:
        connection.execute("SET ROLE bihuan_app")
        connection.execute(f"SELECT FROM bihuan.{table}".encode())
        column = {"settings": "value", "definitions": "workflow"}.get(table, "jurisdiction")
        statements = (
            f"INSERT INTO bihuan.{table} SELECT * FROM bihuan.{table}",
            f"UPDATE bihuan.{table} SET {column} = 'x'",
            f"DELETE FROM bihuan.{table}",
            f"TRUNCATE bihuan.{table}",
            f"ALTER TABLE bihuan.{table} DISABLE TRIGGER ALL",
            "SELECT bihuan.mark_as_demo()",
        )
        codes = {refused(connection, statement) for statement in statements}

    assert codes == {"42501"}  # insufficient_privilege


@pytest.mark.parametrize("table", KEPT)
async def test_not_even_the_owner_changes_a_row_by_mistake(log: EventLog, database: str, table: str) -> None:
    await log.append(record(command=1, claims=(("source", "A"),)))
    column = {"settings": "value", "definitions": "workflow"}.get(table, "jurisdiction")
    with psycopg.connect(database) as owner:
        statements = (
            f"UPDATE bihuan.{table} SET {column} = 'x'",
            f"DELETE FROM bihuan.{table}",
            f"TRUNCATE bihuan.{table}",
        )
        codes = {refused(owner, statement) for statement in statements}

    assert codes == {"BH003"}
    assert await log.head() == 1


async def test_without_the_role_the_log_is_used_as_whoever_connected(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as owner:
        name = owner.info.dbname
        owner.execute(f"CREATE ROLE plain_{name} LOGIN".encode())
        owner.execute(f"GRANT USAGE ON SCHEMA bihuan TO plain_{name}".encode())
        owner.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA bihuan TO plain_{name}".encode())
    dsn = psycopg.conninfo.make_conninfo(database, user=f"plain_{name}")
    try:
        async with EventLog(dsn, PLACE) as log:
            assert await log.head() == 0
            assert await log.ask("SELECT current_user::text", []) == [(f"plain_{name}",)]
        with LogReader.open(dsn, PLACE) as reader:
            assert reader.head() == 0
    finally:
        with psycopg.connect(database, autocommit=True) as owner:
            owner.execute(f"DROP OWNED BY plain_{name}; DROP ROLE plain_{name}".encode())
