"""Our log before a reader that is not ours: it takes ours as it is, and none that was changed or forked."""

import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from projections.transparency.checkpoints import Checkpoint, open_checkpoint, sign_checkpoint
from projections.transparency.folder import Folder
from projections.transparency.merkle import EMPTY
from projections.transparency.sealing import Sealer
from projections.transparency.tiles import bundle, entries_of
from tests.support.sealed_log import SIGNER, VERIFIER, append, salts, seal, store_of, superuser

ROOT = Path(__file__).parents[3]
TOOLS = ROOT / ".tools"
VERIFIERS = {"foreign-verifier": "foreign_audit.py"}
if sys.version_info >= (3, 12):
    VERIFIERS["second-foreign-verifier"] = "second_foreign_audit.py"
"""Environments of readers by different authors, and the script that asks each; the second wants Python 3.12."""
SEED = 20_261_129
Audit = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(params=VERIFIERS)
def audit(request: pytest.FixtureRequest) -> Audit:
    """Asks one of them about a folder, and about an older head."""
    home = TOOLS / request.param
    if not (home / ".ready").exists():
        pytest.skip("the foreign verifier is not here: sh scripts/foreign-verifier fetches it")
    script = ROOT / "tests" / "support" / VERIFIERS[request.param]

    def ask(folder: Path, older: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [
                str(home / "bin" / "python"),
                str(script),
                str(folder),
                str(VERIFIER),
                *([str(older)] if older else []),
            ],
            capture_output=True,
            check=False,
            text=True,
            timeout=600,
            cwd=folder,
        )

    return ask


@pytest.mark.parametrize("sizes", [(1,), (255, 1, 1), (256,), (300, 700)], ids=str)
def test_it_takes_our_log(audit: Audit, database: str, tmp_path: Path, sizes: tuple[int, ...]) -> None:
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


def test_it_refuses_a_changed_entry_tile_or_head(audit: Audit, database: str, tmp_path: Path) -> None:
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
    audit: Audit, database: str, tmp_path: Path
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


@pytest.mark.slow
@pytest.mark.timeout(3000)
def test_it_takes_our_log_at_many_sizes(audit: Audit, database: str, tmp_path: Path) -> None:
    """The borders of tiles and 200 sizes by chance, each head also as a continuation of the one before."""
    chance = random.Random(SEED)
    sizes = sorted({1, 255, 256, 257, *(chance.randrange(2, 4_000) for _ in range(200))})
    older, there = None, 0
    for size in (*sizes, 65_537):
        append(database, size - there, stream=f"to-{size}")
        seal(database, tmp_path / "log")
        told = audit(tmp_path / "log", older)
        assert told.stdout.split()[1:2] == [str(size)], told.stderr
        older, there = tmp_path / "older", size
        shutil.copy(tmp_path / "log" / "checkpoint", older)
    print(f"seed {SEED}: {len(sizes) + 1} sizes up to 65,537")


def test_it_takes_an_empty_log(audit: Audit, tmp_path: Path) -> None:
    Folder(tmp_path).keep("checkpoint", sign_checkpoint(Checkpoint(VERIFIER.name, 0, EMPTY), SIGNER).encode())
    told = audit(tmp_path)
    assert told.stdout.split()[1:] == ["0", EMPTY.hex()], told.stderr
