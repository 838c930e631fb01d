"""The program's commands by group. Each takes its options here or in `commands_*.py` and starts a module that works."""

from __future__ import annotations

import typer

from api.cli import (
    commands_audit,
    commands_backup,
    commands_calendar,
    commands_data,
    commands_devices,
    commands_export,
    commands_keys,
    commands_meals,
    commands_office,
    commands_subject,
    commands_tools,
    commands_versions,
)

EPILOG = (
    "Settings come from the environment or .env, prefix BIHUAN_; `bihuan doctor` shows them. "
    "Exit codes: 1 failed, 2 wrong command line, 3 wrong data, 4 digests differ, "
    "5 a proof fails, 6 the installation needs something."
)
app = typer.Typer(
    name="bihuan",
    help="闭环 · a workflow engine for the closed loop of a street office: every case from report to check.",
    epilog=EPILOG,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"bihuan {version('bihuan')}")
        raise typer.Exit


@app.callback()
def _root(
    _: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Show the version and leave."
    ),
) -> None:
    """闭环 · a workflow engine for the closed loop of a street office: every case from report to check."""


for name, command in (
    ("demo", commands_office.demo),
    ("init", commands_office.init),
    ("serve", commands_office.serve),
    ("worker", commands_office.worker),
    ("migrate", commands_office.migrate),
    ("doctor", commands_office.doctor),
    ("replay", commands_data.replay),
    ("rebuild", commands_data.rebuild),
    ("export", commands_export.export),
    ("spec", commands_tools.spec),
    ("bench", commands_tools.bench),
):
    settings = {"ignore_unknown_options": True} if name == "spec" else {}
    app.command(name, context_settings=settings)(command)

imports = typer.Typer(
    help="Take over what was reported or handled elsewhere.", rich_markup_mode=None, no_args_is_help=True
)
imports.command("reports")(commands_data.import_reports)
imports.command("history")(commands_data.import_history)
app.add_typer(imports, name="import")

workflows = typer.Typer(
    help="Check, draw, compare and exchange workflows.", rich_markup_mode=None, no_args_is_help=True
)
workflows.command("lint")(commands_tools.lint)
workflows.command("render")(commands_tools.render)
workflows.command("diff")(commands_versions.diff)
workflows.command("what-if")(commands_versions.what_if)
workflows.command("publish")(commands_versions.publish)
workflows.command("migrate")(commands_versions.migrate)
app.add_typer(workflows, name="workflow")

calendars = typer.Typer(
    help="The working days deadlines are counted by.", rich_markup_mode=None, no_args_is_help=True
)
calendars.command("publish")(commands_calendar.publish)
calendars.command("show")(commands_calendar.show)
app.add_typer(calendars, name="calendar")

meals = typer.Typer(help="Who is on the meal list.", rich_markup_mode=None, no_args_is_help=True)
meals.command("show")(commands_meals.show)
meals.command("put")(commands_meals.put)
meals.command("withdraw")(commands_meals.withdraw)
app.add_typer(meals, name="meals")

devices = typer.Typer(help="Devices and their tokens.", rich_markup_mode=None, no_args_is_help=True)
devices.command("register")(commands_devices.register)
devices.command("list")(commands_devices.show)
devices.command("retry")(commands_devices.retry)
tokens = typer.Typer(help="What devices prove themselves by.", rich_markup_mode=None, no_args_is_help=True)
tokens.command("issue")(commands_devices.issue)
tokens.command("revoke")(commands_devices.revoke)
tokens.command("list")(commands_devices.tokens)
devices.add_typer(tokens, name="token")
app.add_typer(devices, name="device")

readings = typer.Typer(help="What devices sent, beside the log.", rich_markup_mode=None, no_args_is_help=True)
readings.command("list")(commands_devices.readings)
readings.command("prune")(commands_devices.prune)
app.add_typer(readings, name="readings")

app.add_typer(commands_audit.audits, name="audit")
app.add_typer(commands_backup.backups, name="backup")
app.add_typer(commands_keys.keys, name="keys")
app.add_typer(commands_subject.subjects, name="subject")
