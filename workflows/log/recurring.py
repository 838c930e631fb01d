"""Metadata as PostgreSQL writes jsonb, taken apart before it is parsed: most of it was read before.

Who acted in which post by which move, the rules that held and the digest recur in fact after fact; the command's id and
the moments of clocks do not. jsonb is written in one order of keys, shorter ones first, so the clocks stand before the
digest and the command's id after it. Within a text every quotation mark is escaped, so none of the marks below can
stand in one. What does not look like this is left to the full reader.
"""

from __future__ import annotations

from typing import NamedTuple

_CLOCKS, _DIGEST, _COMMAND, _ID = ', "clocks": [', ', "digest": "', '", "command_id": "', 36


class Parted(NamedTuple):
    """The metadata without clocks and command, the list of clocks as text or empty, and the command's id."""

    recurring: str
    clocks: str
    command_id: str


def parted(text: str) -> Parted | None:
    """Take metadata apart; None for any that looks otherwise."""
    head, digest, rest = text.partition(_DIGEST)
    told, command, tail = rest.partition(_COMMAND)
    if not command or tail[_ID : _ID + 1] != '"' or "\\" in (command_id := tail[:_ID]) or '"' in command_id:
        return None
    head, clocks, effects = head.partition(_CLOCKS)
    if clocks and not effects.endswith("]"):
        return None
    return Parted(f"{head}{digest}{told}{tail[_ID:]}", f"[{effects}" if clocks else "", command_id)
