"""Every code has a status and words in both languages; no answer can carry one that has not."""

import pytest

from api.pages.docs_page import known_codes
from api.pages.refusals import FIELD_PROBLEMS
from api.problem_handlers import as_problem
from api.problem_texts import TEXTS
from api.problems import problem_body, status_of, words_of
from domain.errors import RuleBroken
from domain.rules import RULES
from workflows.loader import Labels, catalogue_dir, load_catalogue

STATUSES = {"role_missing": 403, "field_missing": 422, "stale_version": 412, "not_found": 404}


@pytest.fixture(scope="module")
def words() -> Labels:
    return load_catalogue([catalogue_dir()]).labels


@pytest.mark.parametrize("code", known_codes())
def test_a_code_has_words_in_both_languages(code: str, words: Labels) -> None:
    chinese, english = words_of(code, "zh", words), words_of(code, "en", words)

    assert all(chinese)
    assert all(english)
    assert code not in (chinese[0], english[0]), "a code is no title"
    assert any("\u4e00" <= sign <= "\u9fff" for sign in chinese[0])
    assert english[0].isascii()


@pytest.mark.parametrize("code", sorted({rule.code for rule in RULES.values()}))
def test_a_rule_that_does_not_hold_is_a_conflict(code: str) -> None:
    assert status_of(code) == 409


@pytest.mark.parametrize(
    ("code", "status"), [*STATUSES.items(), ("move_not_allowed", 409), ("no_actor", 401)]
)
def test_generic_refusals_have_the_status_of_the_contract(code: str, status: int) -> None:
    assert status_of(code) == status


def test_a_refusal_tells_the_number_of_the_version_that_decided(words: Labels) -> None:
    problem = as_problem(RuleBroken("not_hot", rule="hot_enough", numbers={"hot_least_c": 63}))
    body = problem_body(problem.code, "zh", words, "", problem.more)

    assert body["title"] == "装车时中心温度须不低于63℃"
    assert body["detail"].startswith(body["title"])
    assert body["numbers"] == {"hot_least_c": 63}


def test_only_what_we_cannot_help_is_above_499() -> None:
    assert {code for code, told in TEXTS.items() if told.status >= 500} == {
        "database_away",
        "internal",
        "not_yet_visible",
    }


def test_what_can_be_wrong_with_a_field_has_words() -> None:
    assert all(all(words) for words in FIELD_PROBLEMS.values())
