"""Fixtures for every test: a real server for the run, a fresh database for the asking."""

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from api.postgres import Lease, postmaster
from tests.support.postgres import (
    fresh_database,
    make_run_folder,
    make_template,
    remove_run_folder,
    running_server,
)
from tests.support.skips import fail_when_skipped

RUN_FOLDER = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    """Make one folder for the run; workers get to know it from the process that starts them."""
    worker_input: dict[str, str] | None = getattr(config, "workerinput", None)
    config.stash[RUN_FOLDER] = Path(worker_input["run_folder"]) if worker_input else make_run_folder()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["run_folder"] = str(node.config.stash[RUN_FOLDER])


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        remove_run_folder(config.stash[RUN_FOLDER])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    fail_when_skipped(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    fail_when_skipped(report)
    return report


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A data directory of the test's own that the server's account can enter; a server left in it is stopped."""
    made = make_run_folder()
    yield made
    for cluster in made.rglob("cluster"):
        postmaster.stop(cluster)
    remove_run_folder(made)


@pytest.fixture(scope="session")
def postgres_server(request: pytest.FixtureRequest) -> Iterator[Lease]:
    """The run's PostgreSQL, started by the first test that needs one."""
    with running_server(request.config.stash[RUN_FOLDER]) as lease:
        yield lease


@pytest.fixture(scope="session")
def migrated_server(postgres_server: Lease) -> Lease:
    """The run's PostgreSQL with a template in it that has the current schema."""
    make_template(postgres_server)
    return postgres_server


@pytest.fixture
def database(migrated_server: Lease, request: pytest.FixtureRequest) -> Iterator[str]:
    """Connection string of a fresh, migrated, empty database."""
    worker: dict[str, str] = getattr(request.config, "workerinput", {})
    with fresh_database(migrated_server, worker.get("workerid", "main")) as dsn:
        yield dsn
