"""The pages of the reference, by their path below `docs/reference`."""

from pathlib import Path

from scripts.reference import commands, devices, paths, rates, settings
from workflows import reference
from workflows.loader import catalogue_dir, load_catalogue

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "reference"
WRITTEN_BY = "<!-- Written by `make docs` from the code; edit that. -->\n"
OF_THE_DOORS = {
    "commands.md": commands.page,
    "devices.md": devices.page,
    "http.md": paths.page,
    "rates.md": rates.page,
    "settings.md": settings.page,
}


def all_pages() -> dict[str, str]:
    """Return the text of every page, and of the list of them."""
    pages = reference.pages(load_catalogue([catalogue_dir()]))
    pages |= {path: f"{WRITTEN_BY}{page().strip()}\n" for path, page in OF_THE_DOORS.items()}
    listed = sorted(path for path in pages if "/" not in path or path.endswith("/README.md"))
    links = "\n".join(f"- [{_title(pages[path])}]({path})" for path in listed)
    return {"README.md": f"{WRITTEN_BY}# 参考 · Reference\n\n{links}\n", **pages}


def written_pages() -> dict[str, str]:
    """Return the pages as they lie in the folder."""
    return {str(path.relative_to(FOLDER)): path.read_text("utf-8") for path in FOLDER.rglob("*.md")}


def _title(text: str) -> str:
    return next(line for line in text.splitlines() if line.startswith("# ")).removeprefix("# ")
