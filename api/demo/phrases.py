"""The words of the demo, composed from category and place; all of them stand in `phrases.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from random import Random

Texts = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Phrases:
    """Texts by kind (`report`, `done`, ...), each by category or as one list for all."""

    by_category: Mapping[str, Texts]
    common: Texts

    def say(self, kind: str, dice: Random, category: str = "", **words: str) -> str:
        """A sentence of that kind for the category, its blanks filled."""
        own = self.by_category.get(category, {}).get(kind)
        return dice.choice(own or self.common[kind]).format(**words)


def load_phrases() -> Phrases:
    """Read the demo's words."""
    data = tomllib.loads((files("api.demo") / "phrases.toml").read_text("utf-8"))
    return Phrases(by_category=data["category"], common=data["common"])
