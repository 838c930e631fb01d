"""Every step with an example, for who writes a specification: `bihuan spec --steps`, or `python -m` this module."""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Iterable
from importlib import import_module
from itertools import groupby

from features.vocabulary import PHRASES, Phrase

STEP_MODULES = (
    "features.steps.histories",
    "features.steps.moves",
    "features.steps.outcomes",
    "features.steps.readings",
    "features.steps.looking",
    "features.steps.calendars",
    "features.steps.elsewhere",
    "features.steps.plans",
    "features.steps.invariants",
)
_KEYWORDS = {
    ("zh", "given"): "假如",
    ("zh", "when"): "当",
    ("zh", "then"): "那么",
    ("en", "given"): "Given",
    ("en", "when"): "When",
    ("en", "then"): "Then",
}
_QUOTED = re.compile(r'["“][^"“”]*["”]')
_IN_FULL = {"zh": "完整写法:", "en": "in full:"}
_HEADS = {"zh": "# 步骤 (language: zh-CN)", "en": "# Steps (English)"}


def phrases() -> tuple[Phrase, ...]:
    """Every sentence there is; importing the steps is what teaches them."""
    for name in STEP_MODULES:
        import_module(name)
    return tuple(PHRASES)


def listing() -> str:
    """All steps in both languages: what each means, and an example that can be copied."""
    return "\n".join(line for language in _HEADS for line in _listed(language, phrases()))


def _listed(language: str, known: Iterable[Phrase]) -> list[str]:
    lines = [_HEADS[language], ""]
    spoken = [phrase for phrase in known if phrase.language == language]
    for _, alike in groupby(spoken, key=lambda phrase: phrase.template):
        kinds = list(alike)
        keywords = " / ".join(_KEYWORDS[language, phrase.kind] for phrase in kinds)
        lines += [f"{keywords} {kinds[0].example}", f"    {kinds[0].meaning}"]
        lines += [f"    {_IN_FULL[language]} {kinds[0].full_form}"] if "[" in kinds[0].template else []
        lines.append("")
    return lines


def near(text: str, kind: str, language: str, most: int = 3) -> list[str]:
    """The examples of this kind of step that read most like this text, whatever stands in quotation marks."""
    examples = {
        _bare(phrase.example): phrase.example for phrase in phrases() if _fits(phrase, kind, language)
    }
    found = difflib.get_close_matches(_bare(text), examples, n=most, cutoff=0)
    return [examples[bare] for bare in found]


def _fits(phrase: Phrase, kind: str, language: str) -> bool:
    return (phrase.kind, phrase.language) == (kind, language)


def _bare(text: str) -> str:
    return _QUOTED.sub("“”", text)


def snippet(kind: str, text: str) -> str:
    """A step function to begin with, for a step nobody has taught yet."""
    return "\n".join(
        (
            f"    from pytest_bdd import {kind}",
            "    from features.story import Story",
            "",
            f"    @{kind}({text!r})",
            "    def _(story: Story) -> None:",
            "        raise NotImplementedError  # use story.take(…), story.case(), story.answer",
        )
    )


if __name__ == "__main__":
    sys.stdout.write(listing() + "\n")
