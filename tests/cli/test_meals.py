"""The meal list from the command line: put on it, told without what nobody needs to know, taken off."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.running import Bihuan

BY = ("--as", "steward-1")
ROWS = """
[meal_list.resident-7]
since = "2026-03-01"
until = "2026-12-31"
tier = "half"
family = ["resident-8"]
avoids = ["peanut"]

[meal_list.resident-9]
since = "2026-03-01"
until = "2026-03-31"
"""


def test_people_are_put_on_the_list_once_and_taken_off(office: Bihuan, tmp_path: Path) -> None:
    path = tmp_path / "march.toml"
    path.write_text(ROWS, "utf-8")

    assert office("meals", "put", str(path), *BY).out.startswith("2 put on the meal list, 0 on it")
    assert office("meals", "put", str(path), *BY).out.startswith("0 put on the meal list, 2 on it")
    told = json.loads(office("meals", "show", "--json").out)["meal_list"]
    rows = {row["person"]: row for row in told}
    assert rows["resident-7"]["tier"] == "half"
    assert rows["resident-9"]["until"] == "2026-03-31"
    assert "peanut" not in office("meals", "show").out

    assert office("meals", "withdraw", "resident-9", "--reason", "moved", *BY).code == 0
    assert "resident-9" not in office("meals", "show").out
    office.refuses(
        "meals", "withdraw", "resident-9", "--reason", "moved", *BY, code=3, because="not on the meal list"
    )
    office.refuses("meals", "withdraw", "resident-7", "--reason", "bored", *BY, code=2, because="no reason")


def test_everything_wrong_in_a_file_is_told_at_once_and_nobody_is_put_on_the_list(
    office: Bihuan, tmp_path: Path
) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(
        '[meal_list.resident-7]\nsince = "2026-13-01"\nuntil = "2026-03-01"\ntier = "all"\navoids = ["nut"]\n',
        "utf-8",
    )
    for told in ("bad_date", "unknown_tier", "unknown_avoids"):
        office.refuses("meals", "put", str(path), *BY, code=3, because=told)
    assert "resident-7" not in office("meals", "show").out
