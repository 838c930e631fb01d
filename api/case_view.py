"""A case, its history and its deadlines as plain data, each shown as far as its reader may see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.corrections import corrected_fields
from api.disclosed import HIDDEN, Reader, shown_fields, without_reporter
from api.wording import DUTY, Wording
from domain.calendar import WorkCalendar
from domain.case import Case, Clock
from domain.clock_recount import clock_is_estimated
from domain.codec import to_data
from domain.definition import Workflow
from domain.envelope import Event
from domain.office import Office


@dataclass(frozen=True, kw_only=True)
class View:
    """Everything a case is shown with: who reads, in which words, at which moment."""

    case: Case
    events: Sequence[Event]
    """Its facts up to what is shown, in order."""
    workflow: Workflow
    office: Office
    reader: Reader
    wording: Wording
    calendar: WorkCalendar
    now: datetime

    @property
    def position(self) -> int:
        """Of the last fact shown."""
        return self.events[-1].envelope.position if self.events else 0


SHOWN = (
    "id",
    "case_no",
    "workflow",
    "digest",
    "version",
    "state",
    "phase",
    "category",
    "urgent",
    "channel",
    "community",
    "unit",
)
"""What everybody concerned sees of a case."""
SHOWN_TO_STAFF = (
    "title",
    "grid",
    "reporter",
    "round",
    "returns",
    "reworks",
    "reopened",
    "checked_independently",
    "level",
    "rating",
    "risk",
)


def case_body(view: View) -> dict[str, Any]:
    """The case as its readers get it."""
    case = view.case
    return {
        **{name: getattr(case, name) for name in SHOWN},
        "position": view.position,
        "opened_at": to_data(case.opened_at),
        "last_at": to_data(case.last_at),
        "labels": _labels(view),
        **(_for_outside(view) if view.reader.is_outside else _for_staff(view)),
        "report": _report(view),
    }


def _labels(view: View) -> dict[str, str]:
    case, wording = view.case, view.wording
    return {
        "workflow": wording.of("workflows", case.workflow),
        "state": wording.of("states", case.state),
        "phase": wording.of("phases", case.phase),
        "category": wording.of("categories", case.category),
        "unit": wording.unit(view.office, case.unit),
        "community": wording.unit(view.office, case.community),
    }


def _for_staff(view: View) -> dict[str, Any]:
    case, unseen = view.case, view.reader.unseen
    return {
        **{name: getattr(case, name) for name in SHOWN_TO_STAFF},
        "master": None if case.master in unseen else case.master,
        "reporter": without_reporter(view.reader, case.reporter),
        "place": to_data(case.place),
        "parties": list(case.parties),
        "assignments": dict(case.assignments),
        "hands": sorted(case.hands),
        "request": case.request.kind if case.request else None,
        "order": to_data(case.order),
        "supervisions_open": case.supervisions,
        "followers": sorted(case.followers - unseen),
        "children": {child: how for child, how in case.children.items() if child not in unseen},
        "parents": sorted(case.parents - unseen),
        "clocks": [clock_body(view, clock) for clock in in_order(case.clocks.values())],
    }


def _for_outside(view: View) -> dict[str, Any]:
    """Who is concerned sees how far it has come and until when it is promised, not how the office divides its work."""
    case, is_reporter = view.case, view.reader.is_reporter
    promised = [clock for clock in case.clocks.values() if clock.name in ("promise", "rating", "supplement")]
    return {
        "title": case.title if is_reporter else {"hidden": HIDDEN[1]},
        "place": to_data(case.place) if is_reporter else {"hidden": HIDDEN[1]},
        "rating": case.rating if is_reporter else None,
        "clocks": [clock_body(view, clock) for clock in in_order(promised)],
    }


def is_reported(event: Event, _: str) -> bool:
    """Whether a field is one of what was reported: of the first fact."""
    return event.envelope.version == 1


def _report(view: View) -> dict[str, Any]:
    """What was reported: the fields of the first fact."""
    first = next(iter(view.events), None)
    return fields_now(view, first) if first else {}


def fields_now(view: View, event: Event) -> dict[str, Any]:
    """The fields of a fact of this case as they are known now: what was corrected is what it should have been."""
    return corrected_fields(view.events, event, view.workflow.sensitivity, view.reader)[0]


def in_order(clocks: Any) -> list[Clock]:
    """Running ones by due moment, resting ones after."""
    return sorted(
        clocks, key=lambda clock: (clock.paused_at is not None, clock.due_at, clock.name, clock.key)
    )


def clock_body(view: View, clock: Clock) -> dict[str, Any]:
    """A live clock: when it is due, whether it has run out, whether that may still move."""
    return {
        "clock": clock.name,
        "key": clock.key,
        "label": view.wording.of("clocks", clock.name),
        "kind": clock.kind,
        "started_at": to_data(clock.started_at),
        "due_at": to_data(clock.due_at),
        "paused_at": to_data(clock.paused_at),
        "overdue": clock.has_run_out(view.now) and clock.kind == DUTY,
        "lapsed": clock.has_run_out(view.now) and clock.kind != DUTY,
        "estimated": clock_is_estimated(clock, view.workflow, view.calendar, view.now),
    }


def history_body(view: View) -> list[dict[str, Any]]:
    """The facts in order, each as far as this reader may see it, with what was corrected of it."""
    return [_fact_now(view, event) for event in view.events]


def _fact_now(view: View, event: Event) -> dict[str, Any]:
    sensitivity, wording = view.workflow.sensitivity, view.wording
    fields, corrections = corrected_fields(view.events, event, sensitivity, view.reader)
    topic = event.fact.TOPIC
    told = [{**one, "label": wording.field(topic, one["field"])} for one in corrections]
    body = fact_body(event, sensitivity, view.reader, wording)
    return {**body, "payload": fields, "corrections": [] if view.reader.is_outside else told}


def fact_body(event: Event, sensitivity: str, reader: Reader, wording: Wording) -> dict[str, Any]:
    """One fact with what goes around it."""
    envelope, outside = event.envelope, reader.is_outside
    return {
        "position": envelope.position,
        "version": envelope.version,
        "event_id": envelope.event_id,
        "topic": event.fact.TOPIC,
        "label": wording.of("topics", event.fact.TOPIC),
        "move": envelope.trigger,
        "from": envelope.source,
        "to": envelope.target,
        **_persons(event, reader),
        "role": envelope.role,
        "unit": envelope.unit,
        "door": envelope.door,
        "occurred_at": to_data(envelope.occurred_at),
        "recorded_at": to_data(envelope.recorded_at),
        "payload": shown_fields(event, sensitivity, reader),
        "rules": [] if outside else [{"rule": found.rule, "held": found.held} for found in envelope.rules],
        "clocks": [] if outside else [to_data(effect) for effect in envelope.clocks],
        "trace": envelope.trace,
    }


def _persons(event: Event, reader: Reader) -> dict[str, Any]:
    """Who acted and for whom; to who sees nothing internal only where it was he himself."""
    envelope, sees_staff = event.envelope, not reader.is_outside and reader.level > 0
    if not sees_staff and reader.person.id not in envelope.persons:
        return {"actor": {"hidden": HIDDEN[1]}, "on_behalf_of": None}
    return {
        "actor": without_reporter(reader, envelope.actor),
        "on_behalf_of": without_reporter(reader, envelope.on_behalf_of),
    }
