"""What a what-if says about the demo's office: each count once, and everything by its name."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from api.cli.whatif_lines import Setting
from api.cli.whatif_words import labels_of, report_data, tell_report
from tests.calendars import PUBLISHED, SHANGHAI, at
from tests.demo.memory import Played, play
from tests.support.variants import changed_copy
from workflows.loader import Catalogue, catalogue_dir, load_catalogue, load_variant
from workflows.whatif import Compared, World, compare

CHECK = 'labels = { zh = "核查", en = "Check" }\nkind = "duty"\nlimit = { amount = 4'
HANDLE = (
    '[clocks.handle.ladder]\nreminder = { at = 50, tell = ["assignee"] }\n'
    'warning = { at = 80, tell = ["unit_head"] }\noverdue = { at = 100'
)
IDS = re.compile(r"^ {0,4}[0-9a-f]{8}-[0-9a-f-]{27}", re.MULTILINE)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue([catalogue_dir()]).required()


@pytest.fixture(scope="module")
def played() -> Played:
    return play(70)


@pytest.fixture(scope="module")
def compared(played: Played, tmp_path_factory: pytest.TempPathFactory) -> Compared:
    """Checks have less time, and handling is told of sooner."""
    folder: Path = tmp_path_factory.mktemp("other")
    changes = {CHECK: CHECK.replace("= 4", "= 1"), HANDLE: HANDLE.replace("at = 100", "at = 60")}
    variant = load_variant([catalogue_dir()], [changed_copy(folder, changes)])
    pinned = {workflow.digest: workflow for workflow in played.world.workflows.values()}
    other = {key: loaded.workflow for key, loaded in variant.workflows.items()}
    worlds = (World(one, pinned.__getitem__, lambda _: PUBLISHED) for one in ({}, other))
    return compare(played.events, *worlds, office=played.world.office, until=played.end)


def _said(
    compared: Compared,
    played: Played,
    catalogue: Catalogue,
    capsys: pytest.CaptureFixture[str],
    language: str,
) -> str:
    office = played.world.office
    tell_report(compared, Setting(played.world.cases, office, labels_of(catalogue), SHANGHAI, language))
    return capsys.readouterr().out


def test_counts_say_what_came_what_was_told_and_what_was_moved(
    compared: Compared, played: Played, catalogue: Catalogue, capsys: pytest.CaptureFixture[str]
) -> None:
    chinese = _said(compared, played, catalogue, capsys, "zh")
    data = report_data(compared, played.world.cases)
    row, rung = data["by_clock"]["check"], data["by_rung"]["handle"]["overdue"]
    assert row["would"] - row["really"] == row["late"] - row["in_time"] > 0
    assert "时钟超期次数(两边各计全部,只列不同者)" in chinese
    assert (
        f"check 核查:实 {row['really']} 次,会 {row['would']} 次;会超期 {row['late']} · 不再超期 0" in chinese
    )
    assert "阶梯到点次数(两边各计全部,只列不同者)" in chinese
    points, moved = rung["points"], rung["moved"]
    assert points["would"] > points["really"]
    assert f"handle 处置 · 已超期:到点 实 {points['really']} 次,会 {points['would']} 次;" in chinese
    assert f"办理 实 {moved['really']} 次,会 {moved['would']} 次;{rung['cases']} 件有不同" in chinese
    english = _said(compared, played, catalogue, capsys, "en")
    assert "How often rungs came (all in either world; only those that differ)" in english


def test_units_posts_and_cases_go_by_their_names(
    compared: Compared, played: Played, catalogue: Catalogue, capsys: pytest.CaptureFixture[str]
) -> None:
    said = _said(compared, played, catalogue, capsys, "zh")
    assert not IDS.search(said)
    told = {name for line in re.findall("告知 (.+)$", said, re.MULTILINE) for name in line.split(", ")}
    assert told
    office = played.world.office
    assert not told & set(office.posts)
    assert not {name.rpartition(" ")[2] for name in told} & set(office.units)
    assert any(name.startswith("承办单位负责人 · ") for name in told)


def test_a_clock_that_rests_is_not_said_to_run(
    compared: Compared, played: Played, catalogue: Catalogue, capsys: pytest.CaptureFixture[str]
) -> None:
    begun = compared.late[0]
    resting = replace(begun, ended_at=None, paused_at=at("2026-11-20 10:00"))
    running = replace(begun, ended_at=None)
    said = _said(Compared(late=[begun, resting, running], until=played.end), played, catalogue, capsys, "zh")
    ends = [line.rpartition(",")[2] for line in said.splitlines() if "到期 " in line]
    assert ends[0].startswith("止于 20")
    assert ends[1:] == ["自 2026-11-20 10:00 起停表", "仍在走"]
