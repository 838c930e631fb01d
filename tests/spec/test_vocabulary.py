"""Steps: every sentence has an example that means one thing, and every sentence is used."""

import re
from pathlib import Path

import pytest
from pytest_bdd.feature import get_feature

from features.gherkin_files import outlined
from features.steps_listing import listing, near, phrases, snippet
from features.vocabulary import Phrase, pattern_of

ROOT = Path(__file__).resolve().parents[2]
PHRASES = phrases()
FEATURES = sorted((ROOT / "features").rglob("*.feature"))


def told(phrase: Phrase) -> str:
    return f"{phrase.kind} {phrase.example}"


@pytest.mark.parametrize("phrase", PHRASES, ids=told)
def test_an_example_is_said_one_way_only(phrase: Phrase) -> None:
    fitting = [other for other in PHRASES if other.kind == phrase.kind and other.matches(phrase.example)]
    assert fitting == [phrase]
    assert phrase.meaning, "its first line says what the step means"


@pytest.mark.parametrize("path", FEATURES, ids=lambda path: path.name)
def test_steps_in_features_mean_one_thing(path: Path) -> None:
    feature = get_feature(str(path.parent), path.name)
    language = "en" if feature.language == "en" else "zh"
    for scenario in feature.scenarios.values():
        for step in (step for step in scenario.steps if "<" not in step.name):
            meant = [phrase for phrase in PHRASES if phrase.kind == step.type and phrase.matches(step.name)]
            assert [phrase.language for phrase in meant] == [language], f"{path.name}: {step.name}"


def test_every_step_is_used() -> None:
    parsed = [get_feature(str(path.parent), path.name) for path in FEATURES]
    steps = [step for feature in parsed for scenario in feature.scenarios.values() for step in scenario.steps]
    said = {phrase.template for phrase in PHRASES for step in steps if phrase.matches(step.name)}
    assert {phrase.template for phrase in PHRASES if phrase.language == "zh"} - said == set()


def test_few_strong_steps_serve_many_scenarios() -> None:
    texts = [path.read_text("utf-8") for path in FEATURES]
    scenarios = sum(len(outlined(text)) for text in texts)
    assert len({phrase.template for phrase in PHRASES if phrase.language == "zh"}) <= 46
    assert scenarios >= 50


@pytest.mark.parametrize(
    ("template", "spaced", "text", "fits"),
    [
        ("时间(为|到){moment}", False, "时间为“2026-01-05 09:00”", True),
        ("时间(为|到){moment}", False, '时间到 "2026-01-05 09:00"', True),
        ("时间(为|到){moment}", False, "时间是“2026-01-05 09:00”", False),
        ("{who}[代{principal}]{move:word}", False, "“甲”代“乙”签收", True),
        ("{who}[代{principal}]{move:word}", False, "“甲” 签收", True),
        ("{who}[代{principal}]{move:word}", False, "“甲” signs", False),
        ("被拒绝,提示{text}", False, "被拒绝\N{FULLWIDTH COMMA}提示“甲”", True),
        ("{n:number} reworks count", True, "2 reworks count", True),
        ("{n:number} reworks count", True, "two reworks count", False),
        ("it is {moment}", True, 'it is  "2026-01-05 09:00"', True),
        ("it is {moment}", True, 'itis "2026-01-05 09:00"', False),
    ],
)
def test_a_template_says_what_may_be_left_open(template: str, spaced: bool, text: str, fits: bool) -> None:
    assert (re.fullmatch(pattern_of(template, spaced=spaced), text) is not None) == fits


def test_the_listing_has_every_step_with_an_example() -> None:
    said = listing()
    assert all(phrase.example in said and phrase.meaning in said for phrase in PHRASES)
    assert said.index("假如 / 当 时间到") < said.index('Given / When it is "2026')


def test_the_nearest_step_is_found() -> None:
    assert near("“处置”时钟到期“2026-01-05 09:00”", "then", "zh")[0] == "“处置”时钟到期于“2026-10-08 09:30”"
    assert near('the case should be "Closed"', "then", "en")[0] == 'the case is "Being checked"'


def test_a_snippet_can_be_copied() -> None:
    space: dict[str, object] = {}
    exec("def around():\n" + snippet("then", "天“下”雨"), space)
    assert callable(space["around"])
