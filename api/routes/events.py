"""The change feed: every fact of the office by position, each as far as its reader may see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from api.asking import Asked, answer, asked
from api.case_view import fact_body
from api.disclosed import Reader, level_of_stream, reader_of
from api.list_table import CSV, FACT_COLUMNS, fact_row
from api.named_cases import NOT_THERE, cases_named
from api.openapi import query
from api.params import Params
from api.revealing import Reading
from api.spreadsheet import spreadsheet
from api.unseen import unseen_among
from domain.envelope import Event
from domain.streams import is_case

router = APIRouter(prefix="/events", tags=["events"])
LIMIT, LARGEST_LIMIT = 100, 1_000
Readers = Mapping[str, Reader | None]
PARAMETERS = ("after", "limit", "format")


@router.get("", summary="The change feed", openapi_extra=query(*PARAMETERS))
async def feed(request: Request) -> Response:
    """Facts after a position, in order and without holes; ask again from `next_after`.

    Of a fact of or about a case that accuses who asks, everything but its position is hidden.
    `format=csv` gives the same as a table, with the next one in `Link`.
    """
    ask = await asked(request)
    ask.require_staff()
    params = Params(request.query_params, PARAMETERS)
    after = params.position("after") or 0
    limit = params.whole("limit", 1, LARGEST_LIMIT) or LIMIT
    events = await ask.services.log.page(after, limit)
    readers = await _readers(ask, events)
    rows = [await _row(ask, event, readers) for event in await _revealed(ask, events, readers)]
    last = events[-1].envelope.position if events else after
    if params.one_of("format", ("json", CSV), "json") == CSV:
        following = f"{request.url.path}?{urlencode({'after': last, 'limit': limit, 'format': CSV})}"
        link = {"Link": f'<{following}>; rel="next"'} if len(events) == limit else {}
        said = {"X-Position": str(last), **link}
        return spreadsheet(FACT_COLUMNS, map(fact_row, rows), "events", said, ask.services.zone)
    head = await ask.services.log.head()
    body = {"events": rows, "next_after": last, "head": head}
    return answer(ask, body, headers={"X-Position": str(last)})


async def _revealed(ask: Asked, events: list[Event], readers: Readers) -> list[Event]:
    """The facts of a page as far as their reader may see them, opened stream by stream in one go."""
    streams: dict[str, list[Event]] = {}
    for event in events:
        streams.setdefault(event.envelope.case_id, []).append(event)
    readings = [
        Reading(
            stream=stream,
            events=held,
            reader=readers[stream] or Reader(person=ask.person, level=0),
            sensitivity=await _sensitivity(ask, held[-1]),
        )
        for stream, held in streams.items()
    ]
    opened = [event for held in await ask.services.revealing.all(readings) for event in held]
    return sorted(opened, key=lambda event: event.envelope.position)


async def _sensitivity(ask: Asked, event: Event) -> str:
    digest = event.envelope.digest
    return (await ask.services.engine.workflow(digest)).sensitivity if digest else ""


async def _row(ask: Asked, event: Event, readers: Readers) -> dict[str, Any]:
    """A fact; one of or about a case that is not there for who asks is a place in the order and no more."""
    envelope, reader = event.envelope, readers[event.envelope.case_id]
    told = reader or Reader(person=ask.person, level=0)
    body = fact_body(event, await _sensitivity(ask, event), told, ask.wording(envelope.workflow))
    row = {"stream": envelope.case_id, "workflow": envelope.workflow, "phase": envelope.phase, **body}
    if reader is None or _is_about(event, reader.unseen):
        return {**dict.fromkeys(row), "position": envelope.position, "stream": NOT_THERE, "topic": NOT_THERE}
    return row


def _is_about(event: Event, unseen: frozenset[str]) -> bool:
    """Whether the office says something of such a case: an objection to its points, a request to read it, a look."""
    return not is_case(event.envelope.case_id) and not unseen.isdisjoint(cases_named([event.fact]))


async def _readers(ask: Asked, events: list[Event]) -> Readers:
    """How this member of staff reads each stream of a page; None for a case he may not know of."""
    unseen = await unseen_among(ask, cases_named(event.fact for event in events))
    streams = dict.fromkeys(event.envelope.case_id for event in events)
    found = {stream: await _reader_of(ask, stream) for stream in streams}
    return {stream: reader and replace(reader, unseen=unseen) for stream, reader in found.items()}


async def _reader_of(ask: Asked, stream: str) -> Reader | None:
    """What is personal in the office's own facts is not in the feed."""
    if not is_case(stream):
        return Reader(person=ask.person, level=level_of_stream(ask.person, stream))
    return reader_of(ask.person, await ask.services.engine.case(stream))
