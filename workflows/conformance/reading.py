"""The log in its order for a judge who has to go on where a reader would stop: past gaps, and facts nobody can read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import merge

from domain.envelope import Event
from domain.office import STREAM
from workflows.log import GapInLog, LogReader, Undecodable

PAGE = 2_000


@dataclass(frozen=True)
class Flaw:
    """Positions, first and last, without the one fact to judge; `kind` is `gap`, `doubled` or `unreadable`."""

    kind: str
    position: int
    until: int
    case_id: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What is judged: facts after one position up to another, of every case or of one."""

    after: int = 0
    until: int
    case_id: str = ""


def facts(log: LogReader, scope: Scope) -> Iterator[Event | Flaw]:
    """The facts of a scope in their order, a page at a time; of one case with those of the office among them."""
    if not scope.case_id:
        yield from _all(log, scope)
        return
    streams = (_stream(log, stream, scope) for stream in (scope.case_id, STREAM))
    yield from merge(*streams, key=_place)


def stream_before(log: LogReader, stream: str, position: int) -> list[Event]:
    """What is known of a stream before a position, as far as it can be read."""
    try:
        return log.stream(stream, up_to_position=position - 1)
    except Undecodable as error:
        return stream_before(log, stream, error.position)


def _all(log: LogReader, scope: Scope) -> Iterator[Event | Flaw]:
    position = scope.after
    while position < scope.until:
        try:
            for event in log.each(position, min(PAGE, scope.until - position)):
                position = event.envelope.position
                yield event
        except GapInLog as gap:
            if gap.found <= position:  # another fact where one was judged; what comes after both is read next
                yield Flaw("doubled", position, position)
                continue
            yield Flaw("gap", position + 1, min(gap.found - 1, scope.until))
            position = gap.found - 1
        except Undecodable as error:
            if error.position > position + 1:
                yield Flaw("gap", position + 1, error.position - 1)
            yield Flaw("unreadable", error.position, error.position, error.stream_id, error.reason)
            position = error.position


def _stream(log: LogReader, stream: str, scope: Scope) -> Iterator[Event | Flaw]:
    """After a fact that cannot be read nothing else of the stream can be judged."""
    try:
        found = log.stream(stream, up_to_position=scope.until)
    except Undecodable as error:
        yield from (one for one in stream_before(log, stream, error.position) if _place(one) > scope.after)
        yield Flaw("unreadable", error.position, error.position, stream, error.reason)
        return
    yield from (one for one in found if _place(one) > scope.after)


def _place(one: Event | Flaw) -> int:
    return one.position if isinstance(one, Flaw) else one.envelope.position
