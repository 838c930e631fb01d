"""Keys of personal data: made, kept wrapped in a database of their own, given out, destroyed.

| you change | file |
|---|---|
| tables of the database of keys | a further file in `sql/` |
| what `KeyStore` does: restricting, erasing, marks, cursors | `store.py`, its SQL in `statements.py`, answers in `given.py` |
| making and handing out keys, how long one may stay in memory | `handing.py`, `ring.py`; who tells that one is gone, `watching.py` |
| one question for all who wait | `sharing.py` |
| algorithms | `cipher.py`, the only place here that knows whose code it is |
| where the key that wraps all others lies | `provider.py` (the port), `key_file.py` |
| finding a person by a phone number | `marks.py` |
"""

from workflows.keys.cipher import ALGORITHMS, Key, NotAuthentic, UnknownAlgorithm
from workflows.keys.errors import KeysRefused, KeysUnavailable
from workflows.keys.given import ERASED, LOST, RESTRICTED, Gone, KeyRow
from workflows.keys.provider import KeyProvider
from workflows.keys.store import KeyStore

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
