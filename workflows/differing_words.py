"""The changes between two versions of a workflow in words: what is added, gone, or another than before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from workflows.differing import LADDER, Change, member_text
from workflows.differing_rungs import rung_words
from workflows.loader import Labels

SECTIONS = (
    "workflow",
    "states",
    "moves",
    "rules",
    "clocks",
    "limits",
    "categories",
    "roles",
    "parameters",
    "acts",
)
HEADINGS = {
    "zh": ("流程", "状态", "办理", "规则", "时钟", "时限", "类别", "岗位", "参数", "行为"),
    "en": SECTIONS,
}
WORDS = {
    "zh": {
        "added": "新增",
        "removed": "删除",
        "changed": "改动",
        "moved": "顺序改动",
        "none": "无",
        "ladder": "阶梯",
    },
    "en": {
        "added": "added",
        "removed": "removed",
        "changed": "changed",
        "moved": "order changed",
        "none": "none",
        "ladder": "ladder",
    },
}
HOURS = {
    "zh": {None: "本街道办公时间", "unit": "责任单位办公时间"},
    "en": {None: "hours of the office", "unit": "hours of the unit that holds it"},
}
MARKS = {"added": "+", "removed": "-", "changed": "~", "moved": "~"}


def section_of(change: Change) -> str:
    """Under which heading a change is told: limits and rules have one of their own."""
    if change.is_limit:
        return "limits"
    return "rules" if change.section == "moves" and change.field == "rules" else change.section


def told(found: Sequence[Change], labels: Labels, language: str = "zh") -> Iterator[str]:
    """Yield lines of text, section by section; none when there is no change."""
    for section, heading in zip(SECTIONS, HEADINGS[language], strict=True):
        of_section = [change for change in found if section_of(change) == section]
        if of_section:
            yield f"{heading} ({len(of_section)})"
            yield from (f"  {sentence(change, labels, language)}" for change in of_section)


def sentence(change: Change, labels: Labels, language: str = "zh") -> str:
    """One change in one line."""
    word, mark = WORDS[language][change.what], MARKS[change.what]
    named = _named(change, labels, language)
    if change.what in ("added", "removed"):
        value = change.after if change.what == "added" else change.before
        rest = _row(change.section, value, labels, language)
        return f"{mark} {named} {word}{f': {rest}' if rest else ''}"
    if change.what == "moved":
        return f"{mark} {word}"
    if change.field.partition(".")[0] == LADDER:
        return f"{mark} {named} · {_ladder(change, labels, language)}"
    return f"{mark} {named}{f' · {change.field}' if change.field else ''}: {_difference(change, language)}"


def _ladder(change: Change, labels: Labels, language: str) -> str:
    """One rung as it was and is; or the order of all of them."""
    word, name = WORDS[language][LADDER], change.field.partition(".")[2]
    if not name:
        orders = (
            [labels.text("rungs", rung, language) for rung in rungs]
            for rungs in (change.before, change.after)
        )
        return f"{word}: {' → '.join(map(' '.join, orders))}"
    label = labels.text("rungs", name, language)
    named = name if label == name else f"{name} {label}"
    before, after = (
        rung_words(rung, labels, language) if rung else WORDS[language]["none"]
        for rung in (change.before, change.after)
    )
    return f"{word} {named}: {before} → {after}"


def _named(change: Change, labels: Labels, language: str) -> str:
    section = "workflows" if change.section == "workflow" else change.section
    label = labels.text(section, change.id, language)
    return change.id if label == change.id else f"{change.id} {label}"


def _row(section: str, value: Any, labels: Labels, language: str) -> str:
    """What matters of a whole row."""
    if not isinstance(value, Mapping):
        return _value(value, language)
    if section == "states":
        return labels.text("phases", value["phase"], language)
    if section == "moves":
        return f"{', '.join(value['from'])} → {value['to'] or '='} · {', '.join(value['roles'])} · {value['fact']}"
    if section == "clocks":
        return f"{labels.text('clock_kinds', value['kind'], language)} · {_value(value['limit'], language)}"
    return ""


def _difference(change: Change, language: str) -> str:
    gone, come = change.gone, change.come
    if gone or come:
        return " ".join([*(f"-{name}" for name in gone), *(f"+{name}" for name in come)])
    if change.field == "hours":
        before, after = (HOURS[language].get(one, one) for one in (change.before, change.after))
        return f"{before} → {after}"
    return f"{_value(change.before, language)} → {_value(change.after, language)}"


def _value(value: Any, language: str) -> str:
    if value in (None, "", [], {}):
        return WORDS[language]["none"]
    if isinstance(value, Mapping) and "unit" in value:
        cite = f" {value['cite']}" if value.get("cite") else ""
        return f"{value['amount']} {value['unit']} ({value['basis']}){cite}"
    if isinstance(value, Mapping):
        return ", ".join(f"{name}={_value(part, language)}" for name, part in value.items())
    if isinstance(value, list):
        return " ".join(map(member_text, value))
    return str(value)


def counts(found: Iterable[Change]) -> dict[str, dict[str, int]]:
    """How many changes by heading and kind."""
    counted: dict[str, dict[str, int]] = {}
    for change in found:
        kinds = counted.setdefault(section_of(change), {})
        kinds[change.what] = kinds.get(change.what, 0) + 1
    return counted
