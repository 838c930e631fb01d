"""Keys of personal data: made, kept wrapped in a database of their own, given out, destroyed.

| you change | file |
|---|---|
| tables of the database of keys | a further file in `sql/` |
| what `KeyStore` does: keys for writing and reading, restricting, erasing | `store.py`, its SQL in `statements.py` |
| how long a key may stay in memory | `ring.py`; who tells that one is gone, `watching.py` |
| one question for all who wait | `sharing.py` |
| algorithms | `cipher.py`, the only place here that knows whose code it is |
| where the key that wraps all others lies | `provider.py` (the port), `key_file.py` |
| finding a person by a phone number | `marks.py` |
"""

from workflows.keys.cipher import ALGORITHMS, Key, NotAuthentic, UnknownAlgorithm
from workflows.keys.errors import KeysRefused, KeysUnavailable
from workflows.keys.provider import KeyProvider
from workflows.keys.store import ERASED, LOST, RESTRICTED, Gone, KeyRow, KeyStore

__all__ = [
    "ALGORITHMS",
    "ERASED",
    "LOST",
    "RESTRICTED",
    "Gone",
    "Key",
    "KeyProvider",
    "KeyRow",
    "KeyStore",
    "KeysRefused",
    "KeysUnavailable",
    "NotAuthentic",
    "UnknownAlgorithm",
]
