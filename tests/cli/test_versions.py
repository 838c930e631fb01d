"""Commands for a new version of a workflow, on files alone."""

import json
from pathlib import Path

from tests.calendars import CALENDAR_FILE
from tests.cli.running import Bihuan
from workflows.loader import catalogue_dir

BASE = catalogue_dir() / "city_case.toml"


def _changed(folder: Path, old: str, new: str) -> Path:
    text = BASE.read_text("utf-8")
    assert old in text
    path = folder / "city_case.toml"
    path.write_text(text.replace(old, new), "utf-8")
    return path


def test_a_changed_file_is_compared_with_ours(bihuan: Bihuan, tmp_path: Path) -> None:
    changed = _changed(tmp_path, "reopen_window_days = 30", "reopen_window_days = 20")
    ran = bihuan("workflow", "diff", "city_case", str(changed), "--json")
    data = json.loads(ran.out)
    assert (ran.code, data["counts"]) == (0, {"parameters": {"changed": 1}})
    assert data["from"]["digest"] != data["to"]["digest"]
    assert "30 → 20" in bihuan("workflow", "diff", "city_case", str(changed)).out


def test_nothing_differs_from_itself(bihuan: Bihuan) -> None:
    assert bihuan("workflow", "diff", "city_case", "city_case").out.endswith("没有差别。\n")


def test_what_cannot_be_compared_is_told(bihuan: Bihuan, tmp_path: Path) -> None:
    bihuan.refuses("workflow", "diff", "city_cas", "city_case", code=3, because="city_case")
    bihuan.refuses("workflow", "diff", "gone.toml", "city_case", code=3, because="no such file")
    bad = _changed(tmp_path, 'unit = "work_hour"', 'unit = "fortnight"')
    bihuan.refuses("workflow", "diff", str(bad), "city_case", code=3, because="fortnight")
    bihuan.refuses("workflow", "diff", "city_case", "city_case", "--language", "fr", code=2, because="fr")


def test_versions_of_the_database_are_named_by_number_or_digest(office: Bihuan) -> None:
    by_number = office("workflow", "diff", f"city_case@{_ours()}", "city_case")
    assert by_number.out.endswith("没有差别。\n")
    digest = json.loads(office("workflow", "diff", "city_case", "city_case", "--json").out)["to"]["digest"]
    assert office("workflow", "diff", digest[:12], "city_case").code == 0
    office.refuses("workflow", "diff", "city_case@99", "city_case", code=3, because="no version")


def test_two_versions_of_the_database_differ_by_names(office: Bihuan, tmp_path: Path) -> None:
    text = (catalogue_dir() / "root_cause.toml").read_text("utf-8")
    own = 'en = "Name the owner" }\nkind = "duty"\nlimit = { amount = 3'
    path = tmp_path / "root_cause.toml"
    path.write_text(
        text.replace(own, own.replace("= 3", "= 2")).replace("version = 2\n", "version = 3\n"), "utf-8"
    )
    assert office("workflow", "publish", str(path), "--as", "steward-1").code == 0
    said = office("workflow", "diff", "root_cause@2", "root_cause@3").out
    assert "~ own 定责 · limit: 3 work_day (D) → 2 work_day (D)" in said


def _ours() -> int:
    line = next(line for line in BASE.read_text("utf-8").splitlines() if line.startswith("version = "))
    return int(line.split()[-1])


def test_what_if_says_what_it_needs(office: Bihuan, tmp_path: Path) -> None:
    office.refuses("workflow", "what-if", code=2, because="--calendar")
    office.refuses("workflow", "what-if", str(tmp_path / "gone"), code=3, because="no such file or folder")
    office.refuses("workflow", "what-if", str(tmp_path), "--from", "soon", code=2, because="no moment")
    bad = _changed(tmp_path, 'unit = "work_hour"', 'unit = "fortnight"')
    office.refuses("workflow", "what-if", str(bad), code=3, because="fortnight")
    calendar = catalogue_dir() / "calendar" / "cn-2024-2027.toml"
    assert "没有案卷会有不同。" in office("workflow", "what-if", "--calendar", str(calendar)).out


def test_a_folder_without_workflow_files_is_no_good_news(office: Bihuan, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "README.md").write_text("nothing yet", "utf-8")
    for command in (("lint",), ("what-if",), ("publish",)):
        ran = office.refuses(
            "workflow", *command, str(empty), code=3, because="there is no workflow file in this folder"
        )
        assert (str(empty) in ran.err, ran.out) == (True, "")


def test_a_folder_with_a_calendar_alone_is_tried(office: Bihuan, tmp_path: Path) -> None:
    (tmp_path / "calendar").mkdir()
    (tmp_path / "calendar" / "cn.toml").write_text(CALENDAR_FILE.read_text("utf-8"), "utf-8")
    assert "没有案卷会有不同。" in office("workflow", "what-if", str(tmp_path)).out


def test_a_window_that_ends_before_it_begins_is_refused(office: Bihuan) -> None:
    window = ("--from", "2026-11-02", "--until", "2026-11-01")
    calendar = ("--calendar", str(CALENDAR_FILE))
    office.refuses("workflow", "what-if", *calendar, *window, code=2, because="--from is later than --until")
