"""The reference says what the code says."""

from scripts.reference.pages import FOLDER, all_pages


def test_the_reference_is_up_to_date() -> None:
    written = {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.md")}

    outdated = sorted(
        name for name in written.keys() | all_pages().keys() if written.get(name) != all_pages().get(name)
    )

    assert outdated == [], "run `make docs`"
