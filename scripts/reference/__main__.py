"""`make docs`: write every page anew, and remove pages that are no longer made."""

from scripts.reference import performance
from scripts.reference.pages import FOLDER, all_pages, written_pages


def main() -> None:
    """Write the pages."""
    pages = all_pages()
    for outdated in written_pages().keys() - pages.keys():
        (FOLDER / outdated).unlink()
    for path, text in pages.items():
        (FOLDER / path).parent.mkdir(parents=True, exist_ok=True)
        (FOLDER / path).write_text(text, "utf-8")
    performance.PAGE.write_text(performance.page(), "utf-8")


if __name__ == "__main__":
    main()
