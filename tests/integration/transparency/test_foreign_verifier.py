"""Our log before a reader that is not ours: it takes ours as it is, and none that was changed or forked."""

import shutil
import subprocess
from pathlib import Path

import pytest

from projections.transparency.checkpoints import open_checkpoint
from projections.transparency.folder import Folder
from projections.transparency.sealing import Sealer
from projections.transparency.tiles import bundle, entries_of
from tests.support.sealed_log import SIGNER, VERIFIER, append, salts, seal, store_of, superuser

ROOT = Path(__file__).parents[3]
PYTHON = ROOT / ".tools" / "foreign-verifier" / "bin" / "python"
READY = ROOT / ".tools" / "foreign-verifier" / ".ready"


@pytest.fixture(autouse=True)
def _there() -> None:
    if not READY.exists():
        pytest.skip("the foreign verifier is not here: sh scripts/foreign-verifier fetches it")


def audit(folder: Path, older: Path | None = None) -> subprocess.CompletedProcess[str]:
    script = ROOT / "tests" / "support" / "foreign_audit.py"
    more = [str(older)] if older else []
    return subprocess.run(
        [str(PYTHON), str(script), str(folder), str(VERIFIER), *more],
        capture_output=True,
        check=False,
        text=True,
        timeout=100,
        cwd=folder,
    )


@pytest.mark.parametrize("sizes", [(1,), (255, 1, 1), (256,), (300, 700)], ids=str)
def test_it_takes_our_log(database: str, tmp_path: Path, sizes: tuple[int, ...]) -> None:
    older = None
    for number, facts in enumerate(sizes):
        append(database, facts, stream=f"s{number}")
        seal(database, tmp_path / "log")
        told = audit(tmp_path / "log", older)
        head = open_checkpoint(Folder(tmp_path / "log").note() or "", VERIFIER)
        assert told.stdout.split() == [head.origin, str(sum(sizes[: number + 1])), head.root.hex()], (
            told.stderr
        )
        older = tmp_path / f"older-{number}"
        shutil.copy(tmp_path / "log" / "checkpoint", older)


def test_it_refuses_a_changed_entry_tile_or_head(database: str, tmp_path: Path) -> None:
    append(database, 300)
    seal(database, tmp_path)
    entries = tmp_path / "tile/entries/000"
    whole = entries.read_bytes()
    parts = entries_of(whole)
    parts[7] = parts[7].replace(b'"n":8', b'"n":9')
    entries.write_bytes(bundle(parts))
    assert "InclusionProofInvalid" in audit(tmp_path).stderr
    entries.write_bytes(whole)

    tile = tmp_path / "tile/0/001.p/44"
    whole = tile.read_bytes()
    tile.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert "the tiles do not give the root" in audit(tmp_path).stderr
    tile.write_bytes(whole)

    head = tmp_path / "checkpoint"
    head.write_text(head.read_text("utf-8").replace("\n300\n", "\n299\n"), "utf-8")
    assert "InvalidSignature" in audit(tmp_path).stderr


def test_it_refuses_a_past_that_was_forked_though_it_bears_our_signature(
    database: str, tmp_path: Path
) -> None:
    append(database, 20)
    seal(database, tmp_path / "published")
    shutil.copy(tmp_path / "published" / "checkpoint", tmp_path / "kept")
    with superuser(database) as connection:
        connection.execute("UPDATE bihuan.events SET data = data || '\\x20' WHERE position = 5")
        connection.execute("DELETE FROM bihuan.audit_leaves; DELETE FROM bihuan.audit_checkpoints")
    append(database, 20, stream="more")
    with store_of(database) as store:
        Sealer(store, Folder(tmp_path / "forked"), SIGNER, salts()).seal()

    assert audit(tmp_path / "forked").returncode == 0
    assert "ConsistencyProofInvalid" in audit(tmp_path / "forked", tmp_path / "kept").stderr
