"""Commands for who writes workflows and specifications."""

from pathlib import Path

import pytest

from tests.cli.running import Bihuan

FEATURE = """# language: zh-CN
功能: 派遣
  场景: 没有的人不能受理
    当 "受理员 1" 上报
"""


def test_our_catalogue_has_no_problem(bihuan: Bihuan) -> None:
    assert bihuan("workflow", "lint").out == "No problem found.\n"


def test_every_problem_of_a_file_is_told_with_its_line(bihuan: Bihuan, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(
        'key = "own"\nversion = 1\nlabels = { zh = "自", en = "Own" }\nextends = "city_cas"\n', "utf-8"
    )
    ran = bihuan.refuses("workflow", "lint", str(file), code=3, because='did you mean "city_case"?')
    assert f"{file}:4:" in ran.out


@pytest.mark.parametrize(("language", "label"), [("zh", "待受理"), ("en", "Reported")])
def test_a_workflow_is_drawn_in_either_language(bihuan: Bihuan, language: str, label: str) -> None:
    drawn = bihuan("workflow", "render", "city_case", "--language", language).out
    assert drawn.startswith("stateDiagram-v2")
    assert label in drawn


def test_a_workflow_of_ones_own_is_drawn_or_its_problem_told(bihuan: Bihuan, tmp_path: Path) -> None:
    head = 'version = 1\nlabels = { zh = "自", en = "Own" }\n'
    (tmp_path / "own.toml").write_text(f'key = "own"\nextends = "city_case"\n{head}', "utf-8")
    assert "待受理" in bihuan("workflow", "render", "own", "--catalogue", str(tmp_path)).out
    (tmp_path / "bad.toml").write_text(f'key = "bad"\nextends = "nothing"\n{head}', "utf-8")
    bihuan.refuses("workflow", "render", "bad", "--catalogue", str(tmp_path), code=3, because="bad.toml:2:")


def test_benchmarks_are_listed(bihuan: Bihuan) -> None:
    assert bihuan("bench").code == 0


def test_steps_are_listed(bihuan: Bihuan) -> None:
    assert bihuan("spec", "--steps").code == 0


def test_options_of_pytest_go_on_to_it(bihuan: Bihuan, tmp_path: Path) -> None:
    file = tmp_path / "own.feature"
    file.write_text(FEATURE, "utf-8")
    nothing_selected = 5
    assert bihuan("spec", str(file), "--driver", "domain", "-q", "-k", "nothing").code == nothing_selected
