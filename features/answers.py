"""What came of something that somebody tried."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came of it: the case it was about, or the code of the refusal and what was said with it."""

    case: str = ""
    code: str = ""
    told: str = ""

    @property
    def refused(self) -> bool:
        """Whether the move was not made."""
        return bool(self.code)
