"""A workflow as Mermaid text, drawn from the very definition the engine runs.

States are named by their ids, labels are in one language. Moves between the same two states share an arrow; moves
that stay where they are, and those a table tells better, have none.
"""

from __future__ import annotations

from collections.abc import Iterator

from domain.definition import NEW, PHASES, Workflow
from workflows.loader import Labels

COLOURS = {
    "intake": "#e8f1fb",
    "triage": "#dbe9f6",
    "work": "#fff4d6",
    "returned": "#fde5d8",
    "suspended": "#ececec",
    "check": "#e6f4e6",
    "done": "#f7f7f7",
}
"""Fills by phase; the text stays dark on all of them."""
MERMAID_WORDS = {
    "state",
    "note",
    "end",
    "class",
    "classdef",
    "style",
    "direction",
    "default",
    "as",
    "fork",
    "join",
}
"""Ids that would be read as something else; they get a trailing underscore in the text."""
_ESCAPED = {"#": "#35;", '"': "#quot;", ";": "#59;", ":": "#58;", "<": "#lt;", ">": "#gt;", "\n": " "}


def mermaid(workflow: Workflow, labels: Labels, language: str = "zh") -> str:
    """The state diagram of a workflow, as Mermaid's `stateDiagram-v2`."""
    lines = ["stateDiagram-v2", "    direction LR"]
    lines += (
        f'    state "{_text(labels, "states", name, language)}" as {_id(name)}' for name in workflow.states
    )
    lines += (f"    {arrow}" for arrow in _arrows(workflow, labels, language))
    lines += (f"    {_id(name)} --> [*]" for name in _ends(workflow))
    for phase in PHASES:
        members = [_id(name) for name, state in workflow.states.items() if state.phase == phase]
        if members:
            lines.append(f"    classDef {phase} fill:{COLOURS[phase]},color:#222,stroke:#777")
            lines.append(f"    class {','.join(members)} {phase}")
    return "\n".join(lines) + "\n"


def _arrows(workflow: Workflow, labels: Labels, language: str) -> Iterator[str]:
    between: dict[tuple[str, str], list[str]] = {}
    for name, move in workflow.moves.items():
        for source in move.sources:
            if move.target is not None:
                between.setdefault((source, move.target), []).append(name)
    for (source, target), names in between.items():
        told = " / ".join(_text(labels, "moves", name, language) for name in names)
        yield f"{'[*]' if source == NEW else _id(source)} --> {_id(target)} : {told}"


def _ends(workflow: Workflow) -> Iterator[str]:
    """States nothing leads on from."""
    for name, state in workflow.states.items():
        leads_on = any(
            name in move.sources and move.target not in (None, name) for move in workflow.moves.values()
        )
        if state.phase == "done" and not leads_on:
            yield name


def _id(state: str) -> str:
    return f"{state}_" if state in MERMAID_WORDS else state


def _text(labels: Labels, section: str, key: str, language: str) -> str:
    return "".join(_ESCAPED.get(sign, sign) for sign in labels.text(section, key, language))
