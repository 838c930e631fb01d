"""`bihuan migrate`: the database and its schema, brought to what this version needs."""

from __future__ import annotations

from api.cli.console import out, out_json
from api.cli.places import some_database
from api.keys_places import prepare_named_keys
from api.migrate import migrate
from api.postgres import require_fit
from api.settings import load_settings


def run_migrate(*, as_json: bool) -> None:
    """Apply what is missing and say what it was."""
    settings = load_settings()
    with some_database(settings, quiet=as_json) as dsn:
        require_fit(dsn)
        applied = migrate(dsn)
        prepare_named_keys(settings, dsn)
    if as_json:
        out_json({"applied": applied})
        return
    out(f"Applied: {', '.join(applied)}." if applied else "The database is up to date.")
