"""What is wrong with the text of a feature file that Gherkin itself would swallow or explain badly.

A full-width colon after a keyword turns a scenario into a line of description: it is lost without a word. Of two
scenarios with one name pytest-bdd keeps the last. Both are found here, with file and line, before anything runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gherkin.dialect import Dialect
from gherkin.errors import CompositeParserException, ParserError
from gherkin.parser import Parser

FULL_WIDTH_COLON = "\N{FULLWIDTH COLON}"
_LANGUAGE = re.compile(r"^\s*#\s*language\s*:\s*([\w-]+)\s*$")
_HEADINGS = ("feature", "background", "rule", "scenario", "scenarioOutline", "examples")


@dataclass(frozen=True)
class Flaw:
    """Something wrong at a line of a file."""

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        """As editors and terminals make it clickable."""
        return f"{self.path}:{self.line}: {self.message}"


@dataclass(frozen=True)
class Outlined:
    """One scenario as it is written: its name, line, tags, the rule it stands under and its steps' texts."""

    name: str
    line: int
    tags: frozenset[str]
    rule: str
    steps: tuple[str, ...]


def flaws_of(path: Path) -> tuple[Flaw, ...]:
    """Everything that would keep this file from being run as it reads; empty when it is sound."""
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        return (Flaw(path, 1, f"not UTF-8 at byte {error.start}; save the file as UTF-8"),)
    return tuple(_wide_colons(path, text)) or tuple(_syntax(path, text)) or tuple(_twins(path, text))


def outlined(text: str) -> tuple[Outlined, ...]:
    """The scenarios of a feature that parses, in order."""
    document: Any = Parser().parse(text)
    feature = document["feature"]
    return tuple(_scenarios(feature["children"], rule="")) if feature else ()


def language_of(text: str) -> str:
    """The language a feature says it is written in; English when it says nothing."""
    found = _LANGUAGE.match(text.lstrip("\ufeff").split("\n", 1)[0])
    return found[1] if found else "en"


def _wide_colons(path: Path, text: str) -> Iterator[Flaw]:
    dialect = Dialect.for_name(language_of(text))
    spoken: Any = dialect.spec if dialect else {}
    words = sorted({word for kind in _HEADINGS for word in spoken.get(kind, ())}, key=len, reverse=True)
    if not words:
        return
    heading = re.compile(rf"^\s*({'|'.join(map(re.escape, words))})\s*{FULL_WIDTH_COLON}")
    for number, line in enumerate(text.splitlines(), 1):
        if found := heading.match(line):
            yield Flaw(
                path, number, f"“{found[1]}”后用了全角冒号,请改为半角 : (half-width colon after a keyword)"
            )


def _syntax(path: Path, text: str) -> Iterator[Flaw]:
    try:
        if not outlined(text):
            yield Flaw(path, 1, "没有场景 (no scenario in this file)")
    except CompositeParserException as several:
        yield from (_told(path, error) for error in several.errors)
    except ParserError as error:
        yield _told(path, error)


def _told(path: Path, error: ParserError) -> Flaw:
    line = int((getattr(error, "location", None) or {}).get("line", 1))
    return Flaw(path, line, str(error).partition(": ")[2] or str(error))


def _twins(path: Path, text: str) -> Iterator[Flaw]:
    seen: dict[str, int] = {}
    for scenario in outlined(text):
        if scenario.name in seen:
            message = f"场景“{scenario.name}”与第{seen[scenario.name]}行同名 (two scenarios of one name: one is lost)"
            yield Flaw(path, scenario.line, message)
        if not scenario.steps:
            yield Flaw(
                path,
                scenario.line,
                f"场景“{scenario.name}”没有步骤 (a scenario without steps proves nothing)",
            )
        seen.setdefault(scenario.name, scenario.line)


def _scenarios(children: Any, rule: str) -> Iterator[Outlined]:
    for child in children:
        if "rule" in child:
            yield from _scenarios(child["rule"]["children"], child["rule"]["name"])
        if "scenario" in child:
            found = child["scenario"]
            yield Outlined(
                name=found["name"],
                line=found["location"]["line"],
                tags=frozenset(tag["name"] for tag in found["tags"]),
                rule=rule,
                steps=tuple(step["text"] for step in found["steps"]),
            )
