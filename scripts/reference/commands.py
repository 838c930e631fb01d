"""The page of the command line: every command with its options, as `--help` tells them.

The command objects are typer's own inner ones, so they are asked for what they have, not for what they are.
"""

from collections.abc import Iterator
from typing import Any

import typer

from api.cli.app import app
from scripts.reference.markdown import code, table

INTRODUCTION = """# 命令行 · Command line

Every command has `--help`. Errors are one sentence on standard error and say what to do next.
"""


def page() -> str:
    """Return the page."""
    root: Any = typer.main.get_command(app)
    return "\n\n".join(
        [INTRODUCTION.strip(), *_sections(root, root.make_context("bihuan", [], resilient_parsing=True))]
    )


def _sections(command: Any, context: Any) -> Iterator[str]:
    yield _section(command, context)
    if not hasattr(command, "list_commands"):
        return
    for name in command.list_commands(context):
        below = command.get_command(context, name)
        if not below.hidden:
            yield from _sections(below, below.make_context(name, [], parent=context, resilient_parsing=True))


def _section(command: Any, context: Any) -> str:
    usage = " ".join(command.collect_usage_pieces(context))
    parts = [
        f"## `{context.command_path}`",
        (command.help or "").strip(),
        code(f"{context.command_path} {usage}"),
    ]
    shown = (part for part in command.get_params(context) if not getattr(part, "hidden", False))
    rows = [_row(part, context) for part in shown if part.name not in ("help", "_")]
    if rows:
        parts.append(table(("option", "what for", "default"), rows))
    return "\n\n".join(part for part in parts if part)


def _row(part: Any, context: Any) -> tuple[str, str, str]:
    if part.param_type_name == "argument":
        return code(part.metavar or part.name.upper()), part.help or "", ""
    default = part.get_default(context)
    shown = "" if default in (None, False) or callable(default) else code(default)
    return ", ".join(map(code, (*part.opts, *part.secondary_opts))), part.help or "", shown
