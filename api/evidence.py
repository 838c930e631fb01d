"""Evidence files, kept outside the log: content, sealed, and beside it what is known of each upload.

Facts carry an id and a SHA-256; the file proves itself by its digest. A file is complete and on disk before its id
is given out: it is written under another name, flushed, then renamed. Nothing of it is on disk in clear.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import os
import re
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any, Protocol

from api.edge import FILE_BYTES
from api.problems import Problem
from api.sealed_files import FRAME_BYTES, SealingFile, opened
from domain.sealed import Owner
from workflows.keys import Key

KINDS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png", b"%PDF-": "application/pdf"}
"""Media types by the first bytes; what a client says of its file is not believed."""
FILES = "files"
"""Purpose of the keys of files."""
SUFFIXES = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, kw_only=True)
class About:
    """What is said of an upload; `taken_at` and `place` are plain data as in facts."""

    id: str
    uploaded_by: str
    uploaded_at: str
    taken_at: str = ""
    place: Mapping[str, Any] | None = None


@dataclass(frozen=True, kw_only=True)
class Stored(About):
    """What is known of one upload once its bytes lie here."""

    sha256: str
    media_type: str
    size: int
    kid: str = ""
    """The key its bytes are sealed with; empty for one of a trial before that, which lies in clear under its digest."""

    @property
    def filename(self) -> str:
        """A name for who downloads it, made by us."""
        return f"{self.id}.{SUFFIXES[self.media_type]}"

    @property
    def base64_digest(self) -> str:
        """The digest as headers carry it (RFC 9530)."""
        return base64.b64encode(bytes.fromhex(self.sha256)).decode()


class FileKeys(Protocol):
    """Whoever gives out the keys that files are sealed with."""

    async def for_writing(self, owners: Iterable[Owner]) -> Mapping[Owner, Key]:
        """The key of each owner. Raises LogUnavailable."""
        ...

    @property
    def entropy(self) -> Callable[[int], bytes]:
        """Gives so many random bytes."""
        ...


class Evidence:
    """The files of one installation."""

    def __init__(self, folder: Path, keys: FileKeys) -> None:
        self._folder = folder
        self._keys = keys

    async def keep(
        self,
        chunks: AsyncIterator[bytes],
        *,
        file_id: str,
        actor: str,
        at: str,
        owner: str = "",
        taken_at: str = "",
        place: Mapping[str, Any] | None = None,
    ) -> Stored:
        """Store a stream of bytes, sealed with the key of `owner`, else with one of its own.

        Raises Problem body_too_large, unsupported_media_type, LogUnavailable.
        """
        about = About(id=file_id, uploaded_by=actor, uploaded_at=at, taken_at=taken_at, place=place)
        whose = Owner(owner or f"file/{file_id}", FILES)
        return await self._keep(chunks, about, (await self._keys.for_writing([whose]))[whose])

    async def _keep(self, chunks: AsyncIterator[bytes], about: About, key: Key) -> Stored:
        await asyncio.to_thread(self._make_folders)
        with NamedTemporaryFile(dir=self._folder / "incoming", delete=False) as file:
            part = Path(file.name)
            try:
                sealing = SealingFile(file, key, about.id, self._keys.entropy)
                digest, size, media_type = await _write(chunks, sealing)
                stored = Stored(**asdict(about), sha256=digest, media_type=media_type, size=size, kid=key.kid)
                await asyncio.to_thread(self._settle, part, file, stored)
            finally:
                await asyncio.to_thread(part.unlink, missing_ok=True)
        return stored

    def find(self, file_id: str) -> Stored | None:
        """What is known of an upload; None when there is none of this id."""
        if not _ID.fullmatch(file_id):
            return None
        try:
            return Stored(**json.loads(self._note(file_id).read_text("utf-8")))
        except FileNotFoundError:
            return None

    def content(self, stored: Stored) -> Path:
        """Where the bytes lie."""
        name = stored.id if stored.kid else stored.sha256
        return self._folder / "content" / (name[-2:] if stored.kid else name[:2]) / name

    def bytes_of(self, stored: Stored, key: Key | None) -> Iterator[bytes]:
        """The bytes, opened with their key. Raises NotAuthentic when they are not what was stored."""
        with self.content(stored).open("rb") as file:
            if key is not None:
                yield from opened(file, key, stored.id)
                return
            while chunk := file.read(FRAME_BYTES):
                yield chunk

    def link(self, file_id: str, case_id: str) -> None:
        """Note that a case carries this file: where to look when somebody asks for it, no right by itself."""
        if _ID.fullmatch(file_id) and _ID.fullmatch(case_id) and self._note(file_id).exists():
            with self._links(file_id).open("a", encoding="ascii") as file:
                file.write(case_id + "\n")

    def cases_of(self, file_id: str) -> tuple[str, ...]:
        """The cases this file was noted for."""
        try:
            lines = self._links(file_id).read_text("ascii").split()
        except FileNotFoundError:
            return ()
        return tuple(dict.fromkeys(lines))

    def _note(self, file_id: str) -> Path:
        return self._folder / "notes" / file_id[-2:] / f"{file_id}.json"

    def _links(self, file_id: str) -> Path:
        return self._note(file_id).with_suffix(".cases")

    def _make_folders(self) -> None:
        for name in ("incoming", "content", "notes"):
            (self._folder / name).mkdir(parents=True, exist_ok=True)

    def _settle(self, part: Path, file: IO[bytes], stored: Stored) -> None:
        file.flush()
        os.fsync(file.fileno())
        content, note = self.content(stored), self._note(stored.id)
        for place in (content.parent, note.parent):
            place.mkdir(parents=True, exist_ok=True)
        part.replace(content)
        with note.open("x", encoding="utf-8") as text:
            json.dump(asdict(stored), text)
            text.flush()
            os.fsync(text.fileno())
        for place in {content.parent, content.parent.parent, note.parent, note.parent.parent}:
            _flush_folder(place)


async def _write(chunks: AsyncIterator[bytes], file: SealingFile) -> tuple[str, int, str]:
    digest, size, media_type = hashlib.sha256(), 0, ""
    head = b""
    async for chunk in chunks:
        if len(head) < 8:
            head += chunk[:8]
        size += len(chunk)
        if size > FILE_BYTES:
            raise Problem("body_too_large", limit=FILE_BYTES)
        digest.update(chunk)
        await asyncio.to_thread(file.write, chunk)
    media_type = next((kind for magic, kind in KINDS.items() if head.startswith(magic)), "")
    if not media_type:
        raise Problem("unsupported_media_type", allowed=sorted(KINDS.values()))
    await asyncio.to_thread(file.close)
    return digest.hexdigest(), size, media_type


def _flush_folder(place: Path) -> None:
    """A new name is on disk only once its folder is."""
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
