"""What can go wrong between us and the log; each says what is so and, where somebody can do something, what."""

from __future__ import annotations

ENDING = "this program is ending"
"""Why a log that is being closed takes no more commands and questions."""


class LogError(Exception):
    """Something is wrong with the log or the way to it."""


class LogUnavailable(LogError):
    """The database does not answer or cannot write now. Nothing was half written; the command may be sent again."""

    def __init__(self, reason: str, *, retry_after_s: int = 5) -> None:
        super().__init__(f"The event log cannot be reached: {reason}. Try again in {retry_after_s} s.")
        self.reason = reason
        self.retry_after_s = retry_after_s


class LogRefused(LogError):
    """The database refused what its rules forbid, such as a moment of storage said by somebody else."""


class Undecodable(LogError):
    """A stored fact cannot be read back; `position` and `stream_id` say which, so that its case alone stands still."""

    def __init__(self, position: int, reason: str, stream_id: str = "") -> None:
        super().__init__(f"The fact at position {position} cannot be read: {reason}.")
        self.position = position
        self.reason = reason
        self.stream_id = stream_id


class UnknownTopic(Undecodable):
    """A stored fact is of a kind this version does not know."""

    def __init__(self, topic: str, position: int = 0, stream_id: str = "") -> None:
        super().__init__(
            position, f"no fact is declared for topic {topic!r}: another version wrote it", stream_id
        )
        self.topic = topic


class Unstorable(LogError):
    """A fact holds what can never be stored or read back, such as NUL or half a surrogate pair."""


class GapInLog(LogError):
    """A reader met a position that does not follow the one before: rows were removed, or the log is not one log."""

    def __init__(self, expected: int, found: int) -> None:
        super().__init__(f"Position {found} follows {expected - 1}: facts between them are missing.")
        self.expected = expected
        self.found = found


class BadUpcasters(LogError):
    """The chain from old schema versions to the present one is not whole; the message names topic and version."""


class RefusedSetting(LogError):
    """A setting that would lose facts was switched on; the message names it."""
