"""Words in two languages, and what to write instead of a wrong one."""

from __future__ import annotations

import re

import pytest

from domain.children import BY_HAND
from domain.facts.dispatch import RELATIONS
from domain.rules import RULES
from workflows.loader import Catalogue, Label, Labels
from workflows.loader.known import ASKS, Asks
from workflows.loader.problems import instead
from workflows.loader.words import NUMBER

NOTHING_ASKED = Asks()


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "甲"), ("zh-CN", "甲"), ("en", "A"), ("en-GB", "A"), ("fr", "甲")]
)
def test_a_label_speaks_english_or_chinese(language: str, said: str) -> None:
    assert Label("甲", "A").text(language) == said


def test_what_has_no_label_is_its_own() -> None:
    assert Labels().text("states", "nowhere") == "nowhere"
    assert Labels().field("case.filed", "grid") == "grid"
    assert Labels().value("channel", "web") == "web"


def test_a_field_is_named_by_its_fact_first(catalogue: Catalogue) -> None:
    labels = catalogue.labels

    assert labels.field("case.filed", "condition") == "立案条件"
    assert labels.field("case.closed", "condition", "en") == "Closing condition"
    assert labels.field("work.noted", "unit") == "计量单位"
    assert labels.field("case.dispatched", "unit") == "单位"


def test_a_value_is_named_by_its_field(catalogue: Catalogue) -> None:
    assert catalogue.labels.value("channel", "web") == "网页"
    assert catalogue.labels.value("method", "left") == "留置送达"
    assert catalogue.labels.value("outcome", "none", "en") == "None"


def test_a_refusal_says_what_must_hold_and_who_may(catalogue: Catalogue) -> None:
    labels = catalogue.labels

    assert labels.refusal("own_work").startswith("经办人不得核查本人案卷;")
    assert labels.refusal("two_officers_needed").startswith("执法人员不得少于两人;")
    assert labels.refusal("no_receipt", "en") == "The receiving body's receipt number is needed"
    assert labels.refusal("own_case", "en").endswith("; a shift leader without a hand in it may")


def test_a_refusal_tells_the_number_that_the_version_sets(catalogue: Catalogue) -> None:
    labels = catalogue.labels

    assert labels.condition("not_hot", "zh", {"hot_least_c": 63}) == "装车时中心温度须不低于63℃"
    assert labels.refusal("not_hot", "zh", {"hot_least_c": 63}).startswith("装车时中心温度须不低于63℃;")
    assert "at least 100 g" in labels.condition(
        "no_sample", "en", {"sample_least_g": 100, "sample_hours": 72}
    )
    assert "at least 72 hours" in labels.refusal(
        "no_sample", "en", {"sample_least_g": 100, "sample_hours": 72}
    )


def test_where_no_version_is_meant_a_number_is_told_by_its_name(catalogue: Catalogue) -> None:
    assert catalogue.labels.condition("not_hot") == "装车时中心温度须不低于“装车温度下限(℃)”℃"


def test_every_number_a_refusal_tells_is_one_its_rules_were_judged_by(catalogue: Catalogue) -> None:
    told: dict[str, set[str]] = {}
    for one in RULES.values():
        told.setdefault(one.code, set()).update(one.tells)
        assert set(one.tells) <= set(ASKS.get(one.name, NOTHING_ASKED).parameters)
    for code, label in catalogue.labels.sections["refusals"].items():
        for text in (label.zh, label.en):
            assert set(NUMBER.findall(text)) == told.get(code, set()), code


def test_a_refused_relation_names_those_that_may_be_drawn(catalogue: Catalogue) -> None:
    for language in ("zh", "en"):
        said = catalogue.labels.condition("relation_of_system", language).lower()
        names = {one: catalogue.labels.value("relation", one, language).lower() for one in RELATIONS}
        for relation in BY_HAND:
            assert names[relation] in said
        assert not {one for one in RELATIONS if one not in BY_HAND and names[one] in said}


AMOUNT = re.compile(
    r"\d|[一二两三四五六七八九十]+个?(工作日|自然日|日内|天|小时|分钟|米)"
    r"|\b(one|two|three|five|ten) (working )?(day|hour|met)"
)
FIXED_BY_LAW = {"confirm_window_over", "above_simple_limit"}


@pytest.mark.parametrize("section", ["refusals", "who_may"])
def test_a_refusal_holds_for_every_version_and_names_no_amount_that_one_may_set(
    catalogue: Catalogue, section: str
) -> None:
    said = [
        (code, text)
        for code, label in catalogue.labels.sections[section].items()
        for text in (label.zh, label.en)
    ]
    assert {code for code, text in said if AMOUNT.search(text)} <= FIXED_BY_LAW


@pytest.mark.parametrize(
    ("name", "known", "said"),
    [
        ("handel", ["handle", "promise"], 'did you mean "handle"?'),
        ("xyz", ["b", "a"], "write one of a, b"),
        ("xyz", [], "none exists yet, so define it first"),
        ("xyz", [f"name_{number}" for number in range(40)], "write one of the 40 that docs/reference lists"),
    ],
)
def test_what_to_write_instead(name: str, known: list[str], said: str) -> None:
    assert instead(name, known) == said
