"""`bihuan rebuild`: read models anew from the log, to replace what is live or to prove that it is right."""

from __future__ import annotations

import os
import socket
from collections.abc import Sequence
from contextlib import closing
from typing import Any

import typer

from api.cli.console import Stop, out, out_json, progress, say
from api.cli.failures import BAD_DATA
from api.cli.places import open_office
from api.read_models import READ_MODELS, named
from projections.books import Books
from projections.building import Headway
from projections.connecting import connect
from projections.projection import Projection
from projections.rebuild import Comparison, bring_up, compare, rebuild
from workflows.log import LogReader

DIFFERENT = 4


def run_rebuild(names: Sequence[str], *, compare: bool, as_json: bool) -> None:
    """Build these models, or compare them with what facts say."""
    try:
        models = named(names)
    except KeyError as error:
        there = ", ".join(projection.name for projection in READ_MODELS)
        raise Stop(f'There is no read model "{error.args[0]}": choose among {there}.', BAD_DATA) from None
    if compare:
        _report(_compared(models, quiet=as_json), as_json=as_json)
        return
    _rebuilt(models, quiet=as_json)
    if as_json:
        out_json({"rebuilt": [model.name for model in models]})
    else:
        out(f"Rebuilt: {', '.join(model.name for model in models)}.")


def _rebuilt(models: Sequence[Projection[Any]], *, quiet: bool) -> None:
    with open_office(quiet=quiet) as office, progress("Rebuilding", quiet=quiet) as bar:
        books, owner = Books(office.jurisdiction), _owner()
        with (
            closing(connect(office.dsn)) as connection,
            LogReader.open(office.dsn, office.jurisdiction) as log,
        ):
            bring_up(connection, books, log, READ_MODELS, owner=owner)
            rebuild(connection, books, log, models, owner=owner, tell=lambda h: _tell(bar, h))


def _compared(models: Sequence[Projection[Any]], *, quiet: bool) -> list[Comparison]:
    with open_office(quiet=quiet) as office, progress("Building beside", quiet=quiet) as bar:
        books = Books(office.jurisdiction)
        with (
            closing(connect(office.dsn)) as connection,
            LogReader.open(office.dsn, office.jurisdiction) as log,
        ):
            books.prepare(connection)
            return compare(connection, books, log, models, owner=_owner(), tell=lambda h: _tell(bar, h))


def _report(found: Sequence[Comparison], *, as_json: bool) -> None:
    if as_json:
        out_json([{**vars(one), "equal": one.equal} for one in found])
    else:
        for one in found:
            out(f"{one.model} at position {one.position}")
            out(f"  live    {one.live or 'none that this release can read: run `bihuan worker` first'}")
            verdict = "equal" if one.equal else "DIFFERENT" if one.live else "nothing to compare"
            out(f"  rebuilt {one.rebuilt}  {verdict}")
    if not all(one.equal for one in found):
        say(
            "A read model is not what the facts say: `bihuan rebuild NAME` replaces it. The facts themselves are safe."
            if any(one.live for one in found)
            else "There are no lists yet: `bihuan worker --once` fills them."
        )
        raise typer.Exit(DIFFERENT)


def _tell(bar: Any, headway: Headway) -> None:
    minutes, seconds = divmod(round(headway.seconds_left), 60)
    rate = f"{headway.events_per_s:,.0f}"
    bar.tell(headway.position, headway.head, f"  {rate} facts/s, {minutes}:{seconds:02} left")


def _owner() -> str:
    return f"{socket.gethostname()}/{os.getpid()}/rebuild"
