"""What one file of the catalogue says, row by row, each row knowing where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from domain.definition import Act, Category, ClockRule, ClockStep, Move, State
from workflows.loader.source import Source, Spot
from workflows.loader.words import Label, Section

T = TypeVar("T")


@dataclass(frozen=True)
class Row(Generic[T]):
    """A row: its value, its label, and the places it was written at, the latest last.

    A move has several places when a fragment or an extending workflow added to it. `taken` is set when the row was
    taken over from the base, and its place is then where this workflow asked for it.
    """

    value: T
    spots: tuple[Spot, ...]
    label: Label | None = None
    taken: str = ""

    @property
    def spot(self) -> Spot:
        """Where the row begins."""
        return self.spots[0]

    def place(self, key: str = "", value: str | None = None) -> tuple[Spot, str | None]:
        """The place of a key, or of a value in it, in whichever file wrote it."""
        if self.taken:
            return self.spot, self.taken
        for spot in reversed(self.spots):
            for name in (key, f"add_{key}"):
                if value is not None and spot.at(name).holds(value):
                    return spot.at(name), value
        return (self.spot.at(key) if key else self.spot), value

    def with_value(self, value: T, spot: Spot) -> Row[T]:
        """The row as added to at another place."""
        return replace(self, value=value, spots=(*self.spots, spot))


@dataclass(frozen=True)
class Addition:
    """What a file adds to a move that another one wrote."""

    spot: Spot
    roles: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    clocks: tuple[ClockStep, ...] = ()


Rows = dict[str, Row[T]]


@dataclass
class Sheet:
    """One file, read: a workflow when it has a key, else a fragment named after its file."""

    source: Source
    key: str
    sound: bool = True
    """Whether it could be read without a problem; else only its names are checked, not what follows from them."""
    version: int = 0
    label: Label | None = None
    extends: str = ""
    uses: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    sensitivity: str = ""
    own_categories: bool = False
    sets: Rows[tuple[str, ...]] = field(default_factory=dict)
    roles: Rows[tuple[str, ...]] = field(default_factory=dict)
    parameters: Rows[int] = field(default_factory=dict)
    states: Rows[State] = field(default_factory=dict)
    moves: Rows[Move] = field(default_factory=dict)
    additions: dict[str, Addition] = field(default_factory=dict)
    clocks: Rows[ClockRule] = field(default_factory=dict)
    categories: Rows[Category] = field(default_factory=dict)
    acts: Rows[Act] = field(default_factory=dict)
    words: dict[str, Section] = field(default_factory=dict)

    @property
    def spot(self) -> Spot:
        """The file itself."""
        return Spot(self.source)
