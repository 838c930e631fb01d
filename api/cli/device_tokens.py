"""`bihuan device token`: what devices prove themselves by."""

from __future__ import annotations

import asyncio

from api.bootstrap import build
from api.cli.console import Stop, out, out_json, say
from api.cli.devices import require_device
from api.cli.failures import BAD_DATA
from api.cli.places import OpenOffice, open_office
from api.cli.stewards import steward_of
from api.devices.tokens import Proof, new_proof
from domain.codec import to_data
from workflows.devices import tokens


def run_issue(device: str, actor: str, *, as_json: bool) -> None:
    """Make a token and show it this once."""
    with open_office(quiet=as_json) as office:
        proof = asyncio.run(_issued(office, device, actor))
    if as_json:
        out_json({"device": device, "token": proof.token, "text": proof.text})
        return
    say(f"Token {proof.token} of {device}; keep it now, it is not shown again:")
    out(proof.text)


async def _issued(office: OpenOffice, device: str, actor: str) -> Proof:
    async with build(office.settings, dsn=office.dsn, jurisdiction=office.jurisdiction) as services:
        known = await services.engine.office()
        require_device(known, device)
        proof = new_proof()
        by = steward_of(known, actor)
        await tokens.issue(services.log, proof.token, proof.secret, device, by, services.clock())
        return proof


def run_revoke(named: str, actor: str, *, as_json: bool) -> None:
    """Let a token, or all of a device, in no more."""
    with open_office(quiet=as_json) as office:
        revoked = asyncio.run(_revoked(office, named, actor))
    if not revoked:
        raise Stop(
            f'No token in force is named "{named}" or of such a device; `bihuan device token list` tells.',
            BAD_DATA,
        )
    if as_json:
        out_json({"revoked": revoked})
        return
    out(f"Revoked: {', '.join(revoked)}")


async def _revoked(office: OpenOffice, named: str, actor: str) -> list[str]:
    async with build(office.settings, dsn=office.dsn, jurisdiction=office.jurisdiction) as services:
        by = steward_of(await services.engine.office(), actor)
        return await tokens.revoke(services.log, named, by, services.clock())


def run_tokens(device: str, *, as_json: bool) -> None:
    """Tell every token there ever was."""
    with open_office(quiet=as_json) as office:
        found = asyncio.run(_tokens(office, device))
    if as_json:
        out_json([to_data(one._asdict()) for one in found])
        return
    for one in found:
        ended = f", revoked {to_data(one.revoked_at)} by {one.revoked_by}" if one.revoked_at else ""
        out(f"{one.token}  {one.device}  issued {to_data(one.issued_at)} by {one.issued_by}{ended}")
    if not found:
        out("No token was issued: `bihuan device token issue DEVICE`.")


async def _tokens(office: OpenOffice, device: str) -> list[tokens.Token]:
    async with build(office.settings, dsn=office.dsn, jurisdiction=office.jurisdiction) as services:
        return await tokens.tokens(services.log, device)
