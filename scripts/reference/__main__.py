"""`make docs`: write every page anew, and remove pages that are no longer made."""

from scripts.reference.pages import FOLDER, all_pages


def main() -> None:
    """Write the pages."""
    pages = all_pages()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.md"):
        if old.name not in pages:
            old.unlink()
    for name, text in pages.items():
        (FOLDER / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
