"""Help comes at once, and every command has some."""

import re
import subprocess
import sys

import pytest

from api.cli.app import app
from tests.cli.running import Bihuan

COMMANDS = [
    *(
        [name]
        for name in (
            "demo",
            "init",
            "serve",
            "worker",
            "migrate",
            "doctor",
            "replay",
            "rebuild",
            "export",
            "spec",
            "bench",
        )
    ),
    ["import", "reports"],
    ["workflow", "lint"],
    ["workflow", "render"],
    ["calendar", "publish"],
    ["calendar", "show"],
    ["meals", "show"],
    ["meals", "put"],
    ["meals", "withdraw"],
    ["device", "register"],
    ["device", "list"],
    ["device", "retry"],
    ["device", "token", "issue"],
    ["device", "token", "revoke"],
    ["device", "token", "list"],
    ["readings", "list"],
    ["readings", "prune"],
    ["audit", "seal"],
    ["audit", "verify"],
    ["audit", "proof"],
    ["audit", "export"],
    ["audit", "check"],
    ["audit", "succeed"],
    ["backup", "take"],
    ["backup", "list"],
    ["backup", "receive"],
    ["backup", "detach"],
    ["backup", "restore"],
    ["audit", "grants"],
    ["keys", "show"],
    ["keys", "rotate"],
    *(["subject", name] for name in ("show", "find", "restrict", "release", "erase")),
]


def test_every_command_is_in_the_list() -> None:
    names = {command.name for command in app.registered_commands}
    groups = {group.name for group in app.registered_groups}
    assert names | groups == {command[0] for command in COMMANDS}


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_each_command_explains_itself_with_an_example(bihuan: Bihuan, command: list[str]) -> None:
    ran = bihuan(*command, "--help")
    assert ran.code == 0
    text = " ".join(ran.out.split())
    assert f"Example: bihuan {' '.join(command)}" in text
    assert "--with-parent" not in text, "what only our own processes use is not shown"


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_help_line_is_cut_by_a_terminal(bihuan: Bihuan, command: list[str]) -> None:
    assert max(map(len, bihuan(*command, "--help").out.splitlines())) <= 100


def test_help_loads_nothing_heavy() -> None:
    looked = (
        "import sys; sys.argv = ['bihuan', '--help']\n"
        "from api.__main__ import main\n"
        "try:\n    main()\n"
        "except SystemExit:\n"
        "    heavy = {'psycopg', 'fastapi', 'eventsourcing', 'pydantic', 'transitions', 'jinja2', 'domain'}\n"
        "    sys.exit(','.join(sorted(heavy & sys.modules.keys())))"
    )
    ran = subprocess.run([sys.executable, "-c", looked], capture_output=True, text=True, check=False)
    assert ran.stderr.strip() == "", "imported before a command needs it"


def test_the_version_is_told(bihuan: Bihuan) -> None:
    assert re.fullmatch(r"bihuan \d+\.\d+.*", bihuan("--version").out.strip())


def test_the_program_also_runs_as_a_module() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "api", "--version"], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout.startswith("bihuan ")) == (0, True)
