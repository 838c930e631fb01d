"""Commands for devices and what they sent."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
As = Annotated[str, typer.Option("--as", help="The steward who does it; the only one by default.")]


def register(
    path: Annotated[Path, typer.Argument(help="A file with a table [devices.ID] for each device.")],
    actor: As = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check the file, change nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Register devices, or change what is registered; what stands there already is left as it is.

    Example: bihuan device register devices.toml
    """
    from api.cli.devices import run_register

    run_register(path, actor, dry_run=dry_run, as_json=as_json)


def show(as_json: AsJson = False) -> None:
    """List devices with their kind, when they were last heard and what waits to be judged.

    Example: bihuan device list
    """
    from api.cli.devices import run_list

    run_list(as_json=as_json)


def issue(
    device: Annotated[str, typer.Argument(help="Id of a registered device.")],
    actor: As = "",
    as_json: AsJson = False,
) -> None:
    """Issue a token to a device. It is shown this once; of its secret only a digest is kept.

    Example: bihuan device token issue ws-north-1
    """
    from api.cli.device_tokens import run_issue

    run_issue(device, actor, as_json=as_json)


def revoke(
    named: Annotated[str, typer.Argument(help="Id of a token, or of a device for all of its tokens.")],
    actor: As = "",
    as_json: AsJson = False,
) -> None:
    """Let a token in no more, from the next request on.

    Example: bihuan device token revoke ws-north-1
    """
    from api.cli.device_tokens import run_revoke

    run_revoke(named, actor, as_json=as_json)


def tokens(
    device: Annotated[str, typer.Argument(help="Id of a device; all by default.")] = "",
    as_json: AsJson = False,
) -> None:
    """List tokens: of which device, issued and revoked when and by whom.

    Example: bihuan device token list
    """
    from api.cli.device_tokens import run_tokens

    run_tokens(device, as_json=as_json)


def retry(
    device: Annotated[str, typer.Argument(help="Id of a device; all by default.")] = "",
    as_json: AsJson = False,
) -> None:
    """Have leads that were refused opened again, once what they were refused for is mended.

    Example: bihuan device retry ws-north-1
    """
    from api.cli.devices import run_retry

    run_retry(device, as_json=as_json)


def readings(
    device: Annotated[str, typer.Argument(help="Id of a device.")],
    limit: Annotated[int, typer.Option(min=1, max=5000, help="How many, the latest first.")] = 20,
    factor: Annotated[str, typer.Option(help="Only readings that have this factor.")] = "",
    as_json: AsJson = False,
) -> None:
    """List the latest readings of a device.

    Example: bihuan readings list ws-north-1 --factor w21003
    """
    from api.cli.readings import run_readings

    run_readings(device, limit=limit, factor=factor, as_json=as_json)


def prune(
    before: Annotated[
        str, typer.Option(help="Delete what was measured before this date, such as 2026-01-01.")
    ] = "",
    keep_days: Annotated[int, typer.Option(min=0, help="Keep so many days up to now instead.")] = 0,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count, delete nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Delete old readings, part by part. Leads and what alarms asked for stay; nothing that waits to be judged goes.

    Example: bihuan readings prune --keep-days 400
    """
    from api.cli.readings import run_prune

    run_prune(before, keep_days, dry_run=dry_run, as_json=as_json)
