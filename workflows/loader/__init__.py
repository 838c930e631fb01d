"""TOML files of the catalogue to checked definitions: read, flattened, checked, pinned by a digest."""

from workflows.loader.canonical import digest_of, workflow_from_data, workflow_to_data
from workflows.loader.catalogue import Catalogue, Loaded, catalogue_dir, load_catalogue
from workflows.loader.lint import lint
from workflows.loader.problems import BadCatalogue, CatalogueProblem
from workflows.loader.variant import load_variant
from workflows.loader.words import Label, Labels

__all__ = [
    "BadCatalogue",
    "Catalogue",
    "CatalogueProblem",
    "Label",
    "Labels",
    "Loaded",
    "catalogue_dir",
    "digest_of",
    "lint",
    "load_catalogue",
    "load_variant",
    "workflow_from_data",
    "workflow_to_data",
]
