"""A message about time as plain data: what it says, about which clock of which case, to whom."""

from __future__ import annotations

from typing import Any

from api.asking import Asked
from api.language import ENGLISH
from api.messages import Message
from api.pages.moments import shown_due
from domain.codec import to_data

SAYS = {
    "zh": "{rung}：{workflow}的“{clock}”时限，{due}到期",
    "en": "{rung}: time for “{clock}” of this {workflow} is due {due}",
}


def message_body(asked: Asked, message: Message) -> dict[str, Any]:
    """The message with ids and words of all it names."""
    told, case = message.told, message.case
    wording = asked.wording(case.workflow)
    return {
        "id": message.id,
        "text": text_of(asked, message),
        "case": {
            "id": case.id,
            "case_no": case.case_no or None,
            "title": case.title,
            "workflow": case.workflow,
        },
        "clock": told.clock,
        "clock_label": wording.of("clocks", told.clock),
        "key": told.key,
        "rung": told.rung,
        "rung_label": wording.of("rungs", told.rung),
        "due_at": to_data(told.due_at),
        "sent_at": to_data(told.sent_at),
        "running": message.running,
        "to": {"person": told.person or None, "role": told.role or None, "unit": told.unit or None},
        "to_label": to_label(asked, message),
        "url": f"/cases/{case.id}",
    }


COLUMNS = (
    "id", "sent_at", "case", "case_no", "title", "workflow", "workflow_label", "clock", "clock_label", "key", "rung",
    "rung_label", "due_at", "running", "role", "role_label", "unit", "unit_label", "person", "to_label", "text",
)  # fmt: skip


def message_row(asked: Asked, message: Message) -> list[Any]:
    """The same as a row of a table, in the order of `COLUMNS`, with words beside what is told by ids."""
    body, wording = message_body(asked, message), asked.wording(message.case.workflow)
    case, told = body.pop("case"), body.pop("to")
    labels = {
        "workflow_label": wording.of("workflows", message.case.workflow),
        "role_label": wording.of("roles", message.told.role),
        "unit_label": wording.unit(asked.office, message.told.unit),
    }
    flat = {**body, **told, **case, **labels, "case": case["id"], "id": message.id}
    return [flat[column] for column in COLUMNS]


def text_of(asked: Asked, message: Message) -> str:
    """One sentence: what happened to which clock, and when it is or was due."""
    told, case = message.told, message.case
    wording = asked.wording(case.workflow)
    return SAYS["en" if asked.language == ENGLISH else "zh"].format(
        rung=wording.of("rungs", told.rung),
        workflow=wording.of("workflows", case.workflow),
        clock=wording.of("clocks", told.clock),
        due=shown_due(told.due_at, asked.services.zone),
    )


def to_label(asked: Asked, message: Message) -> str:
    """Whom it was sent to: a person by his post, or a post."""
    told, wording = message.told, asked.wording(message.case.workflow)
    if told.person:
        return wording.person(asked.office, told.person)
    unit = wording.unit(asked.office, told.unit) if told.unit else ""
    return " · ".join(filter(None, (unit, wording.of("roles", told.role))))
