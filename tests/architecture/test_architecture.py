"""The project keeps its shape."""

import pytest

from tests.architecture import checks, limits
from tests.architecture.circles import import_circles
from tests.architecture.source import Source, project_files, python_files
from tests.support.catalogues import KEYS


@pytest.fixture(scope="module")
def files() -> list[Source]:
    return project_files()


@pytest.fixture(scope="module")
def modules() -> list[Source]:
    return python_files()


def test_our_names_are_ours() -> None:
    assert list(checks.foreign_names(limits.PACKAGES, limits.ROOT)) == []


def test_the_environment_is_read_in_one_room(modules: list[Source]) -> None:
    assert list(checks.environment_reads(modules)) == []


def test_clocks_ids_and_dice_stay_at_the_edges(modules: list[Source]) -> None:
    assert list(checks.chance(modules)) == []


def test_the_domain_stands_on_the_standard_library(modules: list[Source]) -> None:
    assert list(checks.impure_domain(modules)) == []


def test_no_request_is_sent_through_a_thread(modules: list[Source]) -> None:
    assert list(checks.through_threads(modules)) == []


def test_what_is_shown_is_shown_of_every_workflow(modules: list[Source]) -> None:
    assert list(checks.named_workflows(modules, KEYS)) == []


def test_modules_are_short(modules: list[Source]) -> None:
    assert list(checks.long_modules(modules)) == []


def test_functions_are_short(modules: list[Source]) -> None:
    assert list(checks.long_functions(modules)) == []


def test_no_module_needs_itself_to_be_imported(modules: list[Source]) -> None:
    assert import_circles(modules) == []


def test_no_file_names_a_machine_or_an_open_end(files: list[Source]) -> None:
    assert list(checks.forbidden_words(files)) == []


def test_make_help_lists_every_target() -> None:
    assert list(checks.undocumented_targets((limits.ROOT / "Makefile").read_text())) == []
