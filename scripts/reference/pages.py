"""The pages of the reference, by file name."""

from collections.abc import Callable
from pathlib import Path

from scripts.reference import facts, settings

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "reference"
PAGES: dict[str, Callable[[], str]] = {
    "facts.md": facts.page,
    "settings.md": settings.page,
}
WRITTEN_BY = "<!-- Written by `make docs`; changes made here are lost. -->\n\n"


def all_pages() -> dict[str, str]:
    """Return the text of every page, and of the list of them."""
    pages = {name: WRITTEN_BY + page().strip() + "\n" for name, page in PAGES.items()}
    titles = {name: text.split("# ", 1)[1].split("\n", 1)[0] for name, text in pages.items()}
    links = "\n".join(f"- [{title}]({name})" for name, title in titles.items())
    return {"README.md": f"{WRITTEN_BY}# Reference\n\n{links}\n", **pages}
