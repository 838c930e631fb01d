"""A rung of a ladder in words: when it comes, who is told, what the system does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from workflows.loader import Labels

WORDS = {
    "zh": {
        "due": "到期时",
        "after": "到期后 {amount}",
        "every": "每 {amount}",
        "share": "用时 {percent} %",
        "assignee": "责任人",
        "tell": "告知{told}",
        "and": "、",
        "of": "{name} {value}",
        "between": ",",
        "set": "({given})",
    },
    "en": {
        "due": "when due",
        "after": "{amount} after due",
        "every": "every {amount}",
        "share": "at {percent} %",
        "assignee": "whoever it lies with",
        "tell": "tell {told}",
        "and": ", ",
        "of": "{name} {value}",
        "between": ", ",
        "set": " ({given})",
    },
}


def rung_words(rung: Mapping[str, Any], labels: Labels, language: str) -> str:
    """A rung as the definition's data have it, in one line."""
    words = WORDS[language]
    told = words["and"].join(_told(role, labels, language) for role in rung["tell"])
    parts = (
        _when(rung, labels, language),
        words["tell"].format(told=told) if told else "",
        _move(rung, labels, language),
    )
    return words["between"].join(filter(None, parts))


def _when(rung: Mapping[str, Any], labels: Labels, language: str) -> str:
    words = WORDS[language]
    for kind in ("after", "every"):
        limit = rung[kind]
        if limit:
            return words[kind].format(
                amount=f"{limit['amount']} {labels.text('units', limit['unit'], language)}"
            )
    return words["due"] if rung["percent"] == 100 else words["share"].format(percent=rung["percent"])


def _told(role: str, labels: Labels, language: str) -> str:
    return WORDS[language]["assignee"] if role == "assignee" else labels.text("roles", role, language)


def _move(rung: Mapping[str, Any], labels: Labels, language: str) -> str:
    words = WORDS[language]
    if not rung["move"]:
        return ""
    given = words["between"].join(_given(rung["set"], labels, language))
    return labels.text("moves", rung["move"], language) + (words["set"].format(given=given) if given else "")


def _given(values: Mapping[str, Any], labels: Labels, language: str) -> Iterator[str]:
    for name, value in values.items():
        named = labels.field("", name, language)
        yield WORDS[language]["of"].format(name=named, value=labels.value(name, str(value), language))
