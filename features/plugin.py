"""The pytest plugin behind `bihuan spec`: collects feature files, knows the steps, plays them on a driver.

`pytest -p features.plugin --driver=inprocess PATH…` runs any feature file, also one outside a checkout; more than
one `--driver` plays every scenario on each.
"""

from __future__ import annotations

import inspect
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from pytest_bdd.exceptions import StepDefinitionNotFoundError
from pytest_bdd.parser import Feature, Scenario, Step
from pytest_bdd.steps import step_function_context_registry

from features.collector import FeatureFile
from features.driver import DEFAULT_DRIVER, DRIVERS, HISTORY, Stage, StageRefused, staged
from features.drivers.catalogue import Catalogue, CatalogueRefused, load_catalogue
from features.steps_listing import STEP_MODULES, near, snippet
from features.story import Story

pytest_plugins = STEP_MODULES
FOLDER = pytest.StashKey[Path]()
FOLDER_OF_RUN = "bihuan_spec_folder"
CATALOGUE = pytest.StashKey[Catalogue]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("bihuan", "specifications of Bihuan")
    group.addoption(
        "--driver",
        action="append",
        choices=(*DRIVERS, HISTORY),
        help=f"what plays the scenarios (default: {DEFAULT_DRIVER}); may be given more than once",
    )
    group.addoption(
        "--catalogue",
        type=Path,
        help="a folder of workflows beside the packaged ones (default: the one that is set)",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.option.driver = tuple(dict.fromkeys(config.getoption("driver") or (DEFAULT_DRIVER,)))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Let all workers of a run share one folder, and so one server."""
    node.workerinput[FOLDER_OF_RUN] = str(_run_folder(node.config))


def pytest_unconfigure(config: pytest.Config) -> None:
    folder = config.stash.get(FOLDER, None)
    if folder is not None and not hasattr(config, "workerinput"):
        shutil.rmtree(folder, ignore_errors=True)


def _run_folder(config: pytest.Config) -> Path:
    """The run's folder, which the server's account can enter when the run is root's."""
    if FOLDER not in config.stash:
        given = getattr(config, "workerinput", {}).get(FOLDER_OF_RUN)
        config.stash[FOLDER] = Path(given or tempfile.mkdtemp(prefix="bihuan-spec-"))
        if given is None:
            config.stash[FOLDER].chmod(0o755)
    return config.stash[FOLDER]


@pytest.fixture(scope="session")
def stage(driver_name: str, request: pytest.FixtureRequest) -> Iterator[Stage]:
    """What one driver needs for the whole run: the catalogue, and a server where it plays on one."""
    with ExitStack() as stack:
        try:
            ready = staged(driver_name, request.config.stash[CATALOGUE], _run_folder(request.config))
            made = stack.enter_context(ready)
        except StageRefused as refused:
            pytest.fail(str(refused), pytrace=False)
        yield made


@pytest.fixture
def story(stage: Stage) -> Iterator[Story]:
    """One scenario: a fresh office with nothing on its desks."""
    with stage.driver() as driver:
        yield Story.begun(driver)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> FeatureFile | None:
    if file_path.suffix != ".feature":
        return None
    return FeatureFile.from_parent(parent, path=file_path)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    drivers = getattr(metafunc.function, "drivers", None)
    if drivers and "driver_name" in metafunc.fixturenames:
        metafunc.parametrize("driver_name", drivers, scope="session")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if any(isinstance(item.parent, FeatureFile) for item in items):
        config.stash[CATALOGUE] = _catalogue(config.getoption("catalogue"))
    if sleepers := tuple(asynchronous_steps()):
        raise pytest.UsageError(
            "these steps are async, so they would never run and always pass; write them with def: "
            + ", ".join(sleepers)
        )


def _catalogue(folder: Path | None) -> Catalogue:
    try:
        return load_catalogue(folder)
    except CatalogueRefused as refused:
        raise pytest.UsageError(str(refused)) from None


def asynchronous_steps() -> Iterator[str]:
    """Steps that pytest-bdd would call and never await: their scenarios would be green whatever they say."""
    for context in list(step_function_context_registry.values()):
        function = inspect.unwrap(context.step_func)
        if inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function):
            code = function.__code__
            yield f"{function.__name__} ({code.co_filename}:{code.co_firstlineno})"


def pytest_bdd_step_func_lookup_error(
    feature: Feature, scenario: Scenario, step: Step, exception: StepDefinitionNotFoundError
) -> None:
    """Say what could be written instead, and how the step would be taught."""
    language = "zh" if feature.language.startswith("zh") else "en"
    told = [f'{feature.filename}:{step.line_number}: 没有这一步 (no such step): "{step.name}"']
    told += ["最接近的是 (nearest):", *(f"  {example}" for example in near(step.name, step.type, language))]
    told += ["教它这一步 (to teach it, in a conftest.py beside the feature):", snippet(step.type, step.name)]
    exception.args = ("\n".join(told),)
