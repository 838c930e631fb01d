"""Sealing: what is published can be verified, an interruption anywhere changes nothing, and nothing is signed twice."""

from pathlib import Path

import psycopg
import pytest

from projections.transparency.checkpoints import open_checkpoint
from projections.transparency.folder import Folder
from projections.transparency.merkle import leaf_hash
from projections.transparency.notes import Signer
from projections.transparency.proofs import NotSealed, parse_proof, prove, require_proven
from projections.transparency.publishing import copy_log, publish
from projections.transparency.sealing import Sealer, SealRefused
from projections.transparency.tiles import tile_paths
from projections.transparency.tree import Tree, require_consistent
from tests.support.log_events import PLACE
from tests.support.sealed_log import (
    SIGNER,
    VERIFIER,
    append,
    files_of,
    said,
    salts,
    seal,
    store_of,
    superuser,
    verify,
    verify_offline,
)
from tests.support.tlog import plain_root

ROUNDS = (1, 254, 1, 1, 255, 3)


class Stopped(Exception):
    """The process ended here."""


class EveryStepOnce:
    """Ends the work before each step once."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def __call__(self, step: str) -> None:
        if step not in self.seen:
            self.seen.add(step)
            raise Stopped(step)


def test_what_was_sealed_is_whole_and_nothing_was_changed(database: str, tmp_path: Path) -> None:
    for facts in ROUNDS:
        append(database, facts, stream=f"case-{facts}-{len(files_of(tmp_path))}")
        seal(database, tmp_path)
        assert (said(verify(database, tmp_path)), said(verify_offline(tmp_path))) == ([], [])

    with store_of(database) as store:
        leaves = list(store.leaves(0, store.count()))
    head = open_checkpoint(Folder(tmp_path).note() or "", VERIFIER)
    assert head.size == len(leaves) == store_size(database) == sum(ROUNDS)
    assert head.root == plain_root(list(map(leaf_hash, leaves)))
    assert {str(tile) for tile in tile_paths(head.size)} <= set(files_of(tmp_path))


def store_size(database: str) -> int:
    with store_of(database) as store:
        return store.tail(0)[2]


def test_nothing_new_is_nothing_done(database: str, tmp_path: Path) -> None:
    assert (seal(database, tmp_path), files_of(tmp_path)) == (0, {})
    append(database, 5)
    assert seal(database, tmp_path) == 5
    before = files_of(tmp_path)
    assert (seal(database, tmp_path), files_of(tmp_path)) == (5, before)


def test_one_that_goes_on_and_one_that_starts_anew_do_the_same(database: str, tmp_path: Path) -> None:
    with store_of(database) as store:
        going_on = Sealer(store, Folder(tmp_path), SIGNER, salts())
        for number, facts in enumerate((300, 300, 100)):
            append(database, facts, stream=f"s{number}")
            going_on.seal()
    append(database, 2, stream="last")

    assert seal(database, tmp_path) == 702
    assert said(verify(database, tmp_path)) == []


def test_a_long_log_is_sealed_in_parts(database: str, tmp_path: Path) -> None:
    append(database, 700)
    assert seal(database, tmp_path, batch=100) == 700

    with superuser(database) as connection:
        sizes = connection.execute("SELECT size FROM bihuan.audit_checkpoints ORDER BY size").fetchall()
    assert [size for (size,) in sizes] == [100, 200, 300, 400, 500, 600, 700]
    assert said(verify(database, tmp_path)) == []


def test_each_published_head_is_the_beginning_of_the_next(database: str, tmp_path: Path) -> None:
    heads = []
    for number, facts in enumerate((3, 253, 300)):
        append(database, facts, stream=f"s{number}")
        seal(database, tmp_path)
        heads.append(open_checkpoint(Folder(tmp_path).note() or "", VERIFIER))
    last = heads[-1]
    tree = Tree(last.size, Folder(tmp_path).hashes(last.size))
    for head in heads:
        require_consistent(head.size, head.root, last.size, last.root, tree.consistency(head.size))


def test_an_interruption_at_any_step_leaves_the_same_files(database: str, tmp_path: Path) -> None:
    """The database keeps what it has committed; the files are made beside ones of an undisturbed run."""
    disturbed, undisturbed = tmp_path / "disturbed", tmp_path / "undisturbed"
    sizes, steps = (250, 10, 300), set[str]()
    for number, facts in enumerate(sizes):
        append(database, facts, stream=f"s{number}")
        stop = EveryStepOnce()
        while not sealed_whole(database, disturbed, stop):
            steps |= stop.seen
        with store_of(database) as store:
            head = store.last()
            assert head is not None
            publish_undisturbed(undisturbed, database, sum(sizes[:number]), head.size, head.note)
        assert files_of(disturbed) == files_of(undisturbed)
        assert said(verify(database, disturbed)) == []
    assert {"store", "stored", "write checkpoint", "place checkpoint", "placed checkpoint"} <= steps
    assert {"write tile/0/000", "place tile/entries/001", "placed tile/1/000.p/2", "write vkey"} <= steps


def sealed_whole(database: str, folder: Path, stop: EveryStepOnce) -> bool:
    try:
        seal(database, folder, step=stop)
    except Stopped:
        return False
    return True


def publish_undisturbed(folder: Path, database: str, old: int, size: int, note: str) -> None:
    with store_of(database) as store:
        Folder(folder).keep("vkey", f"{VERIFIER}\n".encode())
        publish(Folder(folder), store.leaves, old, size, note)


def test_a_lost_folder_is_made_again(database: str, tmp_path: Path) -> None:
    append(database, 600)
    seal(database, tmp_path / "first")
    assert seal(database, tmp_path / "second") == 600
    assert files_of(tmp_path / "first") == files_of(tmp_path / "second")


def test_a_lost_tile_is_made_again_when_the_log_grows(database: str, tmp_path: Path) -> None:
    append(database, 600)
    seal(database, tmp_path)
    (tmp_path / "tile/1/000.p/2").unlink()
    assert said(verify(database, tmp_path)) == ["tile/1/000.p/2: missing"]

    append(database, 300, stream="more")
    assert seal(database, tmp_path) == 900
    assert said(verify(database, tmp_path)) == []


def test_a_database_older_than_what_was_published_is_not_sealed(database: str, tmp_path: Path) -> None:
    append(database, 10)
    seal(database, tmp_path)
    append(database, 10, stream="later")
    seal(database, tmp_path)
    with superuser(database) as connection:
        for statement in (
            "DELETE FROM bihuan.events WHERE position > 10",
            "DELETE FROM bihuan.audit_leaves WHERE leaf_index >= 10",
            "DELETE FROM bihuan.audit_checkpoints WHERE size > 10",
        ):
            connection.execute(statement)
    before = files_of(tmp_path)
    append(database, 30, stream="another")

    with pytest.raises(SealRefused, match=r"older than what was published: it seals 10 facts, .* counts 20"):
        seal(database, tmp_path)
    assert files_of(tmp_path) == before
    assert any("counts 20 facts, the database seals 10" in told for told in said(verify(database, tmp_path)))


def test_a_past_that_was_sealed_otherwise_is_not_sealed_again(database: str, tmp_path: Path) -> None:
    """Restored, and sealed into another folder meanwhile: the published files are of another past."""
    append(database, 10)
    with superuser(database) as connection:
        seal(database, tmp_path / "published")
        connection.execute("DELETE FROM bihuan.audit_leaves; DELETE FROM bihuan.audit_checkpoints")
        append(database, 10, stream="more")
    with store_of(database) as store:
        Sealer(store, Folder(tmp_path / "elsewhere"), SIGNER, salts(77)).seal()

    with pytest.raises(SealRefused, match="are not those that were published at 10"):
        seal(database, tmp_path / "published")


def test_changed_leaves_are_not_signed_over(database: str, tmp_path: Path) -> None:
    append(database, 10)
    seal(database, tmp_path)
    (tmp_path / "checkpoint").unlink()
    with superuser(database) as connection:
        connection.execute("UPDATE bihuan.audit_leaves SET leaf = leaf || '\\x20' WHERE leaf_index = 4")
    append(database, 1, stream="more")

    with pytest.raises(SealRefused, match="do not give the root of its last checkpoint"):
        seal(database, tmp_path)


def test_another_key_signs_nothing(database: str, tmp_path: Path) -> None:
    append(database, 3)
    seal(database, tmp_path)
    append(database, 3, stream="more")
    with pytest.raises(SealRefused, match="put back the signing key"):
        seal(database, tmp_path, signer=Signer(SIGNER.name, bytes(32)))


def test_a_hole_in_the_log_is_not_sealed(database: str, tmp_path: Path) -> None:
    append(database, 6)
    with superuser(database) as connection:
        connection.execute("DELETE FROM bihuan.events WHERE position = 4")
    with pytest.raises(SealRefused, match="hole at position 4"):
        seal(database, tmp_path)


def test_a_file_with_other_bytes_is_never_written_over(database: str, tmp_path: Path) -> None:
    append(database, 3)
    (tmp_path / "tile/entries").mkdir(parents=True)
    (tmp_path / "tile/entries/000.p").mkdir()
    (tmp_path / "tile/entries/000.p/3").write_bytes(b"other")
    with pytest.raises(SealRefused, match=r"tile/entries/000.p/3 is there with other bytes"):
        seal(database, tmp_path)
    assert not (tmp_path / "checkpoint").exists()


def test_leaves_follow_each_other_and_stay(database: str, tmp_path: Path) -> None:
    append(database, 3)
    seal(database, tmp_path)
    with store_of(database) as store, pytest.raises(psycopg.Error) as caught:
        store.seal(7, store.rows(0, 1), [bytes(32)], [b"x"], bytes(32), "note")
    assert caught.value.sqlstate == "BH005"


def test_every_fact_has_a_proof_once_it_is_sealed(database: str, tmp_path: Path) -> None:
    append(database, 300)
    seal(database, tmp_path)
    for index in (0, 255, 256, 299):
        proof = parse_proof(str(prove(Folder(tmp_path), VERIFIER, index)))
        require_proven(proof, VERIFIER)
        assert f'"n":{index + 1},'.encode() in proof.leaf
        assert f'"j":"{PLACE}"'.encode() in proof.leaf
    with pytest.raises(NotSealed):
        prove(Folder(tmp_path), VERIFIER, 300)
    with pytest.raises(NotSealed):
        prove(Folder(tmp_path / "none"), VERIFIER, 0)


def test_a_copy_stands_for_itself_and_grows(database: str, tmp_path: Path) -> None:
    published, copy = Folder(tmp_path / "published"), Folder(tmp_path / "copy")
    for number, facts in enumerate((300, 300)):
        append(database, facts, stream=f"s{number}")
        size = seal(database, published.path)
        copy_log(published, copy, size, published.note() or "")
        assert said(verify_offline(copy.path)) == []


def test_a_fact_is_compared_with_its_leaf_by_hand(database: str, tmp_path: Path) -> None:
    """The statement that the guide for auditors gives."""
    append(database, 20)
    seal(database, tmp_path)
    guide = (Path(__file__).parents[3] / "docs" / "guides" / "audit.md").read_text("utf-8")
    statement = guide.partition("```sql\n")[2].partition("```")[0]
    with superuser(database) as connection:
        assert connection.execute(statement.encode()).fetchall() == [(True,)]
        connection.execute("UPDATE bihuan.events SET data = data || '\\x20' WHERE position = 17")
        assert connection.execute(statement.encode()).fetchall() == [(False,)]


def test_facts_that_keep_coming_do_not_each_get_a_head_of_their_own(database: str, tmp_path: Path) -> None:
    append(database, 3)
    streams = iter(range(50))

    def one_more(step: str) -> None:
        if step == "stored":
            append(database, 1, stream=f"more-{next(streams)}")

    assert seal(database, tmp_path, step=one_more) == 3
    assert seal(database, tmp_path) == 4
