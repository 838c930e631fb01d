"""The reference that people read, written from what the engine runs: one page per workflow, one for the facts.

`make docs` writes it to docs/reference, a test compares. Only what rests on binding text is called 法定时限.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from domain.codec import to_data
from domain.declaration import Declared, declared
from domain.derive import is_derived
from domain.facts import CASE_FACTS, OFFICE_FACTS
from domain.facts.schema import Fact
from workflows.loader import Catalogue, Labels
from workflows.reference_page import WorkflowPage
from workflows.reference_table import cell, table

NOTE = "<!-- Written by `make docs` from the catalogue and the code; edit those. -->"
CLASSES = ("0 公开 public", "1 内部 internal", "2 个人 personal", "3 机密 confidential")


def pages(catalogue: Catalogue) -> dict[str, str]:
    """Every page by its path below docs/reference."""
    found = {
        f"workflows/{key}.md": WorkflowPage(loaded.workflow, loaded.labels).text()
        for key, loaded in catalogue.workflows.items()
    }
    found["workflows/README.md"] = _index(catalogue)
    found["facts.md"] = _facts(catalogue.labels)
    return {path: f"{NOTE}\n{text}" for path, text in found.items()}


def _index(catalogue: Catalogue) -> str:
    rows = [
        [
            f"[`{key}`]({key}.md)",
            loaded.labels.text("workflows", key),
            loaded.labels.text("workflows", key, "en"),
            str(loaded.workflow.version),
            str(len(loaded.workflow.states)),
            str(len(loaded.workflow.moves)),
            str(len(loaded.workflow.categories)),
        ]
        for key, loaded in catalogue.workflows.items()
    ]
    head = ["流程 Workflow", "名称", "Name", "版本 Version", "状态 States", "步骤 Moves", "类别 Categories"]
    return "\n".join(["# 流程目录 · Workflows", "", *table(head, rows), ""])


def _facts(labels: Labels) -> str:
    lines = [
        "# 事实 · Facts",
        "",
        "只增不改的封闭词汇。每个字段标明密级;必填字段加粗。",
        "A closed vocabulary, only ever added to. Each field has a class; those that must be there are bold.",
        "⚙ 由系统按案卷填写,不接受外部录入 · follows from the case, never taken from outside.",
        "",
    ]
    for title, facts in (
        ("案卷事实 · Facts of a case", CASE_FACTS),
        ("街道事实 · Facts of the office", OFFICE_FACTS),
    ):
        lines += [f"## {title}", ""]
        for fact in facts:
            lines += _fact(fact, labels)
    return "\n".join(lines)


def _fact(fact: type[Fact], labels: Labels) -> Iterator[str]:
    topic = fact.TOPIC
    zh, en = (labels.text("topics", topic, language) for language in ("zh", "en"))
    said = " ".join((fact.__doc__ or "").split())
    hands = " · 经手 makes its actors Hands" if fact.HANDS else ""
    yield from (f"### `{topic}` {zh} · {en}", "", said, "", f"版本 schema {fact.SCHEMA}{hands}", "")
    rows = [_field(topic, field, labels) for field in declared(fact)]
    yield from table(
        ["字段 Field", "名称", "Name", "类型 Type", "密级 Class", "取值 Values · 默认 Default"], rows
    )
    yield ""


def _field(topic: str, field: Declared, labels: Labels) -> list[str]:
    required = field.required and not is_derived(topic, field.name)
    name = f"**`{field.name}`**" if required else f"`{field.name}`"
    level = CLASSES[field.level.level] if field.level else ""
    if field.level and field.level.confidential_in:
        level += f"; 3 in {', '.join(field.level.confidential_in)}"
    return [
        name,
        labels.field(topic, field.name),
        labels.field(topic, field.name, "en"),
        cell(_kind(field)),
        level,
        "<br>".join([*_values(field, labels), *(["⚙"] if is_derived(topic, field.name) else [])]),
    ]


def _values(field: Declared, labels: Labels) -> Iterator[str]:
    for value in field.listed.values if field.listed else ():
        both = " ".join(labels.value(field.name, value, language) for language in ("zh", "en"))
        yield f"`{value}` {both}"
    if field.limits:
        yield f"{field.limits.least}–{field.limits.most}"
    if not field.required and field.default not in (None, "", ()):
        yield f"= `{str(to_data(field.default)).lower()}`"


def _kind(field: Declared) -> str:
    base = str(field.base)
    kind = getattr(field.base, "__name__", base) if not base.startswith(("tuple", "collections")) else base
    for long, short in _KINDS.items():
        kind = kind.replace(long, short)
    return f"{kind}?" if field.optional else kind


_KINDS: Mapping[str, str] = {
    "domain.values.": "",
    "datetime.": "",
    "collections.abc.Mapping[str, str | int | bool]": "map",
    "datetime": "moment",
    "str": "text",
    "int": "whole number",
    "bool": "yes/no",
    "Decimal": "decimal",
    ", ...": "",
    "tuple": "list",
}


def unlabelled(labels: Labels) -> Iterable[str]:
    """Topics, fields and listed values nobody has named yet; empty when the vocabulary is complete."""
    for fact in (*CASE_FACTS, *OFFICE_FACTS):
        if labels.label("topics", fact.TOPIC) is None:
            yield f"topics.{fact.TOPIC}"
        for field in declared(fact):
            own = labels.label("fields", f"{fact.TOPIC}.{field.name}") or labels.label("fields", field.name)
            if own is None:
                yield f"fields.{field.name}"
            for value in field.listed.values if field.listed else ():
                if labels.label("values", f"{field.name}.{value}") is None:
                    yield f"values.{field.name}.{value}"
