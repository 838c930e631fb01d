"""The sentences a specification may use: each said in Chinese and in English, with an example of both.

A sentence is written with the parts it leaves open in braces: `{who}` stands in quotation marks, “ ” or " ",
`{n:number}` is a number, `{move:word}` a Chinese word without quotation marks, `{life:one/another}` one of these
words. What stands in [square brackets] may be left out, and (one|another) may be said. Commas may be full or half
width: an input method decides that.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from pytest_bdd import given, parsers, then, when

Kind = Literal["given", "when", "then"]
Step = TypeVar("Step", bound=Callable[..., Any])

_OPEN = re.compile(r"\{(?P<name>\w+)(?::(?P<kind>[^}]+))?\}")
_COMMAS = ",\N{FULLWIDTH COMMA}"
_KINDS = {
    "quoted": r'["“](?P<{name}>[^"“”]*)["”]',
    "number": r"(?P<{name}>\d+)",
    "word": rf'(?P<{{name}}>[^\s"“”{_COMMAS}]*[\u4e00-\u9fff][^\s"“”{_COMMAS}]*)',
}
_SHOWN = {"quoted": "“…”", "number": "1", "word": "…"}
_BRACKETS = {"[": "(?:", "]": ")?", "(": "(?:", ")": ")", "|": "|"}
_REGISTER = {"given": given, "when": when, "then": then}


@dataclass(frozen=True)
class Phrase:
    """One sentence of one language: when it may be said, how, an example, and what it means."""

    kind: Kind
    language: str
    template: str
    example: str
    meaning: str

    @property
    def full_form(self) -> str:
        """The template as a reader takes it: open parts as “…”, what may be left out in brackets."""
        return _OPEN.sub(
            lambda part: _SHOWN.get(part["kind"] or "quoted", f"({part['kind']})"), self.template
        )

    @property
    def pattern(self) -> str:
        """The regular expression that recognises the sentence."""
        return pattern_of(self.template, spaced=self.language == "en")

    def matches(self, text: str) -> bool:
        """Whether this is the sentence that was said."""
        return re.fullmatch(self.pattern, text) is not None


PHRASES: list[Phrase] = []


def sentence(*kinds: Kind, zh: tuple[str, str, str], en: tuple[str, str]) -> Callable[[Step], Step]:
    """Make a step of the function below: a template and an example in either language, and what it means in Chinese.

    What it means in English is the function's docstring.
    """

    def taught(function: Step) -> Step:
        meaning = (function.__doc__ or "").partition("\n")[0]
        for language, said in (("zh", zh), ("en", (*en, meaning))):
            for kind in kinds:
                phrase = Phrase(kind, language, *said)
                PHRASES.append(phrase)
                _REGISTER[kind](parsers.re(phrase.pattern), stacklevel=2)(function)
        return function

    return taught


def pattern_of(template: str, *, spaced: bool) -> str:
    """The regular expression of a template; Chinese may put blanks between words or leave them out."""
    parts = re.split(r"([\[\]()|]|\{\w+(?::[^}]+)?\}|\s+|[,\uff0c])", template)
    return "".join(_part(part, spaced=spaced) for part in parts if part)


def _part(part: str, *, spaced: bool) -> str:
    if part in _BRACKETS:
        return _BRACKETS[part]
    if part in _COMMAS:
        return rf"\s*[{_COMMAS}]\s*"
    if part.isspace():
        return r"\s+" if spaced else r"\s*"
    if left_open := _OPEN.fullmatch(part):
        kind = left_open["kind"] or "quoted"
        shape = _KINDS.get(kind, f"(?P<{{name}}>{kind.replace('/', '|')})").replace(
            "{name}", left_open["name"]
        )
        return shape if spaced else rf"\s*{shape}\s*"
    return re.escape(part)
