"""What is wrong in a catalogue: where, in one sentence, with what to do about it. All of it at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

FEW = 16
"""Up to so many names are listed in full; of longer lists only the nearest is told."""


@dataclass(frozen=True, order=True)
class CatalogueProblem:
    """One defect. `code` is a stable word, `line` counts from 1; 0 when the file could not be read."""

    path: Path
    line: int
    message: str
    code: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message} [{self.code}]"


class BadCatalogue(Exception):
    """A catalogue that may not be used, with every problem found in it."""

    def __init__(self, problems: Sequence[CatalogueProblem]) -> None:
        self.problems = tuple(problems)
        told = "\n".join(map(str, self.problems))
        super().__init__(f"the catalogue has {len(self.problems)} problem(s):\n{told}")


def instead(name: str, known: Iterable[str]) -> str:
    """What to write in place of an unknown name: the nearest known one, or all of them when they are few."""
    names = sorted(known)
    near = get_close_matches(name, names, n=1)
    if near:
        return f'did you mean "{near[0]}"?'
    if not names:
        return "none exists yet, so define it first"
    if len(names) <= FEW:
        return f"write one of {', '.join(names)}"
    return f"write one of the {len(names)} that docs/reference lists"
