"""A witness outside the office signs along what goes on, and what was set back and signed anew finds no signature."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.cli.witnessing import post
from projections.transparency.folder import Folder
from projections.transparency.notes import BadNote, sign_note
from projections.transparency.sealing import Sealer
from projections.transparency.witness import Witness, Witnessing, WitnessRefuses, cosigned, witness_of
from tests.support.sealed_log import SIGNER, VERIFIER, append, said, salts, seal, store_of, superuser, verify
from tests.support.witness import OwnWitness, witnessing


@pytest.fixture
def witness() -> Iterator[OwnWitness]:
    with witnessing(VERIFIER) as opened:
        yield opened


def ask(database: str, folder: Path, witness: Witness) -> bool:
    with store_of(database) as store:
        return Witnessing(store, Folder(folder), VERIFIER, post).ask(witness)


def lines(folder: Path) -> list[str]:
    return (folder / "checkpoint").read_text("utf-8").split("\n\n")[1].splitlines()


def test_each_head_is_signed_along_and_published_so(
    database: str, tmp_path: Path, witness: OwnWitness
) -> None:
    asked = witness_of(witness.setting)
    assert ask(database, tmp_path, asked) is False
    for number, facts in enumerate((5, 255, 300)):
        append(database, facts, stream=f"s{number}")
        seal(database, tmp_path)
        assert len(lines(tmp_path)) == 1
        assert ask(database, tmp_path, asked) is True
        assert ask(database, tmp_path, asked) is False
        text = (tmp_path / "checkpoint").read_text("utf-8").split("\n\n")[0] + "\n"
        assert cosigned(text, lines(tmp_path)[1], witness.key)
        assert said(verify(database, tmp_path)) == []
    assert witness.asked == [0, 5, 260]


def test_a_witness_who_knows_more_is_asked_from_there(
    database: str, tmp_path: Path, witness: OwnWitness
) -> None:
    append(database, 5)
    seal(database, tmp_path)
    ask(database, tmp_path, witness_of(witness.setting))
    with superuser(database) as connection:
        connection.execute("DELETE FROM bihuan.audit_cosignatures")
    append(database, 5, stream="more")
    seal(database, tmp_path)

    assert ask(database, tmp_path, witness_of(witness.setting)) is True
    assert witness.asked == [0, 0, 5]


def test_all_set_back_together_is_noticed_by_the_witness(
    database: str, tmp_path: Path, witness: OwnWitness
) -> None:
    """Database, files and key of before: only he knows that there was more."""
    append(database, 10)
    seal(database, tmp_path / "published")
    ask(database, tmp_path / "published", witness_of(witness.setting))
    with superuser(database) as connection:
        for table in ("audit_cosignatures", "audit_checkpoints", "audit_leaves"):
            connection.execute(f"DELETE FROM bihuan.{table}".encode())
        connection.execute("UPDATE bihuan.events SET data = data || '\\x20' WHERE position = 5")
        append(database, 3, stream="more")
    with store_of(database) as store:
        Sealer(store, Folder(tmp_path / "anew"), SIGNER, salts(5)).seal()

    with pytest.raises(WitnessRefuses, match="does not sign 13 facts: 422 not what I saw"):
        ask(database, tmp_path / "anew", witness_of(witness.setting))

    with superuser(database) as connection:
        connection.execute("DELETE FROM bihuan.audit_leaves; DELETE FROM bihuan.audit_checkpoints")
        connection.execute("DELETE FROM bihuan.events WHERE position > 4")
    seal(database, tmp_path / "shorter")
    with pytest.raises(WitnessRefuses, match="does not sign 4 facts: 409 10"):
        ask(database, tmp_path / "shorter", witness_of(witness.setting))


def test_an_answer_that_is_no_signature_is_not_published(
    database: str, tmp_path: Path, witness: OwnWitness
) -> None:
    append(database, 3)
    seal(database, tmp_path)
    with store_of(database) as store:
        wrong = sign_note("another text\n", SIGNER).split("\n\n")[1]
        lying = Witnessing(store, Folder(tmp_path), VERIFIER, lambda _url, _body: (200, wrong))
        with pytest.raises(WitnessRefuses, match="without a signature that holds"):
            lying.ask(witness_of(witness.setting))
    assert len(lines(tmp_path)) == 1


@pytest.mark.parametrize(
    "text", ["", "key", "witness.example+00000000+AA==@http://x", f"{VERIFIER}@http://x"]
)
def test_what_is_no_witness_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        witness_of(text)
