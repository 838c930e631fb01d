"""Commands for auditors: the transparency log (seal, verify, prove, export), and the history judged again (check)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]

audits = typer.Typer(
    help="Prove that nothing of the history was changed, and that every step of it was legal.",
    rich_markup_mode=None,
    no_args_is_help=True,
)


@audits.command()
def seal(as_json: AsJson = False) -> None:
    """Seal every fact that is new, as `bihuan worker` does every second. The first seal makes the signing key.

    Refuses (exit code 5) to sign what does not go on from what was signed or published before.

    Example: bihuan audit seal
    """
    from api.cli.auditing import run_seal

    run_seal(as_json=as_json)


@audits.command()
def verify(
    folder: Annotated[
        Path | None,
        typer.Option("--dir", help="A folder made by `audit export`: checked without a database."),
    ] = None,
    key: Annotated[
        str, typer.Option(help="The public key that was handed out; else the one that lies with the log.")
    ] = "",
    against: Annotated[
        Path | None,
        typer.Option(help="A checkpoint file kept elsewhere: it must be a beginning of this log."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compute everything anew and compare: facts, leaves, signed heads, published files.

    Leaves with exit code 5 when something was changed, naming each position with its column, file or checkpoint, and
    when an older state was restored, telling how many published facts are missing after which position.

    Example: bihuan audit verify --dir /media/audit-2026-11 --key 'bihuan.local/330105009/1a2b3c4d+…'
    """
    from api.cli.auditing import run_verify

    run_verify(folder=folder, key=key, against=against, as_json=as_json)


@audits.command()
def proof(
    event: Annotated[str, typer.Argument(help="Id of a fact: `event_id` in the history of a case.")],
) -> None:
    """Print the proof that a fact is in the log, to be checked without a network (C2SP tlog-proof).

    Example: bihuan audit proof 01939f5e-0000-7000-8000-000000000001 > fact.tlog-proof
    """
    from api.cli.auditing import run_proof

    run_proof(event)


@audits.command()
def export(
    target: Annotated[
        Path, typer.Argument(metavar="DIR", help="An empty folder, or one with an older copy.")
    ],
    as_json: AsJson = False,
) -> None:
    """Copy the published log (C2SP tlog-tiles) and its public key into a folder that an auditor can take away.

    Example: bihuan audit export /media/audit-2026-11
    """
    from api.cli.auditing import run_export

    run_export(target, as_json=as_json)


@audits.command()
def succeed(
    reason: Annotated[str, typer.Option(help="Why: signed and published with the log that begins.")] = "",
) -> None:
    """End a log that cannot go on because facts it published are lost for good, and begin another that says so.

    Stop `bihuan serve` and `bihuan worker` first. Refused while the log can go on; look for a newer backup before.

    Example: bihuan audit succeed --reason "disk lost on 2026-11-29, restored from the base of that night"
    """
    from api.cli.succeeding import run_succeed

    run_succeed(reason)


@audits.command()
def grants(as_json: AsJson = False) -> None:
    """List who asked to read which case beyond the rights of his post, who opened it, and until when.

    Example: bihuan audit grants
    """
    from api.cli.granting import run_grants

    run_grants(as_json=as_json)


@audits.command()
def check(
    case: Annotated[str, typer.Option(help="Id or number of one case; without one, the whole log.")] = "",
    since: Annotated[str, typer.Option(help="Judge what was recorded from this moment on.")] = "",
    until: Annotated[str, typer.Option(help="Judge nothing that was recorded later than this moment.")] = "",
    report_as: Annotated[
        str,
        typer.Option(help="Report each step that was not legal as a case, once, in the name of this person."),
    ] = "",
    language: Annotated[str, typer.Option(help="zh or en.")] = "zh",
    as_json: AsJson = False,
) -> None:
    """Judge every recorded step again and name those that were not legal then. Exit code 5 when there are any.

    Each is judged by the version its case is pinned to, and by the posts and the calendar of that place in the log:
    move, post, evidence, rules, deadlines, and that nobody checks or closes a case of his own.

    Example: bihuan audit check --since 2026-10-01
    """
    from api.cli.conforming import Asked, run_check

    asked = Asked(
        case=case, since=since, until=until, language=language, as_json=as_json, report_as=report_as
    )
    run_check(asked)
