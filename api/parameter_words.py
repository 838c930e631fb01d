"""What is wrong with a parameter, in one sentence that says what may be sent instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.language import ENGLISH

Expected = str | tuple[str, str]
"""What may be sent: names that are the same in every language, or words in Chinese and English."""
SENTENCES: Mapping[str, tuple[str, str]] = {
    "unknown": (
        "没有参数 {parameter}；可用：{expected}。",
        "There is no parameter {parameter}; there are: {expected}.",
    ),
    "not_listed": (
        "参数 {parameter} 的值不在可选值中；可选：{expected}。",
        "The value of {parameter} is not on the list; it may be: {expected}.",
    ),
    "repeated": ("参数 {parameter} 只能出现一次。", "Send {parameter} once only."),
    "out_of_range": (
        "参数 {parameter} 的值超出范围；应为{expected}。",
        "{parameter} is out of range; send {expected}.",
    ),
    "wrong_type": (
        "参数 {parameter} 的格式不对；应为{expected}。",
        "{parameter} has the wrong form; send {expected}.",
    ),
    "too_long": ("参数 {parameter} 过长；{expected}。", "{parameter} is too long: {expected}."),
    "unexpected": (
        "参数 {parameter} 不能同时使用；{expected}。",
        "{parameter} does not go with the others; send {expected}.",
    ),
}
NOTHING = ("（无）", "none")
NAMED = "named"
"""Beside what was expected: the same by names, which goes into the sentence alone."""


def spoken(more: Mapping[str, Any], language: str) -> dict[str, Any]:
    """What goes with a problem, with what was expected in the reader's language."""
    if "errors" not in more:
        return dict(more)
    return {**more, "errors": [_spoken(error, language) for error in more["errors"]]}


def _spoken(error: Mapping[str, Any], language: str) -> dict[str, Any]:
    told = {name: value for name, value in error.items() if name != NAMED}
    return {**told, "expected": _in(language, told["expected"])} if "expected" in told else told


def _in(language: str, expected: Expected) -> str:
    return expected[language == ENGLISH] if isinstance(expected, tuple) else expected


def sentence(errors: Any, language: str) -> str:
    """The one parameter that is wrong, and what may be sent; empty where it is not told by one."""
    if len(errors) != 1 or errors[0].get("problem") not in SENTENCES or not errors[0]["parameter"]:
        return ""
    at = int(language == ENGLISH)
    expected = errors[0].get(NAMED) or _in(language, errors[0].get("expected") or NOTHING)
    told = {**errors[0], "expected": expected}
    return SENTENCES[told["problem"]][at].format(**told)
