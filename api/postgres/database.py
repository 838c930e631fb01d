"""Make a database, and check that its server keeps what it acknowledges."""

from dataclasses import dataclass

import psycopg
from psycopg import sql

from api.postgres.errors import UnfitDatabase

OLDEST_VERSION = 150000


@dataclass(frozen=True)
class Finding:
    """One setting of the server that is not as it must be, and why it must be so."""

    name: str
    value: str
    wanted: str
    why: str

    def __str__(self) -> str:
        return f"{self.name} is {self.value} and must be {self.wanted}: {self.why}"


# name, value that is wanted (with a leading "not", one that is not), why
WANTED = (
    ("fsync", "on", "without it a power cut destroys the database"),
    ("full_page_writes", "on", "without it a power cut can leave half-written pages"),
    ("synchronous_commit", "not off", "without it a crash loses moves that were acknowledged"),
    ("server_encoding", "UTF8", "facts hold Chinese text"),
)


def ensure_database(admin_dsn: str, name: str) -> bool:
    """Create the database unless it exists; returns whether it was created. Safe when two do it at once."""
    with psycopg.connect(admin_dsn, autocommit=True) as connection:
        if connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone() is not None:
            return False
        create = sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0")
        try:
            connection.execute(create.format(sql.Identifier(name)))
        except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
            return False
    return True


def unfit_settings(dsn: str) -> list[Finding]:
    """Return what is wrong with the settings that this database gives to a session of ours."""
    with psycopg.connect(dsn) as connection:
        found = {name: _show(connection, name) for name, _, _ in WANTED}
        version, spoken = _show(connection, "server_version_num"), _show(connection, "server_version")
    findings = [
        Finding(name, found[name], wanted, why)
        for name, wanted, why in WANTED
        if (found[name] == wanted.removeprefix("not ")) == wanted.startswith("not ")
    ]
    if int(version) < OLDEST_VERSION:
        findings.insert(
            0, Finding("server_version", spoken, "15 or newer", "older ones lack what the log needs")
        )
    return findings


def require_fit(dsn: str) -> None:
    """Refuse a database whose server would lose or garble facts, naming every setting at once."""
    findings = unfit_settings(dsn)
    if findings:
        told = "; ".join(str(finding) for finding in findings)
        raise UnfitDatabase(
            f"This PostgreSQL server is not safe for facts. {told}. Change it and start again."
        )


def _show(connection: psycopg.Connection[tuple[str]], name: str) -> str:
    row = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
    return row[0] if row else ""
