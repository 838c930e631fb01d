"""What can go wrong with the keys of personal data."""

from __future__ import annotations

from workflows.log.errors import LogError, LogUnavailable


class KeysUnavailable(LogUnavailable):
    """The database of keys does not answer now. Nothing was half written; the command may be sent again."""

    def __init__(self, reason: str, *, retry_after_s: int = 5) -> None:
        super().__init__(reason, retry_after_s=retry_after_s)
        told = f"The database of keys cannot be reached: {reason}. Try again in {retry_after_s} s."
        self.args = (told,)


class KeysRefused(LogError):
    """Keys cannot be used as they are; the message says what to do, and nothing of a key."""
