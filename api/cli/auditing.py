"""`bihuan audit`: seal, verify, prove, export the transparency log of an office."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import NoReturn

import typer

from api.audit_places import AuditPlaces, audit_places, published_key, sealer_at, trusted_key
from api.cli.console import Stop, out, out_json, progress, say
from api.cli.failures import BAD_DATA, FAILED, PROOF_FAILS
from api.cli.places import open_office
from api.cli.witnessing import ask_all, witnesses_of
from api.settings import load_settings
from projections.transparency.checkpoints import open_checkpoint
from projections.transparency.findings import Missing, Report
from projections.transparency.folder import KEY, Folder
from projections.transparency.notes import Verifier, verifier_of
from projections.transparency.older_state import missing_of
from projections.transparency.proofs import NotSealed, prove
from projections.transparency.publishing import copy_log
from projections.transparency.store import Store, log_id_of
from projections.transparency.verifying import verify_database
from projections.transparency.verifying_files import verify_files
from workflows.log import connect

SHOWN = 50
"""Findings told one by one; `--json` has them all."""
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


@contextmanager
def audited() -> Iterator[tuple[AuditPlaces, Store]]:
    """The office's log and where it lies."""
    with open_office(quiet=True) as office, closing(connect(office.dsn)) as connection:
        places = audit_places(office.settings, office.jurisdiction, log_id_of(connection))
        yield places, Store(connection, office.jurisdiction)


def run_seal(*, as_json: bool) -> None:
    """Seal what is new, and tell where the log stands."""
    with audited() as (places, store):
        sealer = sealer_at(places, store)
        size = sealer.seal()
        wrong = ask_all(store, places, witnesses_of(load_settings())) if size else {}
        for told in wrong.values():
            say(f"Not signed along: {told}")
        if as_json:
            out_json(
                {"origin": places.origin, "size": size, "folder": str(places.folder), "unwitnessed": wrong}
            )
            return
        out(f"{places.origin}: {size} facts are sealed, in {places.folder}.")
        if size:
            out(f"Public key, to be handed out by another way: {published_key(places.published)}")
            say(f"Keep a backup of {places.key} apart from the database: no other key may sign this log.")


def run_verify(*, folder: Path | None, key: str, against: Path | None, as_json: bool) -> None:
    """Compute everything anew and leave with 5 when something was changed."""
    note = against.read_text("utf-8", "replace") if against else ""
    report, verifier = _of_files(folder, key, note) if folder else _of_database(key, note, quiet=as_json)
    if as_json:
        findings = [asdict(finding) for finding in report.findings]
        told = {"origin": report.origin, "key": str(verifier), "size": report.size, "head": report.head}
        missing = asdict(report.missing) if report.missing else None
        out_json({**told, "root": report.root.hex(), "findings": findings, "missing": missing})
    else:
        _tell(report, verifier, named=bool(key))
    if report.findings:
        raise typer.Exit(PROOF_FAILS)


def _of_files(path: Path, key: str, note: str) -> tuple[Report, Verifier]:
    if not path.is_dir():
        raise Stop(f"{path}: there is no such folder; name one that `bihuan audit export` made.", BAD_DATA)
    folder = Folder(path)
    verifier = verifier_of(key) if key else published_key(folder)
    with progress("Verifying") as bar:
        return verify_files(folder, verifier, against=note, tell=bar.tell), verifier


def _of_database(key: str, note: str, *, quiet: bool) -> tuple[Report, Verifier]:
    with audited() as (places, store), progress("Verifying", quiet=quiet) as bar:
        if not places.folder.is_dir() and store.last() is None:
            raise Stop("Nothing is sealed yet: `bihuan audit seal`, or `bihuan worker`, seals.", FAILED)
        verifier = trusted_key(places, key)
        report = verify_database(store, places.published, verifier, against=note, tell=bar.tell)
        missing = missing_of(store, places.published, verifier, report, against=note)
        return replace(report, missing=missing), verifier


def _tell(report: Report, verifier: Verifier, *, named: bool) -> None:
    if report.missing:
        _tell_missing(report.origin, report.missing)
    else:
        _tell_findings(report)
    if not named:
        say(
            f"Checked by the key {verifier}; compare it with the one that was handed out, or name that with --key."
        )


def _tell_missing(origin: str, missing: Missing) -> None:
    facts = f"{missing.facts} published facts after position {missing.after}"
    out(f"MISSING {facts}: an older state was restored; up to there everything is as it was published.")
    say(
        f"{origin}: restore a newer backup, or the journal since. When the facts are lost for good, "
        "`bihuan audit succeed --reason …` ends this log and begins another that says so."
    )


def _tell_findings(report: Report) -> None:
    for finding in report.findings[:SHOWN]:
        out(f"CHANGED {finding}")
    if len(report.findings) > SHOWN:
        out(f"… and {len(report.findings) - SHOWN} more; --json has them all.")
    unsealed = max(0, report.head - report.size)
    if not report.findings:
        out(f"{report.origin}: {report.size} facts are as they were sealed.")
        if unsealed:
            out(f"{unsealed} facts are newer than the last checkpoint and not sealed yet.")
    else:
        say(
            f"{report.origin}: something was changed ({len(report.findings)} findings in {report.size} facts)."
        )


def run_proof(event: str) -> None:
    """Print the proof of one fact."""
    if not _UUID.fullmatch(event):
        raise Stop(f"{event} is no id of a fact: take `event_id` from the history of a case.", BAD_DATA)
    with audited() as (places, store):
        index = store.index_of(event)
        if index is None:
            _not_sealed(event)
        try:
            proof = prove(places.published, published_key(places.published), index)
        except NotSealed:
            _not_sealed(event)
    out(str(proof).removesuffix("\n"))


def _not_sealed(event: str) -> NoReturn:
    raise Stop(
        f"No sealed fact has the id {event}: check it, or seal first with `bihuan audit seal`.", BAD_DATA
    )


def run_export(target: Path, *, as_json: bool) -> None:
    """Copy the published log into a folder that an auditor can take away."""
    with audited() as (places, _):
        source, copy = places.published, Folder(target)
        note = source.note()
        if note is None:
            raise Stop("Nothing is sealed yet: `bihuan audit seal`, or `bihuan worker`, seals.", FAILED)
        verifier = trusted_key(places, "")
        size = open_checkpoint(note, verifier).size
        copy.keep(KEY, f"{verifier}\n".encode())
        files = copy_log(source, copy, size, note) + 1
    if as_json:
        out_json({"origin": verifier.name, "size": size, "files": files, "folder": str(target)})
    else:
        out(f"{verifier.name}: {size} facts in {files} files, in {target}.")
        out(f"To check it: bihuan audit verify --dir {target} --key '{verifier}'")
