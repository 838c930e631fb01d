"""How the features of this project are written: in the office's words, one promise a file, short."""

import re
from pathlib import Path
from typing import Any

import pytest
from gherkin.parser import Parser

from features.gherkin_files import flaws_of, language_of, outlined

ROOT = Path(__file__).resolve().parents[2]
FEATURES = sorted((ROOT / "features").rglob("*.feature"))
ENGLISH = {"auditor.en.feature", "dispatcher.en.feature"}
"""The two stories that are told in English too."""
MOST_STEPS, MOST_BACKGROUND = 7, 3
TECHNICAL = re.compile(r"(?i)\b(https?|json|api|sql|uuid|get|post|put|status|[a-z]+_[a-z_]+)\b|\b[45]\d\d\b")
QUOTED_CODE = re.compile(r"代码为“\w+”|, code \"\w+\"")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.fixture(params=FEATURES, ids=name_of)
def feature(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def test_there_are_features() -> None:
    assert len(FEATURES) >= 14


def test_a_feature_runs_as_it_reads(feature: Path) -> None:
    assert not flaws_of(feature), "\n".join(map(str, flaws_of(feature)))


def test_chinese_comes_first(feature: Path) -> None:
    language = language_of(feature.read_text("utf-8"))
    assert language == ("en" if feature.name in ENGLISH else "zh-CN")


def test_every_scenario_stands_under_a_rule_and_is_short(feature: Path) -> None:
    for scenario in outlined(feature.read_text("utf-8")):
        assert scenario.rule, f"{scenario.name} stands under no rule"
        assert len(scenario.steps) <= MOST_STEPS, f"{scenario.name} has {len(scenario.steps)} steps"


def test_a_background_is_short(feature: Path) -> None:
    document: Any = Parser().parse(feature.read_text("utf-8"))
    for child in document["feature"]["children"]:
        if "background" in child:
            assert len(child["background"]["steps"]) <= MOST_BACKGROUND


def test_features_speak_the_language_of_the_office(feature: Path) -> None:
    for number, line in enumerate(feature.read_text("utf-8").splitlines(), 1):
        found = TECHNICAL.findall(QUOTED_CODE.sub("", line))
        assert not found, f"{name_of(feature)}:{number} says {found}"


@pytest.mark.parametrize("heading", ["功能", "规则", "场景", "场景大纲", "背景", "例子", "Scenario"])
def test_a_full_width_colon_is_named_with_file_and_line(heading: str, tmp_path: Path) -> None:
    language = "en" if heading.isascii() else "zh-CN"
    path = tmp_path / "wide.feature"
    path.write_text(f"# language: {language}\n# 注释\n  {heading}\N{FULLWIDTH COLON} 甲\n", encoding="utf-8")
    flaws = flaws_of(path)
    assert str(flaws[0]).startswith(f"{path}:3: “{heading}”后用了全角冒号")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (
            "# language: zh-CN\n功能: 甲\n  场景: 乙\n    假如 时间为“2026-01-05 09:00”\n  场景: 乙\n    假如 丙\n",
            5,
            "同名",
        ),
        ("# language: zh-CN\n功能: 甲\n  场景: 乙\n", 3, "没有步骤"),
        ("# language: zh-CN\n功能: 甲\n  只有说明\n", 1, "没有场景"),
        ("# language: zh-CN\n这不是功能\n", 2, "expected"),
        ("# language: zh-XX\n功能: 甲\n", 1, "zh-XX"),
    ],
)
def test_what_gherkin_swallows_is_named_with_file_and_line(
    text: str, line: int, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "odd.feature"
    path.write_text(text, encoding="utf-8")
    flaw = flaws_of(path)[0]
    assert flaw.line == line
    assert said in flaw.message


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "gbk.feature"
    path.write_bytes("# language: zh-CN\n功能: 甲\n".encode("gbk"))
    assert "not UTF-8" in flaws_of(path)[0].message
