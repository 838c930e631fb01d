"""Rows beside the leaves that are kept of them: a quick look whether each leaf is what follows from its row.

What a leaf says openly is written where the row lies, its hashes are made here; so half as much has to be read and
written a fact. For most rows SQL writes the bytes that `leaf_of` writes, for odd ones others that say the same: whoever
finds a pair that does not belong together asks `leaf_of`.
"""

from __future__ import annotations

from hashlib import sha256

Pair = tuple[int, bool, bytes, bytes, bytes, bytes, bytes, bytes, bytes, bytes]
"""Position, whether both name one fact, salt, leaf; actor, data and metadata, each with what follows on its hash."""


def _moment(column: str) -> str:
    return f"replace(replace({column}::text, ' ', 'T'), '+00', 'Z')"


_AFTER_ACTOR = f"""'","at":"' || {_moment("e.recorded_at")} || '","d":"'"""
_AFTER_DATA = """'","e":"' || e.event_id || '","j":' || to_json(e.jurisdiction) || ',"m":"'"""
_AFTER_METADATA = (
    f"""'","n":' || e.position || ',"o":"' || {_moment("e.occurred_at")} || '","r":' || e.version || ',"s":'"""
    """ || to_json(e.stream_id) || ',"t":' || to_json(e.topic) || ',"v":1}'"""
)
_COMPARED = ", ".join(
    f"coalesce({what}, '')"
    for what in (
        "e.metadata ->> 'actor'",
        _AFTER_ACTOR,
        "e.data",
        _AFTER_DATA,
        "e.metadata::text",
        _AFTER_METADATA,
    )
)
PAIRS = f"""
SELECT e.position, coalesce(e.event_id = l.event_id, false), coalesce(l.salt, ''), coalesce(l.leaf, ''), {_COMPARED}
  FROM bihuan.events e
  JOIN bihuan.audit_leaves l ON l.leaf_index = e.position - 1
 WHERE e.jurisdiction = %(place)s AND e.position > %(start)s AND e.position <= %(stop)s
   AND l.jurisdiction = %(place)s AND l.leaf_index >= %(start)s AND l.leaf_index < %(stop)s
 ORDER BY e.position
"""  # noqa: S608 (all of it is ours)


def belongs(pair: Pair) -> bool:
    """Whether the leaf is of that fact and, byte by byte, what follows from the row."""
    _, same, salt, leaf, actor, after_actor, data, after_data, metadata, after_metadata = pair
    return same and leaf == b'{"a":"%b%b%b%b%b%b' % (
        sha256(sha256(salt + b"actor").digest() + actor).hexdigest().encode(),
        after_actor,
        sha256(salt + data).hexdigest().encode(),
        after_data,
        sha256(sha256(salt + b"metadata").digest() + metadata).hexdigest().encode(),
        after_metadata,
    )
