"""The transparency log: its signed head for everybody, tiles for auditors, a proof for whoever reads the case."""

from __future__ import annotations

import asyncio
import re
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import PlainTextResponse

from api.asking import Asked, asked, services_of
from api.audit_places import published_key
from api.case_reading import view_of
from api.params import without_parameters
from api.problems import Problem
from api.revealing import none_of
from domain.streams import is_case
from projections.transparency.folder import TileMissing
from projections.transparency.notes import BadNote
from projections.transparency.proofs import NotSealed, Proof, prove
from projections.transparency.store import OF_EVENT, STREAM_AT
from projections.transparency.tiles import parse_path

router = APIRouter(prefix="/audit", tags=["audit"], dependencies=[Depends(without_parameters)])
AUDITOR = "auditor"
NEVER_CHANGED = {"Cache-Control": "private, max-age=31536000, immutable", "Vary": "Cookie, X-Bihuan-Actor"}
SOON = {"Cache-Control": "max-age=1"}
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


@router.get("/checkpoint", summary="The signed head of the log (C2SP tlog-checkpoint)")
async def checkpoint(request: Request) -> Response:
    """Public, so that anybody can keep one and later ask whether it is a beginning of what there is."""
    return await _text(request, "checkpoint")


@router.get("/vkey", summary="The public key of the log (C2SP signed-note)")
async def vkey(request: Request) -> Response:
    """Public; compare it with the one that was handed out by another way."""
    return await _text(request, "vkey")


@router.get("/tile/{path:path}", summary="Tiles and entries of the log (C2SP tlog-tiles; auditors)")
async def tile(request: Request, path: str) -> Response:
    """Hashes at `{level}/{number}`, leaves at `entries/{number}`, partial ones with `.p/{width}`."""
    ask = await asked(request)
    _require_auditor(ask)
    found = parse_path(f"tile/{path}")
    if found is None:
        raise Problem("not_found", what="tile")
    try:
        data = await asyncio.to_thread(ask.services.audit.published.read, found)
    except TileMissing:
        raise Problem("not_found", what="tile") from None
    return Response(data, media_type="application/octet-stream", headers=NEVER_CHANGED)


@router.get("/proof/{event_id}", summary="The proof that a fact is in the log (C2SP tlog-proof)")
async def proof(request: Request, event_id: str) -> Response:
    """For whoever may read the fact's case; it is checked offline, with the public key alone."""
    ask = await asked(request)
    index = await _index(ask, event_id)
    await _require_reader(ask, index)
    found = await asyncio.to_thread(_proven, ask, index)
    return PlainTextResponse(str(found), headers={"Cache-Control": "private, no-cache"})


async def _text(request: Request, name: str) -> Response:
    found = await asyncio.to_thread(services_of(request).audit.published.text, name)
    if found is None:
        raise Problem("not_sealed")
    return PlainTextResponse(found, headers=SOON)


def _require_auditor(ask: Asked) -> None:
    if AUDITOR not in ask.person.roles:
        raise Problem("role_missing", roles=[AUDITOR])


async def _index(ask: Asked, event_id: str) -> int:
    if not _UUID.fullmatch(event_id):
        raise Problem("no_proof")
    rows = await ask.services.log.ask(OF_EVENT, [ask.services.jurisdiction, UUID(event_id)])
    if not rows:
        raise Problem("no_proof")
    return int(rows[0][0])


async def _require_reader(ask: Asked, index: int) -> None:
    """Facts of the office are for staff; those of a case for whoever may read it."""
    rows = await ask.services.log.ask(STREAM_AT, [ask.services.jurisdiction, index + 1])
    stream = str(rows[0][0]) if rows else ""
    if not is_case(stream):
        ask.require_staff()
        return
    try:
        await view_of(ask, stream, only=none_of)
    except Problem:
        raise Problem("no_proof") from None


def _proven(ask: Asked, index: int) -> Proof:
    folder = ask.services.audit.published
    try:
        return prove(folder, published_key(folder), index)
    except (NotSealed, BadNote, TileMissing):
        raise Problem("no_proof") from None
