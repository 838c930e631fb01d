"""The guide to publishing a version, followed line by line in an office with a running case."""

import asyncio
import re
import shlex
import shutil
from pathlib import Path

import pytest

from tests.calendars import at
from tests.cli.conftest import ROOT
from tests.cli.reporting import report
from tests.cli.running import Bihuan
from tests.support.variants import HALVED

GUIDE = (ROOT / "docs" / "guides" / "publish-a-version.md").read_text("utf-8")
BLOCK = re.compile(r"^```\n(.*?)^```", re.MULTILINE | re.DOTALL)


def _edit(named: list[Path], *, raised: bool) -> None:
    """What somebody does in the editor: the extensions halved, and the numbers of all files raised."""
    for path in named:
        text = path.read_text("utf-8")
        for old, new in HALVED.items():
            text = text.replace(old, new)
        if raised:
            text = re.sub(r"(?m)^version = (\d+)$", lambda found: f"version = {int(found[1]) + 1}", text)
        path.write_text(text, "utf-8")


def _line(bihuan: Bihuan, line: str) -> str:
    """Run one line of the guide; what a program of ours says."""
    words = shlex.split(line)
    if words[0].endswith("bihuan"):
        ran = bihuan(*words[1:])
        assert ran.code == 0, (line, ran)
        return ran.out
    if words[0] == "mkdir":
        Path(words[1]).mkdir()
    elif words[0] == "cp":
        for word in words[1:-1]:
            shutil.copy(ROOT / word, words[-1])
    else:
        assert words[0] == "$EDITOR", line
        _edit(sorted(Path().glob(words[1])), raised=True)
    return ""


def test_every_command_of_the_guide_does_what_it_says(office: Bihuan, database: str) -> None:
    asyncio.run(report(database, at("2026-03-02 10:00")))
    told = {
        line: _line(office, line) for block in BLOCK.findall(GUIDE) for line in block.strip().splitlines()
    }
    by_command = {line.split("bihuan workflow ")[-1]: out for line, out in told.items() if "bihuan" in line}
    assert by_command["lint halved"] == "No problem found.\n"
    assert "(次): 2 → 1" in by_command["diff city_case halved/city_case.toml"]
    assert "没有案卷会有不同。" in by_command["what-if halved --from 2026-10-01"]
    published = by_command["publish halved --as steward-1"]
    assert [line.split("@")[0] for line in published.splitlines()] == [
        "city_case",
        "estate",
        "kitchen_fume",
        "metro_area",
        "river_bank",
    ]
    assert published.count("in force from now on") == 5
    assert "1 would move" in by_command["migrate city_case --dry-run --as steward-1"]
    assert "1 moved, 0 there already" in by_command["migrate city_case --as steward-1"]


@pytest.mark.parametrize("left_out", ["river_bank", "metro_area", "kitchen_fume", "estate"])
def test_a_copy_that_was_forgotten_is_named_by_lint(bihuan: Bihuan, left_out: str) -> None:
    _line(bihuan, "mkdir halved")
    for key in {"city_case", "river_bank", "metro_area", "kitchen_fume", "estate"} - {left_out}:
        _line(bihuan, f"cp workflows/catalogue/{key}.toml halved/")
    _line(bihuan, "$EDITOR halved/*.toml")
    bihuan.refuses("workflow", "lint", "halved", code=3, because=f"put a copy of {left_out}.toml")


def test_a_number_that_was_not_raised_is_named_by_lint(bihuan: Bihuan) -> None:
    _line(bihuan, "mkdir halved")
    _line(bihuan, "cp workflows/catalogue/city_case.toml halved/")
    assert bihuan("workflow", "lint", "halved").out == "No problem found.\n"
    _edit([Path("halved/city_case.toml")], raised=False)
    ran = bihuan.refuses("workflow", "lint", "halved", code=3, because="raise `version` to")
    assert "city_case.toml:5: version 4 of" in ran.out
