"""What happens along the time of each clock, as a table of its page."""

from __future__ import annotations

from collections.abc import Iterator

from domain.definition import Limit, Rung, Workflow
from workflows.loader import Labels
from workflows.reference_table import cell, table

HEAD = ("时钟 Clock", "何时 When", "名称 Name", "告知 Tells", "系统办理 The system")


def has_ladders(workflow: Workflow) -> bool:
    """Whether anything happens by itself."""
    return any(rule.ladder for rule in workflow.clocks.values())


def ladders(workflow: Workflow, labels: Labels) -> Iterator[str]:
    """A row for each rung, in the order of the file."""
    return table(HEAD, _rows(workflow, labels))


def _rows(workflow: Workflow, labels: Labels) -> Iterator[list[str]]:
    for clock, rule in workflow.clocks.items():
        for name, rung in rule.ladder.items():
            yield [
                f"`{clock}`<br>{_both(labels, 'clocks', clock)}",
                _when(labels, rung),
                _both(labels, "rungs", name),
                "<br>".join(_told(labels, role, rule.held_by) for role in rung.tell),
                _move(labels, rung),
            ]


def _both(labels: Labels, section: str, key: str) -> str:
    return cell(f"{labels.text(section, key)} · {labels.text(section, key, 'en')}")


def _when(labels: Labels, rung: Rung) -> str:
    if rung.after is not None:
        return f"到期后 {_amount(labels, rung.after)} later"
    if rung.every is not None:
        return f"每 every {_amount(labels, rung.every)}"
    return "到期 due" if rung.percent == 100 else f"{rung.percent} %"


def _amount(labels: Labels, limit: Limit) -> str:
    return f"{limit.amount} {_both(labels, 'units', limit.unit)}"


def _told(labels: Labels, role: str, holder: str) -> str:
    return _both(labels, "holders", holder) if role == "assignee" else _both(labels, "roles", role)


def _move(labels: Labels, rung: Rung) -> str:
    if not rung.move:
        return ""
    fixed = ", ".join(f"{name} = {value}" for name, value in rung.given.items())
    return f"`{rung.move}` {_both(labels, 'moves', rung.move)}" + (f"<br>`{fixed}`" if fixed else "")
