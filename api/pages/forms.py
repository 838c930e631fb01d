"""What a form sends, as the fields of a fact: the same plain data a JSON body would hold, judged by the same rules.

Names: `f.FIELD` a value, `f.FIELD.PART` a part of a place, `f.FIELD.yes` ticked answers, `f.FIELD.is.QUESTION` each
answer, `file.FIELD.SLOT` files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from starlette.datastructures import FormData, UploadFile

from api.asking import Asked
from api.problems import Problem
from api.routes.files import chunks_of, keep, stored_body
from domain.codec import to_data
from domain.offers import OfferedField

DEGREES = ("lat_deg", "lon_deg")
PLACE = ("address", "lat_deg", "lon_deg", "community", "grid", "object_id")
Read = Callable[[str, ZoneInfo], Any]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _map(text: str) -> dict[str, Any]:
    pairs = (line.partition("=") for line in _lines(text))
    return {name.strip(): _simple(value.strip()) for name, found, value in pairs if found}


def _simple(text: str) -> Any:
    if text in ("true", "false"):
        return text == "true"
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else text


def _whole(text: str) -> Any:
    """A number, or the text itself for the fact's own declaration to refuse."""
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) < 16 else text


def _degrees(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text


def _moment(text: str, zone: ZoneInfo) -> Any:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    return to_data(at if at.tzinfo else at.replace(tzinfo=zone))


READERS: dict[str, Read] = {
    "yes_no": lambda text, _: text == "true",
    "whole_number": lambda text, _: _whole(text),
    "moment": _moment,
    "texts": lambda text, _: _lines(text),
    "dates": lambda text, _: _lines(text),
    "choices": lambda text, _: _lines(text),
    "map": lambda text, _: _map(text),
}


def clean(form: FormData) -> None:
    """No NUL: a form does not pass the JSON parser, and no table holds it. Raises Problem."""
    for name, value in form.multi_items():
        if "\0" in name or (isinstance(value, str) and "\0" in value):
            raise Problem("malformed_form")


async def fields_of(ask: Asked, form: FormData, offered: Iterable[OfferedField]) -> dict[str, Any]:
    """The fact's fields that were filled in; files are stored on the way."""
    found: dict[str, Any] = {}
    for field in offered:
        value = await _value(ask, form, field)
        if value not in (None, "", [], {}):
            found[field.name] = value
    return found


async def _value(ask: Asked, form: FormData, field: OfferedField) -> Any:
    name = f"f.{field.name}"
    if field.kind == "place":
        return _place(form, name)
    if field.kind in ("file", "files"):
        files = await _files(ask, form, field.name)
        return files if field.kind == "files" else next(iter(files), None)
    if field.kind == "map" and (answers := _answers(form, f"{name}.is.")):
        return answers
    if field.kind == "map" and (ticked := texts(form, f"{name}.yes")):
        return dict.fromkeys(ticked, True)
    sent = texts(form, name)
    if field.kind in ("choices", "texts") and len(sent) > 1:
        return sent
    text = (sent[0] if sent else "").strip().replace("\r\n", "\n")
    reader = READERS.get(field.kind)
    return reader(text, ask.services.zone) if reader and text else text


def _answers(form: FormData, prefix: str) -> dict[str, bool]:
    """Questions that were answered one by one with yes or no."""
    said = ((name.removeprefix(prefix), text(form, name)) for name in form if name.startswith(prefix))
    return {name: answer == "true" for name, answer in said if answer}


def around_of(ask: Asked, form: FormData) -> dict[str, Any]:
    """What goes around the fact: for whom, and when it happened when that was noted offline."""
    principal, occurred = text(form, "on_behalf_of"), text(form, "occurred_at")
    found = {
        "on_behalf_of": principal,
        "occurred_at": _moment(occurred, ask.services.zone) if occurred else "",
    }
    return {name: value for name, value in found.items() if value}


def texts(form: FormData, name: str) -> list[str]:
    """Every text of a name."""
    return [value for value in form.getlist(name) if isinstance(value, str) and value.strip()]


def text(form: FormData, name: str) -> str:
    """The text of a name, empty when it was not sent."""
    return (texts(form, name) or [""])[0].strip()


def _place(form: FormData, name: str) -> dict[str, Any]:
    parts = {part: text(form, f"{name}.{part}") for part in PLACE}
    return {part: _degrees(value) if part in DEGREES else value for part, value in parts.items() if value}


async def _files(ask: Asked, form: FormData, field: str) -> list[dict[str, Any]]:
    """The files of a field, each in its slot, with when and where they were taken as typed."""
    about: dict[str, Any] = {}
    if taken := text(form, f"taken_at.{field}"):
        about["taken_at"] = _moment(taken, ask.services.zone)
    place = {part: text(form, f"taken_{part.removesuffix('_deg')}.{field}") for part in DEGREES}
    if any(place.values()):
        about["place"] = {part: _degrees(value) for part, value in place.items() if value}
    if reason := text(form, f"file_reason.{field}"):
        about["reason"] = reason
    found = []
    for name, upload in form.multi_items():
        if name.startswith(f"file.{field}.") and isinstance(upload, UploadFile) and upload.filename:
            stored = stored_body(await keep(ask, chunks_of(upload), {}))["file"]
            slot = name.removeprefix(f"file.{field}.")
            found.append({**stored, **about, **({"slot": slot} if slot else {})})
    return found
