"""`bihuan device register`, `list` and `retry`."""

from __future__ import annotations

import asyncio
from pathlib import Path

from api.bootstrap import build
from api.cli.console import Stop, out, out_json
from api.cli.failures import BAD_DATA
from api.cli.places import OpenOffice, open_office
from api.cli.stewards import steward_of
from api.devices.register import Around, read_devices
from domain.codec import to_data
from domain.facts.sensing import DeviceChanged
from domain.office import Office
from workflows.devices import listing
from workflows.loader.problems import instead


def run_register(path: Path, actor: str, *, dry_run: bool, as_json: bool) -> None:
    """Tell the office of every device that is not there as the file says."""
    with open_office(quiet=as_json) as office:
        told, there = asyncio.run(_registered(office, path, actor, dry_run=dry_run))
    if as_json:
        out_json({"registered": [to_data(one) for one in told], "unchanged": there, "dry_run": dry_run})
        return
    for one in told:
        out(f"{one.device}: {one.name_zh} ({one.kind}){'' if one.active else ', out of service'}")
    out(f"{len(told)} devices {'would be registered' if dry_run else 'registered'}, {there} unchanged.")


async def _registered(
    office: OpenOffice, path: Path, actor: str, *, dry_run: bool
) -> tuple[list[DeviceChanged], int]:
    async with build(office.settings, dsn=office.dsn, jurisdiction=office.jurisdiction) as services:
        known = await services.engine.office()
        found = read_devices(path, Around(known, services.catalogue.sensing))
        told = [one for one in found if known.devices.get(one.device) != one]
        if told and not dry_run:
            await services.engine.tell_office(told, steward_of(known, actor), services.clock())
    return told, len(found) - len(told)


def run_list(*, as_json: bool) -> None:
    """Tell every device and how far its readings came."""
    with open_office(quiet=as_json) as office:
        known, marks = asyncio.run(_known(office))
    rows = [
        {**to_data(one), "mark": to_data(marks[one.device]._asdict()) if one.device in marks else None}
        for _, one in sorted(known.devices.items())
    ]
    if as_json:
        out_json(rows)
        return
    for row in rows:
        mark = row["mark"] or {}
        waits = f", waits since {mark['oldest_at']}" if mark.get("oldest_at") else ""
        silent = ", silent" if mark.get("silent_since") else ""
        state = "" if row["active"] else ", out of service"
        out(f"{row['device']}  {row['kind']}  heard {mark.get('heard_at') or 'never'}{waits}{silent}{state}")
    if not rows:
        out("No device is registered: `bihuan device register FILE`.")


async def _known(office: OpenOffice) -> tuple[Office, dict[str, listing.Mark]]:
    async with build(office.settings, dsn=office.dsn, jurisdiction=office.jurisdiction) as services:
        return await services.engine.office(), await listing.marks(services.log)


def require_device(known: Office, device: str) -> None:
    """Refuse a device that is not registered. Raises Stop."""
    if device not in known.devices:
        there = known.devices
        hint = instead(device, there) if there else "register it: `bihuan device register FILE`"
        raise Stop(f'There is no device "{device}"; {hint}.', BAD_DATA)


def run_retry(device: str, *, as_json: bool) -> None:
    """Put refused leads back to be opened; a worker does it."""
    with open_office(quiet=as_json) as office:
        number = asyncio.run(_retried(office, device))
    if as_json:
        out_json({"again": number})
        return
    out(f"{number} refused leads will be tried again by the worker.")


async def _retried(office: OpenOffice, device: str) -> int:
    async with build(office.settings, dsn=office.dsn, jurisdiction=office.jurisdiction) as services:
        if device:
            require_device(await services.engine.office(), device)
        return await listing.try_again(services.log, device)
