"""Forms with files in them, read without a file ever touching the disk: what is spooled there lies in clear."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager

from fastapi import HTTPException, Request
from starlette.datastructures import FormData
from starlette.formparsers import MultiPartException, MultiPartParser


class InMemory(MultiPartParser):
    """The parser of forms, with files of every size that is let in kept in memory."""

    spool_max_size = 0  # no bound: how large a body may be is decided at the edge


@asynccontextmanager
async def form_of(request: Request, *, max_files: int, max_fields: int) -> AsyncIterator[FormData]:
    """The form of a request. Raises HTTPException 400 when it cannot be read."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        async with request.form(max_files=max_files, max_fields=max_fields) as plain:
            yield plain
        return
    async with aclosing(request.stream()) as stream:
        parser = InMemory(request.headers, stream, max_files=max_files, max_fields=max_fields)
        try:
            form = await parser.parse()
        except MultiPartException as error:
            raise HTTPException(400, error.message) from None
    try:
        yield form
    finally:
        await form.close()
