"""The reference says what the code says."""

from scripts.reference import performance
from scripts.reference.pages import all_pages, written_pages


def test_the_reference_is_up_to_date() -> None:
    wanted, written = all_pages(), written_pages()

    outdated = sorted(
        path for path in wanted.keys() | written.keys() if wanted.get(path) != written.get(path)
    )

    assert outdated == [], "run `make docs`"


def test_the_figures_are_those_of_the_results() -> None:
    assert performance.PAGE.read_text("utf-8") == performance.page(), "run `make docs`"
    assert all(path.stem in performance.page() for path in performance.RESULTS.glob("*.json"))
