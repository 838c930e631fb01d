"""A user's mistake is told in a sentence with what to do, and leaves with its code; never with a traceback."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from api.cli.console import Stop
from api.cli.failures import BY_NAME, load, told
from tests.cli.conftest import XIANGFU
from tests.cli.running import Bihuan

NO_SERVER = "host=127.0.0.1 port=1 dbname=none connect_timeout=2"


@pytest.mark.parametrize(
    ("arguments", "because"),
    [
        (["demo", "--cases", "many"], "valid integer"),
        (["demo", "--cases", "0"], "greater than or equal to 1"),
        (["serve", "--port", "99999"], "less than or equal to 65535"),
        (["serve", "--prot", "1"], "No such option"),
        (["replay", "--basis", "guessed"], "choose recorded or occurred"),
        (["replay", "--at", "yesterday"], "write it as"),
        (["replay", "--at", "2026-10-01", "--position", "3"], "not both"),
        (["demo", "--until", "soon"], "is no day"),
        (["demo", "--until", "2999-01-01"], "not over yet"),
        (["fly"], "No such command"),
        (["import", "reports"], "Missing"),
        (["workflow", "render", "city_case", "--language", "fr"], "choose zh or en"),
    ],
)
def test_a_wrong_command_line_leaves_with_two(bihuan: Bihuan, arguments: list[str], because: str) -> None:
    bihuan.refuses(*arguments, code=2, because=because)


@pytest.mark.parametrize(
    ("arguments", "because"),
    [
        (["init", "nowhere.toml"], "nowhere.toml:0: the file cannot be read"),
        (["workflow", "lint", "nowhere.toml"], "there is no such file or folder"),
        (["workflow", "render", "city_cas"], 'did you mean "city_case"?'),
        (["spec", "nowhere.feature"], "there is no such feature file"),
        (["spec", "--catalogue", "nowhere"], "there is no such folder"),
        (["rebuild", "bord"], "choose among board, timeline, closed_loop"),
        (["bench", "nothing"], "There is no benchmark"),
        (["import", "reports", "a.csv", "--mapping", "nowhere.toml"], "the file cannot be read"),
    ],
)
def test_what_is_not_there_is_named(bihuan: Bihuan, arguments: list[str], because: str) -> None:
    bihuan.refuses(*arguments, code=3, because=because)


@pytest.mark.parametrize("command", ["serve", "worker", "replay", "rebuild"])
def test_a_database_without_an_office_says_what_comes_first(on_database: Bihuan, command: str) -> None:
    on_database.refuses(command, code=1, because="`bihuan init OFFICE.toml` sets one up")


@pytest.mark.parametrize("command", [["migrate"], ["replay"], ["init", str(XIANGFU)], ["demo", "--no-serve"]])
def test_a_database_that_is_away_is_told_in_a_sentence(
    bihuan: Bihuan, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.setenv("BIHUAN_DATABASE_URL", NO_SERVER)
    monkeypatch.setenv("BIHUAN_KEYS_DATABASE_URL", NO_SERVER)
    ran = bihuan.refuses(*command, code=1, because="The database does not answer")
    assert len(ran.err.strip().splitlines()) <= 2, ran.err


def test_an_unknown_setting_is_refused_by_name(bihuan: Bihuan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIHUAN_OFICE", "x")
    bihuan.refuses("migrate", code=1, because="did you mean BIHUAN_OFFICE?")


def test_a_port_in_use_is_found_out_before_the_demo_is_made(bihuan: Bihuan) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        bihuan.refuses("demo", "--port", port, code=1, because="choose another --host or --port")


def test_every_failure_in_the_table_is_a_class_that_is_there() -> None:
    assert all(issubclass(load(name), Exception) for name in BY_NAME)


@pytest.mark.parametrize(
    ("error", "because"),
    [
        (FileNotFoundError(2, "No such file", "a.csv"), "a.csv: there is no such file"),
        (IsADirectoryError(21, "Is a directory", "a"), "a: this is a folder; name the file in it"),
        (PermissionError(13, "Permission denied", "a.csv"), "a.csv: this account may not use it"),
        (OSError(28, os.strerror(28), "a.csv"), "make room"),
        (OSError(98, os.strerror(98)), "choose another --host or --port"),
        (Stop("So it is.", 9), "So it is."),
    ],
)
def test_what_the_system_says_is_told_in_our_words(error: Exception, because: str) -> None:
    found = told(error)
    assert found is not None
    assert because in str(found)


@pytest.mark.parametrize("error", [ValueError("a bug"), OSError(5, "Input/output error")])
def test_a_bug_is_not_passed_off_as_a_mistake(error: Exception) -> None:
    assert told(error) is None


def test_a_reader_that_leaves_early_is_no_failure_to_tell(tmp_path: Path) -> None:
    shown = subprocess.Popen(
        [sys.executable, "-m", "api", "workflow", "render", "city_case"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
    )
    assert shown.stdout is not None
    assert shown.stderr is not None
    shown.stdout.close()
    assert shown.wait(30) == 1
    assert shown.stderr.read() == b""
    shown.stderr.close()
