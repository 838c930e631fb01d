"""Evidence: taken in as bytes, given out to who may see the case that carries it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData, UploadFile
from starlette.responses import StreamingResponse

from api.asking import Asked, answer, asked
from api.attachments import shown_by
from api.evidence import KINDS, Stored
from api.openapi import query
from api.params import Params
from api.problems import Problem, bad_parameter
from api.revealing import Access
from api.uploads import form_of
from domain.codec import FieldProblem, Unreadable, parse, to_data
from domain.errors import FieldMissing
from domain.values import File, Place
from workflows.keys import Gone, Key

router = APIRouter(prefix="/files", tags=["files"])
ABOUT = ("taken_at", "lat_deg", "lon_deg")
CHUNK = 64 * 1024
_BYTES = {"schema": {"type": "string", "format": "binary"}}
_UPLOAD: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            **dict.fromkeys(KINDS.values(), _BYTES),
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        **{name: {"type": "string"} for name in ABOUT},
                    },
                }
            },
        },
    }
}


@router.post("", status_code=201, summary="Upload evidence", openapi_extra=_UPLOAD)
async def upload(request: Request) -> Response:
    """JPEG, PNG or PDF of at most 20 MiB, as the body itself or as a form; answers with id and SHA-256."""
    ask = await asked(request)
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        async with form_of(request, max_files=1, max_fields=len(ABOUT)) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile):
                raise FieldMissing((FieldProblem("/file", "missing"),))
            stored = await keep(ask, chunks_of(file), _about(ask, form))
    else:
        params = Params(request.query_params, ABOUT)
        sent = {name: params.text(name) for name in ABOUT}
        stored = await keep(ask, request.stream(), _about(ask, sent))
    headers = {"Location": f"/api/v1/files/{stored.id}"}
    return answer(ask, stored_body(stored), 201, headers)


async def keep(ask: Asked, chunks: AsyncIterator[bytes], about: Mapping[str, Any]) -> Stored:
    """Store bytes in the name of who asks."""
    return await ask.services.evidence.keep(
        chunks,
        file_id=ask.services.new_id(),
        actor=ask.person.id,
        at=str(to_data(ask.now)),
        owner="" if ask.person.is_staff else ask.person.id,
        taken_at=about.get("taken_at") or "",
        place=about.get("place"),
    )


def stored_body(stored: Stored) -> dict[str, Any]:
    """What an upload is answered with; `file` goes into a move as it is."""
    file = {
        "id": stored.id,
        "sha256": stored.sha256,
        "media_type": stored.media_type,
        **({"taken_at": stored.taken_at} if stored.taken_at else {}),
        **({"place": stored.place} if stored.place else {}),
    }
    return {**file, "size": stored.size, "file": file}


async def chunks_of(file: UploadFile) -> AsyncIterator[bytes]:
    """The bytes of an uploaded part."""
    while chunk := await file.read(CHUNK):
        yield chunk


def _about(ask: Asked, sent: Mapping[str, Any] | FormData) -> dict[str, Any]:
    """When and where it was taken, judged by the very declarations facts are judged by. Raises Problem."""
    texts = {name: str(sent.get(name) or "").strip() for name in ABOUT}
    place: dict[str, Any] = {}
    for name in ("lat_deg", "lon_deg"):
        if texts[name]:
            place[name] = _degrees(name, texts[name])
    data: dict[str, Any] = {"id": "", "sha256": ""}
    data |= {"taken_at": texts["taken_at"]} if texts["taken_at"] else {}
    data |= {"place": place} if place else {}
    try:
        file = parse(File, data)
    except Unreadable as error:
        raise FieldMissing(error.problems) from None
    taken_at = to_data(file.taken_at) if file.taken_at else ""
    return {"taken_at": taken_at, "place": to_data(file.place) if isinstance(file.place, Place) else None}


def _degrees(name: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise bad_parameter(name, "wrong_type", ("度数，如 30.32", "degrees such as 30.32")) from None


@router.get("/{file_id}", summary="Evidence by its id", openapi_extra=query("case"))
async def download(request: Request, file_id: str) -> Response:
    """The bytes, for who uploaded them and for who may see the field of a case that carries them."""
    ask = await asked(request)
    case = Params(request.query_params, ("case",)).text("case")
    stored = ask.services.evidence.find(file_id)
    if stored is None:
        raise Problem("not_found", what="file")
    look = await _look_at(ask, stored, case)
    key = await _key_of(ask, stored, look)
    if look is not None:
        await ask.services.revealing.note([look])
    return StreamingResponse(
        ask.services.evidence.bytes_of(stored, key),
        media_type=stored.media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{stored.filename}"',
            "Content-Length": str(stored.size),
            "Repr-Digest": f"sha-256=:{stored.base64_digest}:",
            "Content-Security-Policy": "sandbox",
        },
    )


async def _look_at(ask: Asked, stored: Stored, case: str) -> Access | None:
    """What getting the bytes is a look at; None for who uploaded them himself. Raises Problem not_found."""
    if stored.uploaded_by == ask.person.id:
        return None
    look = await shown_by(ask, stored, case)
    if look is None:
        raise Problem("not_found", what="file")
    return look


async def _key_of(ask: Asked, stored: Stored, look: Access | None) -> Key | None:
    """The key of the bytes; None for those that lie in clear. Raises Problem withheld for what cannot be opened."""
    if not stored.kid:
        return None
    even_restricted = look is not None and look.reader.even_restricted
    found = await ask.services.keys.for_reading([stored.kid], even_restricted=even_restricted)
    key = found[stored.kid]
    if isinstance(key, Gone):
        raise Problem("withheld", what=key.why)
    return key
