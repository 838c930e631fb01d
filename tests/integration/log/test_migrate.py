"""A database is brought up to date once, whoever asks and however often, or is left as it was."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from api import migrate as module
from api.migrate import Migration, MigrationRefused, migrate, migrations
from api.postgres import Lease, ensure_database


@pytest.fixture
def empty(postgres_server: Lease) -> Iterator[str]:
    """A database with nothing in it."""
    name = f"empty_{uuid4().hex[:8]}"
    ensure_database(postgres_server.admin_dsn, name)
    yield postgres_server.dsn(name)
    with psycopg.connect(postgres_server.admin_dsn, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def applied(dsn: str) -> list[str]:
    with psycopg.connect(dsn) as connection:
        rows = connection.execute("SELECT name FROM bihuan.migrations ORDER BY applied_at, name")
        return [row[0] for row in rows.fetchall()]


def test_everything_is_applied_once_in_order(empty: str) -> None:
    names = migrate(empty)

    assert names == [migration.name for migration in migrations()]
    assert names[0] == "workflows.log/0001_tables.sql"
    assert migrate(empty) == []
    assert sorted(applied(empty)) == sorted(names)


def test_of_several_that_migrate_at_once_one_does_it(empty: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(migrate, [empty] * 4))

    assert sorted(map(len, done))[:3] == [0, 0, 0]
    assert max(map(len, done)) == len(list(migrations()))


def test_a_file_that_fails_leaves_the_database_as_it_was(empty: str, monkeypatch: pytest.MonkeyPatch) -> None:
    known = [*migrations(), Migration("workflows.log/9999_bad.sql", "SELECT no_such_function()")]
    monkeypatch.setattr(module, "migrations", lambda _: iter(known))

    with pytest.raises(psycopg.errors.UndefinedFunction):
        migrate(empty)

    with psycopg.connect(empty) as connection:
        assert connection.execute("SELECT to_regnamespace('bihuan')").fetchone() == (None,)


def test_a_file_changed_after_it_was_applied_is_refused(empty: str, monkeypatch: pytest.MonkeyPatch) -> None:
    migrate(empty)
    first, *others = migrations()
    changed = [Migration(first.name, first.text + "--"), *others]
    monkeypatch.setattr(module, "migrations", lambda _: iter(changed))

    with pytest.raises(MigrationRefused, match=r"0001_tables\.sql was changed"):
        migrate(empty)


def test_a_database_of_a_newer_version_is_refused(empty: str) -> None:
    migrate(empty)
    with psycopg.connect(empty) as connection:
        connection.execute(
            "INSERT INTO bihuan.migrations (name, digest) VALUES ('workflows.log/8888_new.sql', 'd')"
        )

    with pytest.raises(MigrationRefused, match=r"8888_new\.sql.*newer version"):
        migrate(empty)


def test_who_may_not_create_roles_migrates_all_the_same(empty: str) -> None:
    with psycopg.connect(empty, autocommit=True) as owner:
        name = owner.info.dbname
        owner.execute(f"CREATE ROLE plain_{name} LOGIN".encode())
        owner.execute(f"GRANT CREATE ON DATABASE {name} TO plain_{name}".encode())
    try:
        assert migrate(psycopg.conninfo.make_conninfo(empty, user=f"plain_{name}"))
    finally:
        with psycopg.connect(empty, autocommit=True) as owner:
            owner.execute(f"DROP OWNED BY plain_{name}; DROP ROLE plain_{name}".encode())
