"""`bihuan demo`: makes the demo office once, prints its figures, then keeps database, API and worker running."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from api import event_loop, identity
from api.bootstrap import read_calendar, read_catalogue
from api.cli.console import Stop, out, out_json, progress, say
from api.cli.demo_database import Made, ensure_demo
from api.cli.init import read_checked
from api.cli.places import DEMO_DATABASE, Server, server
from api.cli.serving import free_address
from api.cli.supervisor import Child, Supervisor, ours
from api.demo.seeding import DemoPlan, seed
from api.demo.summary import told
from api.keys_places import keys_database, prepare_named_keys
from api.office_file import OfficeFile
from api.settings import Settings, environment_with, load_settings
from workflows.loader import Catalogue

OFFICE = Path(__file__).parents[1] / "offices" / "xiangfu.toml"
READY_S = 120.0
DEFAULTS = {"cases": 440, "seed": 1, "days": 60}


def run_demo(*, asked: Mapping[str, Any], serve: bool, host: str, port: int, as_json: bool) -> None:
    """Make or find the demo, tell its figures, serve it. `asked` are the options that were given."""
    started = monotonic()
    catalogue = read_catalogue(load_settings())
    office = read_checked(OFFICE, catalogue)
    settings = load_settings(timezone=office.timezone, office=office.code)
    plan = _plan(asked, settings)
    if serve:
        free_address(host, port)
    with server(settings, quiet=as_json) as found, keys_database(settings) as keys:
        prepare_named_keys(settings, found.admin)
        made = ensure_demo(
            found, plan.as_data(), _asked(asked), _seeder(settings, office, plan, quiet=as_json)
        )
        _tell(made, catalogue, as_json=as_json)
        if serve:
            _serve(found, settings, keys, host, port, started)


def _plan(asked: Mapping[str, Any], settings: Settings) -> DemoPlan:
    """What to make when there is no demo yet."""
    today = read_calendar(settings).local(identity.now()).date()
    until = _day(asked["until"]) if asked.get("until") else today - timedelta(days=1)
    if until >= today:
        raise Stop(
            f"--until {until} is not over yet: the demo's facts lie in the past; leave it out for yesterday.",
            2,
        )
    given = {name: asked[name] if asked.get(name) is not None else value for name, value in DEFAULTS.items()}
    return DemoPlan(**given, until=until)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Stop(f'--until "{text}" is no day: write it as 2026-11-24.', 2) from None


def _asked(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The options that were given, as they are kept with the data."""
    return {name: value for name, value in asked.items() if value not in (None, "")}


def _seeder(
    settings: Settings, office: OfficeFile, plan: DemoPlan, *, quiet: bool
) -> Callable[[str], dict[str, Any]]:
    def make(dsn: str) -> dict[str, Any]:
        if not quiet:
            say(
                f"Making the demo: {plan.cases} cases in {plan.days} days until {plan.until} (seed {plan.seed}) …"
            )
        with progress("Cases", quiet=quiet) as bar:
            return event_loop.run(seed(settings, dsn, office, plan, bar.tell))

    return make


def _tell(made: Made, catalogue: Catalogue, *, as_json: bool) -> None:
    if as_json:
        out_json({**made.figures, "database": made.dsn, "made_now": made.new})
        return
    out("Demo data, for ever: nobody and nothing in it is real.")
    labels = {key: loaded.labels for key, loaded in catalogue.workflows.items()}
    for line in told(made.figures, labels):
        out(line)


def _serve(found: Server, settings: Settings, keys: str, host: str, port: int, started: float) -> None:
    """Keep API and worker running until told to stop."""
    children = [
        Child("The API", ours("serve", "--host", host, "--port", str(port))),
        Child("The worker", ours("worker")),
    ]
    dsn = found.database(DEMO_DATABASE)
    named = environment_with(
        BIHUAN_DATABASE_URL=dsn,
        BIHUAN_KEYS_DATABASE_URL=keys,
        BIHUAN_OFFICE=settings.office,
        BIHUAN_TIMEZONE=settings.timezone,
        BIHUAN_DATA_DIR=str(settings.home),
    )
    say(
        f"Files: {settings.home / 'files'}. In another terminal this line tells commands where the demo is:\n"
        f"export BIHUAN_DATABASE_URL='{dsn}' BIHUAN_KEYS_DATABASE_URL='{keys}' BIHUAN_DATA_DIR='{settings.home}'"
    )
    url = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    Supervisor(children, named, say).run(lambda: _say_when_ready(url, started))


def _say_when_ready(url: str, started: float) -> None:
    """Wait until the lists show everything, then say where."""
    opener, end = build_opener(ProxyHandler({})), monotonic() + READY_S
    while monotonic() < end:
        try:
            with opener.open(f"{url}/readyz", timeout=2) as answer:
                followers = json.load(answer)["followers"]
        except (URLError, OSError, ValueError, KeyError):
            followers = []
        if followers and all(one["behind"] == 0 for one in followers):
            say(
                f"Ready after {monotonic() - started:.0f} s: {url} (Ctrl-C stops everything, the database last)"
            )
            return
        sleep(0.2)
    say(f"{url} is not ready yet: see what is said above; it goes on trying.")
