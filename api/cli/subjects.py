"""`bihuan subject …`: requests of people about data of their own, carried out by the steward of the office."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from api.bootstrap import build
from api.cli.console import Stop, out, out_json, say
from api.cli.places import OpenOffice, open_office
from api.cli.stewards import steward_of
from api.subjects import Carrier, carry_out, done_body, found_by, subject_body, wish_of
from domain.errors import FieldMissing

STDIN = "-"
DONE = {
    "restrict": "restricted: kept, and shown to nobody until released",
    "release": "released: shown again to those who may read them",
    "erase": "erased: the keys are destroyed, nobody reads them again",
}
BACKUPS = (
    "Backups of the database of keys that are older still hold the keys: they cannot be used to read anything here, "
    "but let them lapse within a week."
)


def run_show(subject: str, actor: str, *, as_json: bool) -> None:
    """Tell how data about somebody stand."""
    with open_office(quiet=as_json) as office:
        body = asyncio.run(_shown(office, subject, actor))
    if as_json:
        out_json(body)
        return
    live = [key for key in body["keys"] if key["erased_at"] is None]
    out(f"{subject}: {_standing(body)}")
    out(f"keys: {len(live)} in use, {len(body['keys']) - len(live)} destroyed")
    for one in body["requests"]:
        out(
            f"  {one['at']} {one['action']} by {one['by']}, {one['keys']} keys, #{one['position']}: {one['reason']}"
        )


def _standing(body: dict[str, Any]) -> str:
    if body["restricted"]:
        return "restricted"
    kept = "kept" if body["kept"] else "nothing is kept"
    return f"{kept}, erased {body['erased']} time(s)" if body["erased"] else kept


async def _shown(office: OpenOffice, subject: str, actor: str) -> dict[str, Any]:
    async with build(office.settings, dsn=office.dsn, jurisdiction=office.jurisdiction) as services:
        known = await services.engine.office()
        return await subject_body(services, subject, known.person(steward_of(known, actor)))


def run_find(phone: str, *, as_json: bool) -> None:
    """Tell under which ids a phone number came in."""
    number = sys.stdin.readline().strip() if phone == STDIN else phone
    if not any(char.isdigit() for char in number):
        raise Stop("This is no phone number: give its digits.", 2)
    with open_office(quiet=as_json) as office:
        found = asyncio.run(_found(office, number))
    if as_json:
        out_json({"subjects": found})
        return
    for subject in found:
        out(subject)
    if not found:
        say("This number came in under no id that is still kept.")


async def _found(office: OpenOffice, phone: str) -> list[str]:
    async with build(office.settings, dsn=office.dsn, jurisdiction=office.jurisdiction) as services:
        return await found_by(services, phone)


def run_action(action: str, subject: str, reason: str, actor: str, *, as_json: bool) -> None:
    """Carry a request out and tell what became of it."""
    try:
        wish_of(action, {"subject": subject, "reason": reason})
    except FieldMissing:
        raise Stop("Name the person by an id, and say why by --reason.", 2) from None
    with open_office(quiet=as_json) as office:
        body = asyncio.run(_carried_out(office, action, subject, reason, actor))
    if as_json:
        out_json(body)
        return
    out(f"{subject}: {DONE[action]} ({body['keys']} keys, #{body['position']})")
    if action == "erase":
        out(BACKUPS)


async def _carried_out(
    office: OpenOffice, action: str, subject: str, reason: str, actor: str
) -> dict[str, Any]:
    async with build(office.settings, dsn=office.dsn, jurisdiction=office.jurisdiction) as services:
        known = await services.engine.office()
        person = known.person(steward_of(known, actor))
        wish = wish_of(action, {"subject": subject, "reason": reason})
        event = await carry_out(services, wish, Carrier(person=person, door="cli", now=services.clock()))
        return done_body(event)
