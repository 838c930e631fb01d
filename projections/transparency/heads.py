"""Signed heads that a tree is compared with while it grows, each by its size."""

from __future__ import annotations

from projections.transparency.checkpoints import Checkpoint, open_checkpoint
from projections.transparency.findings import Findings
from projections.transparency.notes import BadNote, Verifier

ROOT = "the leaves do not give this root, nor those of what follows"


class Heads:
    """`good` becomes whether what was added gives every signed root; None while there was none to compare with."""

    def __init__(self, verifier: Verifier, findings: Findings) -> None:
        self._verifier, self._findings = verifier, findings
        self._wanted: dict[int, list[tuple[str, Checkpoint]]] = {}
        self.good: bool | None = None

    def open(self, place: str, note: str) -> Checkpoint | None:
        """A head whose signature stands; it is compared with what is added. None and a finding otherwise."""
        try:
            found = open_checkpoint(note, self._verifier)
        except BadNote as error:
            self._findings.add(place, str(error))
            return None
        self._wanted.setdefault(found.size, []).append((place, found))
        return found

    def compare(self, size: int, *roots: bytes) -> None:
        """Compare what may be the root at a size with every signed one; of those that do not fit the first is told."""
        for place, wanted in self._wanted.pop(size, ()):
            fits = wanted.root in roots
            if not fits and self.good is not False:
                self._findings.add(place, ROOT)
            self.good = fits and self.good is not False

    def wanted(self, size: int) -> bool:
        """Whether there is a head of this size."""
        return size in self._wanted

    def wanted_before(self, first: int, last: int) -> bool:
        """Whether there is a head of a size from the first up to the last, without it."""
        return any(first <= size < last for size in self._wanted)

    def unreached(self, size: int, what: str) -> None:
        """Heads that count more than there is."""
        for head_size, named in sorted(self._wanted.items()):
            for place, _ in named if head_size > size else ():
                self._findings.add(place, f"counts {head_size} facts, {what} {size}")
