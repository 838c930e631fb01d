"""Requests of people, done to their keys: once, in order, and again after whichever database was put back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from domain.errors import Refused
from domain.office import Person, Post
from domain.sealed import Owner
from domain.subjects import ERASE, RELEASE, RESTRICT, Wish
from tests.support.keys import FixedKeys, key_store
from tests.support.log_events import MOMENT, PLACE, uid
from workflows.keys import ERASED, RESTRICTED, Gone, Key, KeysRefused, KeyStore
from workflows.log import EventLog, LogUnavailable
from workflows.office_events import Told
from workflows.registers import Register
from workflows.subjects import KIND, Requests, SideFile

pytestmark = pytest.mark.anyio
STEWARD = Person(id="steward-1", posts=(Post(role="steward", unit="office"),))
NUMBERS = count(1)


def told() -> Told:
    return Told(actor=STEWARD.id, role="steward", unit="office", now=MOMENT, door="cli", command_id="")


def wish(action: str, subject: str = "resident-1") -> Wish:
    return Wish(action=action, subject=subject, reason="本人要求")


def requests_of(log: EventLog, keys: KeyStore, folder: Path) -> Requests:
    register = Register(log, KIND, new_id=lambda: str(uid(next(NUMBERS))))
    return Requests(register, keys, SideFile(folder / "erased"))


@pytest.fixture
async def keys(keys_database: str) -> AsyncIterator[KeyStore]:
    async with key_store(keys_database) as opened:
        yield opened


async def key_of(keys: KeyStore, subject: str = "resident-1", purpose: str = "contact") -> Key:
    owner = Owner(subject, purpose)
    return (await keys.for_writing([owner]))[owner]


async def read(keys: KeyStore, *kids: str) -> list[object]:
    found = await keys.for_reading(kids)
    return [one.why if isinstance(one := found[kid], Gone) else "key" for kid in kids]


async def test_who_is_erased_is_read_by_nobody_and_who_comes_back_is_somebody_new(
    log: EventLog, keys: KeyStore, tmp_path: Path
) -> None:
    requests = requests_of(log, keys, tmp_path)
    mine, other = await key_of(keys), await key_of(keys, "resident-2")
    event = await requests.do(wish(ERASE), STEWARD, told())
    assert event.fact.kids == (mine.kid,)  # type: ignore[attr-defined]
    assert await read(keys, mine.kid, other.kid) == [ERASED, "key"]

    again = await key_of(keys)
    assert again.kid != mine.kid
    assert await requests.drain() == 0
    assert await read(keys, again.kid) == ["key"]


async def test_what_is_restricted_is_kept_and_released(log: EventLog, keys: KeyStore, tmp_path: Path) -> None:
    requests, mine = requests_of(log, keys, tmp_path), await key_of(keys)
    await requests.do(wish(RESTRICT), STEWARD, told())
    assert await read(keys, mine.kid) == [RESTRICTED]
    with pytest.raises(Refused) as refused:
        await requests.do(wish(RESTRICT), STEWARD, told())
    assert refused.value.code == "already_restricted"
    await requests.do(wish(RELEASE), STEWARD, told())
    assert await read(keys, mine.kid) == ["key"]


async def test_who_was_restricted_and_erased_comes_back_unrestricted(
    log: EventLog, keys: KeyStore, tmp_path: Path
) -> None:
    requests = requests_of(log, keys, tmp_path)
    await key_of(keys)
    for action in (RESTRICT, ERASE):
        await requests.do(wish(action), STEWARD, told())
    assert await read(keys, (await key_of(keys)).kid) == ["key"]


async def test_of_nobody_nothing_is_erased(log: EventLog, keys: KeyStore, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        await requests_of(log, keys, tmp_path).do(wish(ERASE), STEWARD, told())
    assert refused.value.code == "nothing_kept"
    assert await log.head() == 0


async def test_what_was_recorded_and_not_done_is_done_by_whoever_comes_next(
    log: EventLog, keys: KeyStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The keys went away between the fact and its doing."""
    requests, mine = requests_of(log, keys, tmp_path), await key_of(keys)

    async def away(*_: object) -> int:
        raise LogUnavailable("gone")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(keys, "destroy", away)
        with pytest.raises(LogUnavailable):
            await requests.do(wish(ERASE), STEWARD, told())
    assert [one.subject for one in await requests.waiting()] == ["resident-1"]
    assert await read(keys, mine.kid) == ["key"]

    assert await requests_of(log, keys, tmp_path).drain() == 1
    assert await read(keys, mine.kid) == [ERASED]
    assert await requests.waiting() == []


@asynccontextmanager
async def restored(keys_database: str, copy: str) -> AsyncIterator[KeyStore]:
    """The store over a copy of its database made before."""
    async with key_store(make_conninfo(keys_database, dbname=copy)) as opened:
        yield opened


@pytest.fixture
def copied(keys_database: str) -> Iterator[Callable[[str], str]]:
    """Copy the database of keys as it is: what a backup of this moment holds. Nobody may be connected to it."""
    made: list[str] = []
    name = str(conninfo_to_dict(keys_database)["dbname"])
    admin = psycopg.connect(make_conninfo(keys_database, dbname="postgres"), autocommit=True)

    def copy(label: str) -> str:
        made.append(f"{name}_{label}")
        both = [sql.Identifier(made[-1]), sql.Identifier(name)]
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*both))
        return made[-1]

    with admin:
        yield copy
        for one in made:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(one)))


async def test_an_older_backup_of_the_keys_brings_nobody_back(
    log: EventLog, keys_database: str, copied: Callable[[str], str], tmp_path: Path
) -> None:
    async with key_store(keys_database) as keys:
        erased, sealed, free = [await key_of(keys, f"resident-{n}") for n in (1, 2, 3)]
    backup = copied("before")
    async with key_store(keys_database) as keys:
        requests = requests_of(log, keys, tmp_path)
        await requests.do(wish(ERASE, "resident-1"), STEWARD, told())
        await requests.do(wish(RESTRICT, "resident-2"), STEWARD, told())
        await requests.do(wish(RESTRICT, "resident-3"), STEWARD, told())
        await requests.do(wish(RELEASE, "resident-3"), STEWARD, told())

    async with restored(keys_database, backup) as keys:
        assert await read(keys, erased.kid, sealed.kid, free.kid) == ["key", "key", "key"], (
            "as the backup had it"
        )
        requests = requests_of(log, keys, tmp_path)
        assert len(await requests.waiting()) == 4
        assert await requests.drain() == 4
        assert await read(keys, erased.kid, sealed.kid, free.kid) == [ERASED, RESTRICTED, "key"]
        assert await requests.drain() == 0, "once is enough"


async def test_keys_made_after_an_erasure_outlive_a_backup_from_after_it(
    log: EventLog, keys_database: str, copied: Callable[[str], str], tmp_path: Path
) -> None:
    async with key_store(keys_database) as keys:
        old = await key_of(keys)
        await requests_of(log, keys, tmp_path).do(wish(ERASE), STEWARD, told())
        new = await key_of(keys)
    backup = copied("after")
    async with restored(keys_database, backup) as keys:
        assert await requests_of(log, keys, tmp_path).drain() == 0
        assert await read(keys, old.kid, new.kid) == [ERASED, "key"]


async def test_after_both_databases_were_put_back_the_file_beside_them_still_knows(
    database: str, keys_database: str, copied: Callable[[str], str], tmp_path: Path
) -> None:
    async with EventLog(database, PLACE, keys=FixedKeys()) as log, key_store(keys_database) as keys:
        mine = await key_of(keys)
    backup = copied("before")
    async with EventLog(database, PLACE, keys=FixedKeys()) as log, key_store(keys_database) as keys:
        await requests_of(log, keys, tmp_path).do(wish(ERASE), STEWARD, told())

    # Another office's log stands for this one before the erasure: it has no fact of it.
    async with (
        EventLog(database, "330105010", keys=FixedKeys()) as log,
        restored(keys_database, backup) as keys,
    ):
        requests = requests_of(log, keys, tmp_path)
        assert [one.subject for one in await requests.forgotten()] == ["resident-1"]
        assert await requests.drain() == 1
        assert await read(keys, mine.kid) == [ERASED]
        again = await requests.do(wish(ERASE), STEWARD, told())
        assert again.fact.kids == (mine.kid,), "recorded again as it was"  # type: ignore[attr-defined]
        assert await requests.forgotten() == []
        with pytest.raises(Refused, match="nothing_kept"):
            await requests.do(wish(ERASE), STEWARD, told())


async def test_what_a_restored_log_says_by_itself_need_not_be_recorded_again(
    database: str, keys: KeyStore, tmp_path: Path
) -> None:
    await key_of(keys, "resident-1")
    await key_of(keys, "resident-2")
    async with EventLog(database, PLACE, keys=FixedKeys()) as log:
        requests = requests_of(log, keys, tmp_path)
        for action, subject in ((RESTRICT, "resident-1"), (RELEASE, "resident-1"), (RESTRICT, "resident-2")):
            await requests.do(wish(action, subject), STEWARD, told())
    async with EventLog(database, "330105010", keys=FixedKeys()) as log:
        requests = requests_of(log, keys, tmp_path)
        assert [(one.action, one.subject) for one in await requests.forgotten()] == [(RESTRICT, "resident-2")]
        await requests.do(wish(RESTRICT, "resident-2"), STEWARD, told())
        assert await requests.forgotten() == []


async def test_a_log_that_was_put_back_and_went_on_hides_no_request(
    database: str, keys: KeyStore, tmp_path: Path
) -> None:
    """Its versions and positions come again with other facts: what is done is told by the facts, not by numbers."""
    async with EventLog(database, PLACE, keys=FixedKeys()) as log:
        await key_of(keys, "resident-1")
        await requests_of(log, keys, tmp_path).do(wish(ERASE, "resident-1"), STEWARD, told())
    second = await key_of(keys, "resident-2")
    async with EventLog(database, "330105010", keys=FixedKeys()) as log:
        await requests_of(log, keys, tmp_path).do(wish(ERASE, "resident-2"), STEWARD, told())
    assert await read(keys, second.kid) == [ERASED]


async def test_a_file_that_was_lost_is_written_again_from_the_log(
    log: EventLog, keys: KeyStore, tmp_path: Path
) -> None:
    requests = requests_of(log, keys, tmp_path)
    for subject in ("resident-1", "resident-2"):
        await key_of(keys, subject)
        await requests.do(wish(ERASE, subject), STEWARD, told())
    whole = requests.side.path.read_bytes()
    assert requests.side.path.stat().st_mode & 0o777 == 0o600

    requests.side.path.unlink()
    assert await requests.drain() == 0
    assert requests.side.path.read_bytes() == whole
    requests.side.path.write_bytes(whole[:-20])
    assert await requests.drain() == 0
    assert requests.side.path.read_bytes() == whole, "a line that a crash cut off is written anew"


async def test_a_damaged_file_is_told_with_its_line(log: EventLog, keys: KeyStore, tmp_path: Path) -> None:
    requests = requests_of(log, keys, tmp_path)
    await key_of(keys)
    await requests.do(wish(ERASE), STEWARD, told())
    text = requests.side.path.read_text("utf-8")
    for damaged in ("{}\n" + text, text + "erased resident-2\n", text.replace('"erase"', '"forget"')):
        requests.side.path.write_text(damaged, "utf-8")
        with pytest.raises(KeysRefused, match=r"erased:[12]: this is no request"):
            await requests.drain()
