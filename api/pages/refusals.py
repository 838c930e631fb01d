"""A refusal as a page tells it: in words, with its code, and by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from api.allowed import BETWEEN
from api.asking import Asked
from api.language import ENGLISH
from api.pages.texts import text_of
from api.problems import Problem, problem_body

EITHER = " or "
"""Between fields of which one will do, as the domain says it."""
FIELD_PROBLEMS: Mapping[str, tuple[str, str]] = {
    "missing": ("须填写", "must be there"),
    "wrong_type": ("格式不对", "has the wrong form"),
    "not_listed": ("不在可选范围内", "is not on the list"),
    "out_of_range": ("超出范围", "is out of range"),
    "too_long": ("过长", "is too long"),
    "too_few": ("数量不足", "are too few"),
    "unknown": ("没有这一项", "is not known"),
    "not_yours_to_give": ("由系统填写", "is filled in by the system"),
    "unknown_file": ("没有这个文件，或您无权使用", "is no file that you may use"),
    "other_content": ("与所存文件不一致", "does not match the file"),
}


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a refused person is told."""

    move: str
    status: int
    code: str
    detail: str
    trace_id: str
    errors: tuple[str, ...] = ()
    since: tuple[str, ...] = ()
    by_field: Mapping[str, str] = field(default_factory=dict)


def told_of(ask: Asked, problem: Problem, move: str) -> Told:
    """Put a refusal of a move into words."""
    body = problem_body(problem.code, ask.language, ask.services.labels(), ask.trace_id, problem.more)
    by_field, colon = _by_field(ask, body.get("errors", ())), text_of("colon", ask.language)
    return Told(
        move=move,
        status=body["status"],
        code=problem.code,
        detail=body["detail"],
        trace_id=ask.trace_id,
        errors=tuple(f"{ask.wording().field('', name)}{colon}{why}" for name, why in by_field.items()),
        since=tuple(str(fact["label"]) for fact in problem.more.get("since", ())),
        by_field=by_field,
    )


def _by_field(ask: Asked, errors: Any) -> dict[str, str]:
    """What is wrong, by the field it belongs to."""
    found: dict[str, str] = {}
    for error in errors:
        name = str(error.get("pointer", "")).removeprefix("/").partition("/")[0]
        told = field_problem(ask, name, str(error.get("problem", "")), str(error.get("expected", "")))
        found[name] = f"{found[name]}；{told}" if name in found else told
    return found


def field_problem(ask: Asked, name: str, problem: str, expected: str) -> str:
    """One wrong field in words."""
    zh, en = FIELD_PROBLEMS.get(problem, (problem, problem))
    told = en if ask.language == ENGLISH else zh
    if problem == "missing":
        names = [ask.wording().field("", name) for name in expected.split(EITHER)]
        expected = text_of("or", ask.language).join(names) if len(names) > 1 else ""
    if problem == "not_listed":
        listed = expected.split(BETWEEN) if expected else ()
        expected = BETWEEN.join(ask.wording().value(name, value) for value in listed)
    return f"{told} ({expected})" if expected else told
