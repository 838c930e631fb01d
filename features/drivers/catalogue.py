"""The catalogue a specification plays on: the packaged one, and a folder of one's own after it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from api.settings import SettingsRefused, load_settings
from domain.calendar import WorkCalendar
from domain.definition import Workflow
from domain.facts.calendar import CalendarPublished
from domain.published_calendar import counted_by, fact_of
from workflows.loader import BadCatalogue, Labels, catalogue_dir
from workflows.loader import Catalogue as Loaded
from workflows.loader import load_catalogue as load_folders

CALENDAR = "calendar/cn-2024-2027.toml"


class CatalogueRefused(Exception):
    """A catalogue, or a setting that names one, which nothing can be played on; the message says what to mend."""


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """Workflows with their labels, and the calendar deadlines are counted on."""

    folder: Path | None
    """The folder after the packaged one; None when there is none."""
    loaded: Loaded
    published: CalendarPublished
    """The calendar its offices begin with."""
    calendar: WorkCalendar

    @property
    def keys(self) -> tuple[str, ...]:
        """Every workflow, by its key."""
        return tuple(self.loaded.workflows)

    def workflow(self, key: str) -> Workflow:
        """The definition of this key."""
        return self.loaded.workflows[key].workflow

    def labels(self, key: str) -> Labels:
        """What that workflow's things are called."""
        return self.loaded.workflows[key].labels

    def own_categories(self, key: str) -> frozenset[str]:
        """The categories that workflow lists itself."""
        return self.loaded.workflows[key].categories


def load_catalogue(folder: Path | None = None) -> Catalogue:
    """Read the packaged catalogue and that folder, else the one the settings name. Raises CatalogueRefused."""
    try:
        own = folder or load_settings().catalogue_dir
        loaded = load_folders([catalogue_dir(), *filter(None, (own,))]).required()
    except (BadCatalogue, SettingsRefused) as refused:
        raise CatalogueRefused(str(refused)) from None
    data = tomllib.loads((catalogue_dir() / CALENDAR).read_text("utf-8"))
    published = fact_of(data, str(data.get("timezone", "Asia/Shanghai")))
    return Catalogue(folder=own, loaded=loaded, published=published, calendar=counted_by(published))
