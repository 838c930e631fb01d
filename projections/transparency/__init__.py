"""The transparency log: a Merkle tree over every fact, its signed heads, and the files anybody can check it by.

The formats are not ours: hashing of RFC 6962, C2SP tlog-tiles, tlog-checkpoint, signed-note and tlog-proof.

| you change | file |
|---|---|
| hashes of leaves and nodes, the right edge | `merkle.py`; proofs in `tree.py` |
| names and contents of tile files | `tiles.py`; reading and writing them safely in `folder.py` |
| notes, checkpoints, keys as text | `notes.py`, `checkpoints.py`; Ed25519 in `signing.py`; the key's file in `key_file.py` |
| what a leaf says of a fact | `leaf.py` |
| tables and SQL | `store.py`, `workflows/log/sql/0007_audit.sql` |
| sealing, and what it refuses | `sealing.py`; writing the files in `publishing.py` |
| finding what was changed | `verifying.py` (database), `file_checks.py` (files), `findings.py` |
| who signs along outside the office | `witness.py` |
| the proof of one fact, as a file | `proofs.py` |
"""
