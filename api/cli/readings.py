"""`bihuan readings`: what devices sent, and deleting it by date."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from api.bootstrap import build
from api.cli.console import Progress, Stop, out, out_json, progress
from api.cli.devices import require_device
from api.cli.moments import moment_named
from api.cli.places import OpenOffice, open_office
from domain.codec import to_data
from workflows.devices import listing, pruning


def run_readings(device: str, *, limit: int, factor: str, as_json: bool) -> None:
    """Tell the latest readings of a device."""
    with open_office(quiet=as_json) as office:
        found = asyncio.run(_readings(office, device, limit, factor))
    if as_json:
        out_json([to_data(one._asdict()) for one in found])
        return
    for one in found:
        values = " ".join(
            f"{name}={value}" + (f"[{flag}]" if flag != "N" else "")
            for name, (value, flag) in one.body["values"].items()
        )
        late = " late" if one.late else ""
        out(f"{to_data(one.measured_at)}  #{one.sequence}{late}  {one.mode}  {values}")
    if not found:
        out("No reading of it is here.")


async def _readings(office: OpenOffice, device: str, limit: int, factor: str) -> list[listing.Stored]:
    async with build(office.settings, dsn=office.dsn, jurisdiction=office.jurisdiction) as services:
        require_device(await services.engine.office(), device)
        wanted = listing.WantedReadings(device=device, factor=factor, limit=limit)
        return await listing.readings(services.log, wanted)


def run_prune(before: str, keep_days: int, *, dry_run: bool, as_json: bool) -> None:
    """Delete what was measured before a date."""
    if bool(before) == bool(keep_days):
        raise Stop("Say either --before DATE or --keep-days N.", 2)
    with open_office(quiet=as_json) as office, progress("readings", quiet=as_json) as bar:
        horizon, number = asyncio.run(_pruned(office, before, keep_days, bar, dry_run=dry_run))
    if as_json:
        out_json({"before": to_data(horizon), "readings": number, "dry_run": dry_run})
        return
    out(f"{number} readings measured before {to_data(horizon)} {'would go' if dry_run else 'deleted'}.")


async def _pruned(
    office: OpenOffice, before: str, keep_days: int, bar: Progress, *, dry_run: bool
) -> tuple[datetime, int]:
    async with build(office.settings, dsn=office.dsn, jurisdiction=office.jurisdiction) as services:
        now = services.clock()
        asked = moment_named(before, services.zone) if before else now - timedelta(days=keep_days)
        if asked > now:
            raise Stop("That is yet to come: name a date that is over.", 2)
        horizon = await pruning.horizon_of(services.log, asked)
        number, _ = await pruning.older(services.log, horizon)
        if not dry_run:
            number = await pruning.prune(services.log, horizon, lambda done: bar.tell(done, number))
        return horizon, number
