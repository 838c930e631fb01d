"""Keys are made before they are used, given out while they are there, and gone for good once they are destroyed."""

import asyncio
import os
from pathlib import Path

import psycopg
import pytest

from domain.sealed import Owner
from tests.support.fault_proxy import FaultProxy
from tests.support.keys import KEK, key_store, provider
from tests.support.log_events import PLACE
from workflows.keys import ERASED, LOST, RESTRICTED, Gone, Key, KeysRefused, KeyStore, KeysUnavailable
from workflows.keys.key_file import add_kek, drop_old_keks, make_file, read_file
from workflows.keys.rewrapping import counts, rewrap
from workflows.keys.watching import Watching
from workflows.log import LogUnavailable, Timeouts

pytestmark = pytest.mark.anyio
ANNA, BOB = Owner("诉求人 1", "text"), Owner("诉求人 2", "text")
QUICK = Timeouts(connect_s=1, statement=1_000, unanswered=1_000)
NONCE = bytes(12)


def usable(key: Key | Gone) -> Key:
    assert isinstance(key, Key)
    return key


async def test_an_owner_keeps_his_key_and_another_has_another(keys: KeyStore, keys_database: str) -> None:
    first = await keys.for_writing([ANNA, BOB, Owner(ANNA.subject, "files")])
    assert len({key.kid for key in first.values()}) == 3

    async with key_store(keys_database) as elsewhere:
        again = await elsewhere.for_writing([ANNA, BOB])
        read = await elsewhere.for_reading([key.kid for key in again.values()])
    assert [again[owner].kid for owner in (ANNA, BOB)] == [first[owner].kid for owner in (ANNA, BOB)]

    sealed = first[ANNA].encrypt(NONCE, b"secret", b"place")
    assert usable(read[first[ANNA].kid]).decrypt(NONCE, sealed, b"place") == b"secret"


async def test_a_key_is_on_disk_wrapped_before_it_is_given_out(keys: KeyStore, keys_database: str) -> None:
    key = (await keys.for_writing([ANNA]))[ANNA]
    with psycopg.connect(keys_database) as connection:
        rows = connection.execute("SELECT kid, alg, kek, length(wrapped) FROM bihuan_keys.keys").fetchall()
    assert rows == [(key.kid, "A256GCM", "kek-of-tests", 40)]


async def test_many_at_once_share_one_question_and_one_key(keys_database: str) -> None:
    async with key_store(keys_database) as one, key_store(keys_database) as other:
        asked = [store.for_writing([ANNA, BOB]) for store in (one, other) for _ in range(20)]
        found = await asyncio.gather(*asked)
    assert len({(given[ANNA].kid, given[BOB].kid) for given in found}) == 1


async def test_a_restricted_key_is_given_only_for_what_may_read_it_until_it_is_released(
    keys: KeyStore,
) -> None:
    kid = (await keys.for_writing([ANNA]))[ANNA].kid
    assert await keys.restrict(ANNA.subject)
    assert not await keys.restrict(ANNA.subject)

    assert await keys.for_reading([kid]) == {kid: Gone(RESTRICTED)}
    usable((await keys.for_reading([kid], even_restricted=True))[kid])
    assert await keys.restricted_since(ANNA.subject) is not None
    assert (await keys.for_writing([ANNA]))[ANNA].kid == kid, "what is stored further is stored all the same"

    assert await keys.release(ANNA.subject)
    assert not await keys.release(ANNA.subject)
    usable((await keys.for_reading([kid]))[kid])
    assert await keys.restricted_since(ANNA.subject) is None


async def test_what_was_erased_is_gone_and_who_comes_again_gets_new_keys(
    keys: KeyStore, keys_database: str
) -> None:
    old = (await keys.for_writing([ANNA, BOB]))[ANNA].kid
    files = (await keys.for_writing([Owner(ANNA.subject, "files")]))[Owner(ANNA.subject, "files")].kid

    assert set(await keys.erase(ANNA.subject)) == {old, files}
    assert await keys.erase(ANNA.subject) == ()

    assert await keys.for_reading([old], even_restricted=True) == {old: Gone(ERASED)}
    new = (await keys.for_writing([ANNA]))[ANNA].kid
    assert new != old
    usable((await keys.for_reading([new]))[new])
    with psycopg.connect(keys_database) as connection:
        left = connection.execute(
            "SELECT count(*) FROM bihuan_keys.keys WHERE kid = %s AND wrapped IS NOT NULL", [old]
        ).fetchone()
    assert left == (0,)


async def test_an_erasure_repeated_after_a_restore_leaves_later_keys_alone(keys: KeyStore) -> None:
    old = (await keys.for_writing([ANNA]))[ANNA].kid
    await keys.erase(ANNA.subject)
    new = (await keys.for_writing([ANNA]))[ANNA].kid

    assert await keys.destroy(ANNA.subject, [old, "never-here"]) == 0
    usable((await keys.for_reading([new]))[new])
    assert await keys.for_reading(["never-here"]) == {"never-here": Gone(ERASED)}
    assert [row.erased_at is None for row in await keys.keys_of(ANNA.subject)].count(True) == 1

    assert await keys.destroy(ANNA.subject, [new]) == 1
    assert await keys.for_reading([new]) == {new: Gone(ERASED)}


async def test_a_key_that_never_was_here_is_lost_not_erased(keys: KeyStore) -> None:
    assert await keys.for_reading(["unknown"]) == {"unknown": Gone(LOST)}


async def test_other_processes_forget_an_erased_key_at_once(keys: KeyStore, keys_database: str) -> None:
    async with key_store(keys_database) as elsewhere:
        kid = (await elsewhere.for_writing([ANNA]))[ANNA].kid
        usable((await elsewhere.for_reading([kid]))[kid])
        await keys.erase(ANNA.subject)

        async with asyncio.timeout(10):
            while (await elsewhere.for_reading([kid]))[kid] != Gone(ERASED):  # noqa: ASYNC110
                await asyncio.sleep(0)  # a turn for the watch


async def test_another_office_has_keys_of_its_own(keys: KeyStore, keys_database: str) -> None:
    kid = (await keys.for_writing([ANNA]))[ANNA].kid
    async with key_store(keys_database, "330106002") as other:
        assert await other.for_reading([kid]) == {kid: Gone(LOST)}
        assert (await other.for_writing([ANNA]))[ANNA].kid != kid
        assert other.keyed_digest("phone", b"1") != keys.keyed_digest("phone", b"1")


@pytest.mark.parametrize("written", ["0571-0000 0137", "(0571) 00000137", "0571 0000 0137"])
async def test_a_person_is_found_by_his_number_however_it_is_written_until_he_is_erased(
    keys: KeyStore, keys_database: str, written: str
) -> None:
    await keys.mark(ANNA.subject, "057100000137")
    await keys.mark(BOB.subject, "无")
    assert await keys.find(written) == (ANNA.subject,)
    assert await keys.find("057100000138") == ()
    with psycopg.connect(keys_database) as connection:
        stored = connection.execute("SELECT mark FROM bihuan_keys.marks").fetchall()
    assert len(stored) == 1
    assert len(stored[0][0]) == 32

    await keys.for_writing([ANNA])
    await keys.erase(ANNA.subject)
    assert await keys.find(written) == ()


async def test_a_cursor_only_goes_forward(keys: KeyStore) -> None:
    assert await keys.applied("erasures") == 0
    await keys.advance("erasures", 7)
    await keys.advance("erasures", 3)
    assert await keys.applied("erasures") == 7


async def test_a_watch_ends_although_its_question_takes_the_word_for_its_own(keys_database: str) -> None:
    asked = asyncio.Event()

    async def epoch() -> int:
        """What a driver may do: it is told to stop, and says that the server is away."""
        if watch_runs:
            asked.set()
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                raise LogUnavailable("cut off") from None
        return 0

    watch_runs = False
    watch = Watching(keys_database, PLACE, epoch, lambda: None)
    await watch.start()
    watch_runs = True
    await asked.wait()
    async with asyncio.timeout(10):
        await watch.close()


async def test_keys_are_wrapped_anew_without_touching_what_they_sealed(
    keys: KeyStore, keys_database: str
) -> None:
    sealed = (await keys.for_writing([ANNA, BOB]))[ANNA].encrypt(NONCE, b"secret", b"place")
    kid = (await keys.for_writing([ANNA]))[ANNA].kid
    digest = keys.keyed_digest("phone", b"1")

    async with key_store(keys_database, wrapping=provider(later=bytes(32))) as rotated:
        assert await rewrap(rotated) == 3  # two keys and the pepper
        assert await rewrap(rotated) == 0
        assert {count.kek for count in await counts(rotated)} == {"later"}
    alone = provider(later=bytes(32))
    alone._keks.pop("kek-of-tests")
    async with key_store(keys_database, wrapping=alone) as after:
        found = usable((await after.for_reading([kid]))[kid])
        assert found.decrypt(NONCE, sealed, b"place") == b"secret"
        assert after.keyed_digest("phone", b"1") == digest


async def test_a_process_that_runs_through_a_rotation_loses_no_key(
    keys_database: str, tmp_path: Path
) -> None:
    path = tmp_path / "office.kek"
    async with key_store(keys_database, wrapping=make_file(path, os.urandom)) as running:
        before = (await running.for_writing([ANNA]))[ANNA].kid
        async with key_store(keys_database, wrapping=add_kek(path, os.urandom)) as rotating:
            await rewrap(rotating)
        drop_old_keks(path)

        after = (await running.for_writing([BOB]))[BOB].kid
        running.forget()
        for key in (await running.for_reading([before, after])).values():
            usable(key)
    left = read_file(path)
    assert left is not None
    async with key_store(keys_database, wrapping=left) as later:
        assert {count.kek for count in await counts(later)} == {left.current}


async def test_a_wrapping_key_that_is_missing_is_named(keys: KeyStore, keys_database: str) -> None:
    await keys.for_writing([ANNA])
    other = provider(other=KEK)
    other._keks.pop("kek-of-tests")
    with pytest.raises(KeysRefused, match="kek-of-tests"):
        await key_store(keys_database, wrapping=other).open()


async def test_a_server_of_keys_that_does_not_answer_is_unavailable_like_the_log(keys_database: str) -> None:
    async with FaultProxy(keys_database) as proxy, key_store(proxy.dsn, timeouts=QUICK) as keys:
        kid = (await keys.for_writing([ANNA]))[ANNA].kid
        proxy.flowing.clear()
        with pytest.raises(KeysUnavailable, match="database of keys") as caught:
            await asyncio.wait_for(keys.for_writing([BOB]), 30)
        assert isinstance(caught.value, LogUnavailable)
        assert (await keys.for_writing([ANNA]))[ANNA].kid == kid, "what is remembered needs no server"
        proxy.flowing.set()
        await keys.for_writing([BOB])


async def test_new_keys_are_for_the_algorithm_that_is_set_and_old_ones_stay_readable(
    keys: KeyStore, keys_database: str
) -> None:
    old = (await keys.for_writing([ANNA]))[ANNA]
    async with key_store(keys_database, algorithm="SM4GCM") as changed:
        new = (await changed.for_writing([ANNA, BOB]))[BOB]
        assert (old.alg, new.alg) == ("A256GCM", "SM4GCM")
        found = await changed.for_reading([old.kid, new.kid])
        for key in (old, new):
            sealed = key.encrypt(NONCE, b"secret", b"place")
            assert usable(found[key.kid]).decrypt(NONCE, sealed, b"place") == b"secret"
