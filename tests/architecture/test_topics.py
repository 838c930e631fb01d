"""No orphan topic: every fact can be made, the fold knows no other, and each has words in both languages."""

import pytest

from domain.facts import CASE_FACTS
from domain.facts.schema import Fact
from domain.fold import CHANGES
from workflows.loader import Catalogue, catalogue_dir, load_catalogue


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue([catalogue_dir()])


def test_every_fact_is_emitted_by_a_move_of_a_shipped_workflow(catalogue: Catalogue) -> None:
    emitted = {
        move.fact for loaded in catalogue.workflows.values() for move in loaded.workflow.moves.values()
    }

    assert sorted({fact.TOPIC for fact in CASE_FACTS} - emitted) == []


def test_the_fold_knows_no_fact_that_the_vocabulary_does_not() -> None:
    assert set(CHANGES) <= set(CASE_FACTS)


@pytest.mark.parametrize("fact", CASE_FACTS, ids=lambda fact: fact.TOPIC)
def test_every_fact_has_words_in_both_languages(fact: type[Fact], catalogue: Catalogue) -> None:
    words = [catalogue.labels.text("topics", fact.TOPIC, language) for language in ("zh", "en")]

    assert all(words)
    assert fact.TOPIC not in words
