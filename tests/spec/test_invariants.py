"""`bihuan spec features/invariants --driver=history`: an office's own record keeps the laws, a changed one does not."""

import asyncio
from pathlib import Path
from shutil import copytree

import psycopg
import pytest

from api.demo.seeding import DemoPlan, seed
from api.settings import Settings
from tests.cli.conftest import XIANGFU
from tests.cli.offices import read
from tests.demo.memory import UNTIL
from tests.spec.running import ROOT, feature, spec
from tests.support.postgres import keys_of

PLAN = DemoPlan(cases=20, seed=5, days=20, until=UNTIL)


@pytest.fixture
def office(database: str, tmp_path: Path) -> dict[str, str]:
    """A small demo with its history, as the settings name it."""
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute("SELECT bihuan.mark_as_demo()")
    settings = Settings(data_dir=tmp_path / "files", office="330105009", keys_database_url=keys_of(database))
    asyncio.run(seed(settings, database, read(XIANGFU), PLAN, lambda _, __: None))
    return {"BIHUAN_DATABASE_URL": database, "BIHUAN_DATA_DIR": str(tmp_path / "files")}


def test_the_demos_record_keeps_every_invariant_and_a_changed_one_does_not(
    office: dict[str, str], tmp_path: Path
) -> None:
    copytree(ROOT / "features" / "invariants", tmp_path / "invariants")
    kept = spec(tmp_path, "invariants", "--driver=history", **office)
    assert (kept.code, "7 passed" in kept.text) == (0, True), kept.text

    with psycopg.connect(office["BIHUAN_DATABASE_URL"]) as owner:
        owner.execute("SET LOCAL session_replication_role = replica")
        owner.execute(
            "UPDATE bihuan.events AS checked SET metadata = jsonb_set(checked.metadata, '{actor}',"
            " done.metadata -> 'actor') FROM bihuan.events AS done WHERE done.stream_id = checked.stream_id"
            " AND done.topic = 'work.reported' AND checked.topic = 'check.passed'"
        )
    broken = spec(tmp_path, "invariants", "--driver=history", "-v", **office)
    assert broken.code == 1
    assert "没有人核查自己处置的案卷[history] FAILED" in broken.text
    assert "经手过本案,却核查或关闭了它" in broken.text
    assert "每一次退回都有理由和再派遣[history] PASSED" in broken.text


def test_what_cannot_be_asked_of_a_record_is_told(office: dict[str, str], tmp_path: Path) -> None:
    feature(
        tmp_path,
        "# language: zh-CN\n@history\n功能: 试一试\n\n"
        "  场景: 没有这样的毛病\n    那么 记录中没有一步“太慢”\n\n"
        "  场景: 不能在里面办事\n    假如 一件“暴露垃圾”案卷处于“核查中”\n",
    )
    run = spec(tmp_path, "tried.feature", "--driver=history", **office)
    assert "核查或关闭了自己经手的案卷" in run.text
    assert "only looked at" in run.text
    nowhere = spec(
        tmp_path,
        "tried.feature",
        "--driver=history",
        **{**office, "BIHUAN_DATABASE_URL": "host=nowhere.invalid"},
    )
    assert nowhere.code == 1
    assert "Traceback" not in nowhere.text
