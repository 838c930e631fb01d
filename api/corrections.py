"""What was put right in a case: shown where it was recorded, with what stood there and who says so beside it.

Who may read a field may read what it should have been; to everybody else both are hidden alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from api.disclosed import NEW, Reader, shown, shown_fields, without_reporter
from domain.codec import to_data
from domain.envelope import Event
from domain.facts.correcting import RecordCorrected

MOST = 3
"""Above every class: whether it may be read is asked of the field that was corrected."""


def corrections_of(events: Sequence[Event], event: Event) -> Iterator[tuple[Event, RecordCorrected]]:
    """What was said of a fact later, in that order."""
    for other in events:
        if isinstance(other.fact, RecordCorrected) and other.fact.fact == event.envelope.event_id:
            yield other, other.fact


def corrected_fields(
    events: Sequence[Event], event: Event, sensitivity: str, reader: Reader
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The fields of a fact as they are known now, and each correction with what stood there before it."""
    fields, told = shown_fields(event, sensitivity, reader), []
    for other, correction in corrections_of(events, event):
        before = fields.get(correction.field)
        hidden = isinstance(before, Mapping)
        now = before if hidden else shown(correction, sensitivity, MOST)[NEW]
        fields[correction.field] = now
        told.append(_told(other, correction, before, now, reader))
    return fields, told


def _told(event: Event, fact: RecordCorrected, old: Any, new: Any, reader: Reader) -> dict[str, Any]:
    it = event.envelope
    return {
        "field": fact.field,
        "old": old,
        "new": new,
        "by": without_reporter(reader, it.actor),
        "second": fact.second,
        "at": to_data(it.occurred_at),
        "position": it.position,
    }
