"""Ways to change a sealed log behind the back of the program, by chance, and where each must be found."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from pathlib import Path

from projections.ports import Connection
from projections.transparency.leaf import leaf_of
from projections.transparency.store import Store
from tests.support.log_events import PLACE
from tests.support.sealed_log import one

Expected = tuple[str, str]
"""Where it must be found, and what must be said of it there."""
Tamper = Callable[[random.Random, Connection, Path, int], Expected]
COLUMNS: Mapping[str, str] = {
    "stream_id": "stream_id || 'x'",
    "version": "version + 100000",
    "topic": "'role.given'",
    "event_id": "gen_random_uuid()",
    "occurred_at": "occurred_at + interval '1 microsecond'",
    "recorded_at": "recorded_at - interval '1 second'",
    "metadata": 'metadata || \'{"door": "cli"}\'',
}
TABLES = (("events", "position"), ("audit_leaves", "leaf_index + 1"), ("audit_checkpoints", "size"))


def bit_of(chance: random.Random, data: bytes) -> bytes:
    """The same bytes with one bit turned."""
    at = chance.randrange(len(data) * 8)
    changed = bytearray(data)
    changed[at // 8] ^= 1 << at % 8
    return bytes(changed)


def bit_of_data(chance: random.Random, connection: Connection, _: Path, size: int) -> Expected:
    position = chance.randint(1, size)
    data = one(connection, "SELECT data FROM bihuan.events WHERE position = %s", position)
    connection.execute(
        "UPDATE bihuan.events SET data = %s WHERE position = %s", [bit_of(chance, data), position]
    )
    return f"position {position}", "data"


def column(chance: random.Random, connection: Connection, _: Path, size: int) -> Expected:
    position, name = chance.randint(1, size), chance.choice(sorted(COLUMNS))
    statement = f"UPDATE bihuan.events SET {name} = {COLUMNS[name]} WHERE position = %s"
    connection.execute(statement.encode(), [position])
    return f"position {position}", name


def actor(chance: random.Random, connection: Connection, _: Path, size: int) -> Expected:
    position = chance.randint(1, size)
    connection.execute(
        'UPDATE bihuan.events SET metadata = metadata || \'{"actor": "another"}\' WHERE position = %s',
        [position],
    )
    return f"position {position}", "actor"


def other_office(chance: random.Random, connection: Connection, _: Path, size: int) -> Expected:
    position = chance.randint(1, size)
    connection.execute("UPDATE bihuan.events SET jurisdiction = 'x' WHERE position = %s", [position])
    return f"position {position}", "the fact is missing"


def swapped(chance: random.Random, connection: Connection, _: Path, size: int) -> Expected:
    """Two facts change places."""
    first, second = chance.sample(range(1, size + 1), 2)
    for was, now in ((first, 10**9), (second, first), (10**9, second)):
        connection.execute("UPDATE bihuan.events SET position = %s WHERE position = %s", [now, was])
    return f"position {chance.choice((first, second))}", "event_id"


def tail_deleted(chance: random.Random, connection: Connection, _: Path, size: int) -> Expected:
    first = chance.randint(max(1, size - 20), size)
    connection.execute("DELETE FROM bihuan.events WHERE position >= %s", [first])
    return f"position {first}", "the fact is missing"


def inserted(chance: random.Random, connection: Connection, _: Path, size: int) -> Expected:
    """A fact more, and all after it moved up."""
    position = chance.randint(1, size)
    connection.execute(
        "UPDATE bihuan.events SET position = position + 1000000 WHERE position >= %s", [position]
    )
    connection.execute("UPDATE bihuan.events SET position = position - 999999 WHERE position > 1000000")
    connection.execute(
        "INSERT INTO bihuan.events SELECT jurisdiction, 'forged', 1, topic, data, gen_random_uuid(), metadata,"
        " occurred_at, recorded_at, %s FROM bihuan.events WHERE position = %s",
        [position, position + 1],
    )
    return f"position {position}", "stream_id"


def rewritten(chance: random.Random, connection: Connection, _: Path, size: int) -> Expected:
    """The fact and its leaf, so that they fit: only the signed root and the published hashes tell."""
    position = chance.randint(1, size)
    connection.execute(
        "UPDATE bihuan.events SET stream_id = stream_id || '-other' WHERE position = %s", [position]
    )
    store = Store(connection, PLACE)
    row, kept = store.rows(position - 1, 1)[0], store.sealed(position - 1, position)[0]
    leaf = leaf_of(PLACE, row, kept.salt)
    connection.execute("UPDATE bihuan.audit_leaves SET leaf = %s WHERE leaf_index = %s", [leaf, position - 1])
    return f"position {position}", "leaf"


def leaf_changed(chance: random.Random, connection: Connection, _: Path, size: int) -> Expected:
    position, name = chance.randint(1, size), chance.choice(("leaf", "salt"))
    was = one(connection, f"SELECT {name} FROM bihuan.audit_leaves WHERE leaf_index = %s", position - 1)
    statement = f"UPDATE bihuan.audit_leaves SET {name} = %s WHERE leaf_index = %s"
    connection.execute(statement.encode(), [bit_of(chance, was), position - 1])
    return f"position {position}", "salt" if name == "salt" else ""


def leaf_deleted(chance: random.Random, connection: Connection, _: Path, size: int) -> Expected:
    position = chance.randint(1, size)
    connection.execute("DELETE FROM bihuan.audit_leaves WHERE leaf_index = %s", [position - 1])
    return f"position {position}", "the leaf is missing"


def head_changed(chance: random.Random, connection: Connection, _: Path, size: int) -> Expected:
    rows = connection.execute(
        "SELECT size, root, note FROM bihuan.audit_checkpoints ORDER BY size"
    ).fetchall()
    at, root, note = chance.choice(rows)
    if chance.random() < 0.5:
        statement, value = "root", bit_of(chance, root)
    else:
        cut = chance.randrange(len(note) - 1)
        statement, value = "note", note[:cut] + chr(ord(note[cut]) ^ 1 or 65) + note[cut + 1 :]
    connection.execute(
        f"UPDATE bihuan.audit_checkpoints SET {statement} = %s WHERE size = %s".encode(), [value, at]
    )
    return f"checkpoint row {at}", ""


def older_database(chance: random.Random, connection: Connection, _: Path, size: int) -> Expected:
    """Everything as it was some seals ago; the files are those of now."""
    sizes = connection.execute("SELECT size FROM bihuan.audit_checkpoints WHERE size < %s", [size]).fetchall()
    (then,) = chance.choice(sizes)
    for table, place in TABLES:
        connection.execute(f"DELETE FROM bihuan.{table} WHERE {place} > %s".encode(), [then])
    return "checkpoint", f"the database seals {then}"


def tile_changed(chance: random.Random, _: Connection, folder: Path, _size: int) -> Expected:
    path = chance.choice(sorted(path for path in (folder / "tile").rglob("*") if path.is_file()))
    path.write_bytes(bit_of(chance, path.read_bytes()))
    return path.relative_to(folder).as_posix(), "changed"


def tile_added(chance: random.Random, _: Connection, folder: Path, _size: int) -> Expected:
    name = chance.choice(("tile/0/x001/000", "tile/2/000", "tile/entries/009.p/7", "tile/0/000.x"))
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes(32))
    return name, "not a file of this log"


def head_file_changed(chance: random.Random, _: Connection, folder: Path, _size: int) -> Expected:
    path = folder / chance.choice(("checkpoint", "checkpoint", "vkey"))
    path.write_bytes(bit_of(chance, path.read_bytes()))
    return path.name, ""


def head_file_deleted(_chance: random.Random, _: Connection, folder: Path, _size: int) -> Expected:
    (folder / "checkpoint").unlink()
    return "checkpoint", "missing"


KINDS: tuple[Tamper, ...] = (
    bit_of_data,
    column,
    actor,
    other_office,
    swapped,
    tail_deleted,
    inserted,
    rewritten,
    leaf_changed,
    leaf_deleted,
    head_changed,
    older_database,
    tile_changed,
    tile_added,
    head_file_changed,
    head_file_deleted,
)
