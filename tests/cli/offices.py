"""Office files as the tests look at them."""

from pathlib import Path

from api.office_file import OfficeFile, read_office_file
from workflows.loader import catalogue_dir, load_catalogue


def read(path: Path) -> OfficeFile:
    """An office file, read with the packaged roles."""
    catalogue = load_catalogue([catalogue_dir()])
    return read_office_file(path, frozenset(catalogue.labels.sections["roles"]))


def facts_in(path: Path) -> int:
    """How many facts setting it up takes: its own, its plans, the calendar, and one for each workflow and formula."""
    catalogue = load_catalogue([catalogue_dir()])
    office = read(path)
    return len(office.facts) + len(office.plans) + 1 + len(catalogue.workflows) + len(catalogue.formulas)
