"""Cases and their facts as a file for other tools, as far as who asks may see them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from tempfile import TemporaryFile
from typing import BinaryIO

from fastapi import APIRouter, Request
from starlette.responses import StreamingResponse

from api.asking import Asked, asked
from api.case_reading import view_of
from api.cuts import cut_of
from api.exporting.choosing import Choice
from api.exporting.columns import FACTS, TABLES
from api.exporting.formats import FORMATS, MissingPackage, opened
from api.exporting.readership import Ground, Wish, read_by
from api.exporting.writing import Reveal, export
from api.facets import facets_of
from api.noting import Noting
from api.openapi import query
from api.params import Params
from api.problems import Problem
from api.revealing import Reading, Revealing, none_of
from domain.envelope import Event
from domain.facts.privacy import EXPORT
from workflows.log import LogReader

router = APIRouter(tags=["lists"])
PARAMETERS = ("workflow", "case", "since", "until", "position", "table")
CHUNK = 1 << 16


@router.get(
    "/export/{name}",
    summary="Cases and their facts as a file: ocel, xes, csv, xlsx or parquet",
    response_class=StreamingResponse,
    openapi_extra=query(*PARAMETERS),
)
async def export_cases(request: Request, name: str) -> StreamingResponse:
    """Whole histories of the cases that fit; a field above the reader's class is there as hidden.

    It is written to the disk before the first byte is sent, so that nobody gets half of it.
    """
    ask = await asked(request)
    ask.require_staff()
    params = Params(request.query_params, PARAMETERS)
    if name not in FORMATS:
        raise Problem("not_found", what="format")
    choice, table = await _choice(ask, params), params.one_of("table", tuple(TABLES), FACTS)
    reveal = _from_thread(ask, asyncio.get_running_loop())
    async with ask.services.exports:
        file = await asyncio.to_thread(_written, ask, name, choice, table, reveal)
    ending = FORMATS[name].ending
    said = {
        "Content-Disposition": f'attachment; filename="{ask.services.jurisdiction}-{choice.position}.{ending}"',
        "Content-Length": str(file.seek(0, 2)),
        "X-Position": str(choice.position),
    }
    return StreamingResponse(_chunks(file), media_type=FORMATS[name].media_type, headers=said)


async def _choice(ask: Asked, params: Params) -> Choice:
    """Which cases. Raises Problem bad_parameter, not_found."""
    cut = await cut_of(params, ask.services)
    since, until = params.window(ask.services.zone)
    case = params.text("case")
    return Choice(
        audience=ask.audience,
        position=cut.position if cut and cut.position is not None else await ask.services.log.head(),
        workflows=frozenset((await facets_of(ask, params, ("workflow",)))["workflow"]),
        case_id=(await view_of(ask, case, only=none_of)).case.id if case else "",
        since=since,
        until=until,
    )


def _from_thread(ask: Asked, loop: asyncio.AbstractEventLoop) -> Reveal:
    """Opens what lies sealed for the thread that writes: keys are asked for in the loop they belong to."""
    noting = Noting(ask.services.privacy.looks, door=EXPORT, purpose=EXPORT)
    revealing = Revealing(ask.services.keys, noting)

    def reveal(readings: Sequence[Reading]) -> Sequence[Sequence[Event]]:
        return asyncio.run_coroutine_threadsafe(revealing.all(readings), loop).result()

    return reveal


def _written(ask: Asked, name: str, choice: Choice, table: str, reveal: Reveal) -> BinaryIO:
    """The file, which has no name and is gone once it is closed. Raises Problem for a format that is not installed."""
    services = ask.services
    try:
        format_ = opened(name)
    except MissingPackage:
        raise Problem("not_found", what="format") from None
    ground = Ground(
        jurisdiction=services.jurisdiction,
        office=ask.office,
        catalogue=services.catalogue,
        zone=services.zone,
        is_demo=services.is_demo,
    )
    wish = Wish(person=ask.person, language=ask.language, table=table, folder=services.settings.data_dir)
    file = TemporaryFile(dir=wish.folder)  # noqa: SIM115 (closed when it was sent)
    try:
        with LogReader.open(services.dsn, services.jurisdiction) as log:
            read = read_by(ground, wish, choice.position, log.definition)
            export(log, choice, *read, format_, file, reveal=reveal)
    except BaseException:
        file.close()
        raise
    return file


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk
