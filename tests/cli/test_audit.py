"""`bihuan audit`: what a command line tells of the transparency log, and how it leaves."""

import json
import stat
from pathlib import Path

import pytest

from projections.transparency.notes import open_note, verifier_of
from projections.transparency.proofs import parse_proof, require_proven
from tests.cli.running import Bihuan
from tests.support.sealed_log import append, superuser
from tests.support.witness import witnessing


@pytest.fixture
def sealed(office: Bihuan) -> Bihuan:
    """An office whose facts are sealed."""
    assert office("audit", "seal").code == 0
    return office


def sealed_size(note: bytes) -> int:
    """How many facts a published head counts."""
    return int(note.decode().splitlines()[1])


def key_of(data_dir: Path) -> str:
    (vkey,) = (data_dir / "audit").glob("*/vkey")
    return vkey.read_text("utf-8").strip()


def test_the_key_is_made_with_the_office_and_is_readable_to_its_owner_alone(
    office: Bihuan, data_dir: Path
) -> None:
    (key,) = (data_dir / "audit").glob("*.key")
    before = key.read_text("utf-8")

    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert office("audit", "seal").code == 0
    assert key.read_text("utf-8") == before


def test_what_is_sealed_is_as_it_was(sealed: Bihuan, data_dir: Path) -> None:
    ran = sealed("audit", "verify")

    assert (ran.code, "facts are as they were sealed" in ran.out) == (0, True), ran
    told = json.loads(sealed("audit", "verify", "--json", "--key", key_of(data_dir)).out)
    assert (told["findings"], told["size"], told["size"] > 0) == ([], told["head"], True)


def test_a_changed_fact_is_named_and_leaves_with_five(sealed: Bihuan, database: str) -> None:
    with superuser(database) as connection:
        connection.execute("UPDATE bihuan.events SET topic = 'role.taken' WHERE position = 3")

    sealed.refuses("audit", "verify", code=5, because="CHANGED position 3: topic")
    told = json.loads(sealed("audit", "verify", "--json").out)
    assert told["findings"] == [{"place": "position 3", "what": "topic"}]


def test_a_worker_seals_what_is_new(office: Bihuan) -> None:
    assert office("worker", "--once").code == 0
    told = json.loads(office("audit", "verify", "--json").out)
    assert told["size"] == told["head"] > 0


def test_a_restored_older_database_is_not_sealed(sealed: Bihuan, database: str) -> None:
    with superuser(database) as connection:
        connection.execute("DELETE FROM bihuan.audit_leaves; DELETE FROM bihuan.audit_checkpoints")

    sealed.refuses("audit", "seal", code=5, because="The database is older than what was published")
    sealed.refuses("audit", "verify", code=5, because="the database seals 0")


def restore_older(database: str, facts: int, sealed: int) -> None:
    """The database as it was when it had so many facts, of which so many were sealed."""
    with superuser(database) as connection:
        connection.execute("DELETE FROM bihuan.events WHERE position > %s", [facts])
        connection.execute("DELETE FROM bihuan.audit_leaves WHERE leaf_index >= %s", [sealed])
        connection.execute("DELETE FROM bihuan.audit_checkpoints WHERE size > %s", [sealed])


def test_published_facts_that_a_restored_older_state_lacks_are_counted(
    sealed: Bihuan, database: str, data_dir: Path
) -> None:
    (note,) = (data_dir / "audit").glob("*/checkpoint")
    early = sealed_size(note.read_bytes())
    append(database, 30)
    assert sealed("audit", "seal").code == 0
    published = sealed_size(note.read_bytes())
    restore_older(database, facts=early + 2, sealed=early)

    lost = f"MISSING {published - early - 2} published facts after position {early + 2}"
    for against in ((), ("--against", str(note))):
        ran = sealed.refuses("audit", "verify", *against, code=5, because=lost)
        assert "an older state was restored" in ran.out
        assert "`bihuan audit succeed --reason …`" in ran.err
        assert "CHANGED" not in ran.out
        assert "something was changed" not in ran.err
    told = json.loads(sealed("audit", "verify", "--json").out)
    assert told["missing"] == {"after": early + 2, "facts": published - early - 2}
    assert len(told["findings"]) == 1


@pytest.mark.parametrize("where", ["tile/entries", "tile/0"])
def test_what_was_changed_besides_is_not_taken_for_an_older_state(
    sealed: Bihuan, database: str, data_dir: Path, where: str
) -> None:
    restore_older(database, facts=10, sealed=0)
    assert "MISSING" in sealed("audit", "verify").out
    for path in (data_dir / "audit").glob(f"*/{where}/**/*"):
        if path.is_file():
            path.write_bytes(path.read_bytes()[:-1] + b"x")
    ran = sealed.refuses("audit", "verify", code=5, because="something was changed")
    assert "MISSING" not in ran.out


def test_a_log_whose_facts_are_lost_for_good_is_ended_and_another_begins(
    sealed: Bihuan, database: str, data_dir: Path
) -> None:
    (old,) = (data_dir / "audit").glob("*/checkpoint")
    published = old.read_bytes()
    with superuser(database) as connection:
        connection.execute("DELETE FROM bihuan.events WHERE position > 10")
        connection.execute("DELETE FROM bihuan.audit_leaves WHERE leaf_index >= 10")
        connection.execute("DELETE FROM bihuan.audit_checkpoints")
    sealed.refuses("audit", "seal", code=5, because="older than what was published")
    sealed.refuses("audit", "succeed", code=2, because="Say why")

    ran = sealed("audit", "succeed", "--reason", "disk lost")
    assert (ran.code, "begins: 10 facts are sealed" in ran.out) == (0, True), ran
    assert sealed("audit", "verify").code == 0
    (told,) = (data_dir / "audit").glob("*/predecessor")
    key = verifier_of((told.parent / "vkey").read_text("utf-8"))
    assert open_note(told.read_text("utf-8"), key).splitlines()[3:] == [
        str(sealed_size(published)),
        "10",
        "disk lost",
    ]
    assert old.read_bytes() == published, "what was published is the evidence of what is lost"
    assert sealed("worker", "--once").code == 0


def test_a_log_that_can_go_on_is_not_ended(sealed: Bihuan) -> None:
    sealed.refuses("audit", "succeed", "--reason", "why not", code=1, because="can go on")
    assert sealed("audit", "verify").code == 0


def test_a_lost_key_is_not_replaced(sealed: Bihuan, data_dir: Path) -> None:
    (key,) = (data_dir / "audit").glob("*.key")
    key.rename(data_dir / "elsewhere")

    sealed.refuses("audit", "seal", code=6, because="is missing; put its backup back")
    assert sealed("audit", "verify").code == 0  # the public key is enough
    (data_dir / "elsewhere").rename(key)
    key.chmod(0o644)
    sealed.refuses("audit", "seal", code=6, because="others may read the signing key")
    key.chmod(0o600)
    key.write_text("nonsense", "utf-8")
    sealed.refuses("audit", "seal", code=6, because="put the backup of the signing key back")


def test_an_exported_log_is_checked_without_a_database(
    sealed: Bihuan, data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, copy = key_of(data_dir), tmp_path / "copy"
    assert sealed("audit", "export", str(copy)).code == 0
    told = json.loads(sealed("audit", "export", str(copy), "--json").out)
    assert told["files"] == sum(1 for path in copy.rglob("*") if path.is_file())

    monkeypatch.setenv("BIHUAN_DATABASE_URL", "host=127.0.0.1 port=1")
    assert sealed("audit", "verify", "--dir", str(copy), "--key", key).code == 0
    checkpoint = copy / "checkpoint"
    kept = tmp_path / "kept"
    kept.write_bytes(checkpoint.read_bytes())
    assert sealed("audit", "verify", "--dir", str(copy), "--against", str(kept)).code == 0
    checkpoint.write_text(checkpoint.read_text("utf-8").replace("\n", "0\n", 1), "utf-8")
    sealed.refuses("audit", "verify", "--dir", str(copy), code=5, because="CHANGED checkpoint: ")
    sealed.refuses("audit", "export", str(copy), code=1, because="does not answer")


def test_a_fact_is_proven_by_a_file(sealed: Bihuan, database: str, data_dir: Path) -> None:
    with superuser(database) as connection:
        rows = connection.execute(
            "SELECT event_id::text, position FROM bihuan.events ORDER BY position"
        ).fetchall()
    event, position = rows[-1]
    ran = sealed("audit", "proof", event)

    assert ran.code == 0, ran
    proof = parse_proof(ran.out)
    require_proven(proof, verifier_of(key_of(data_dir)))
    leaf = json.loads(proof.leaf)
    assert (leaf["e"], leaf["n"], proof.index) == (event, position, position - 1)


def test_mistakes_are_told(office: Bihuan, tmp_path: Path, data_dir: Path) -> None:
    office.refuses("audit", "verify", code=1, because="Nothing is sealed yet")
    office.refuses("audit", "export", str(tmp_path / "x"), code=1, because="Nothing is sealed yet")
    office.refuses("audit", "proof", "nonsense", code=3, because="is no id of a fact")
    office.refuses(
        "audit", "proof", "0" * 8 + "-0000-0000-0000-" + "0" * 12, code=3, because="No sealed fact"
    )
    office.refuses("audit", "verify", "--dir", str(tmp_path / "x"), code=3, because="there is no such folder")
    office.refuses("audit", "verify", "--dir", str(tmp_path), code=3, because="there is no public key")
    office.refuses(
        "audit", "verify", "--against", str(tmp_path / "x"), code=3, because="there is no such file"
    )
    assert office("audit", "seal").code == 0
    office.refuses("audit", "verify", "--key", "a+b", code=3, because="a key is a name")
    other = tmp_path / "other"
    other.mkdir()
    (other / "vkey").write_text("another", "utf-8")
    office.refuses("audit", "export", str(other), code=5, because="Take another folder")


def test_a_seal_is_signed_along_by_witnesses(
    office: Bihuan, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert office("audit", "seal").code == 0
    with witnessing(verifier_of(key_of(data_dir))) as witness:
        monkeypatch.setenv("BIHUAN_AUDIT_WITNESSES", witness.setting)
        told = json.loads(office("audit", "seal", "--json").out)
        assert (told["unwitnessed"], witness.seen and witness.seen.size) == ({}, told["size"])
    assert office("audit", "verify").code == 0
    monkeypatch.setenv("BIHUAN_AUDIT_WITNESSES", "nobody")
    office.refuses("audit", "seal", code=3, because="a witness is his public key")
