"""Fixtures for every test: a real server for the run, a fresh database for the asking."""

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from api.postgres import Lease, postmaster
from tests.support.postgres import (
    KEYS_TEMPLATE,
    fresh_database,
    make_run_folder,
    make_template,
    older_programs,
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


@pytest.fixture(scope="session")
def older_server(request: pytest.FixtureRequest) -> Iterator[Lease]:
    """A server of the system, of the oldest major version that is here, with the current schema in a template."""
    programs = older_programs()
    if programs is None:
        pytest.skip("no PostgreSQL of the system is here: install Debian's package postgresql-15")
    with running_server(request.config.stash[RUN_FOLDER] / "older", programs) as lease:
        make_template(lease)
        yield lease


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run the tests of a module that says `ON_EVERY_SERVER = True` on the older server too."""
    if getattr(metafunc.module, "ON_EVERY_SERVER", False) and "database" in metafunc.fixturenames:
        metafunc.parametrize(
            "database", ["migrated_server", "older_server"], indirect=True, ids=["ours", "older"]
        )


@pytest.fixture
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """Connection string of a fresh, migrated, empty database."""
    worker: dict[str, str] = getattr(request.config, "workerinput", {})
    server: Lease = request.getfixturevalue(getattr(request, "param", "migrated_server"))
    with fresh_database(server, worker.get("workerid", "main")) as dsn:
        yield dsn


@pytest.fixture
def keys_database(request: pytest.FixtureRequest, migrated_server: Lease) -> Iterator[str]:
    """Connection string of a fresh, migrated, empty database of keys."""
    worker: dict[str, str] = getattr(request.config, "workerinput", {})
    with fresh_database(migrated_server, worker.get("workerid", "main"), KEYS_TEMPLATE) as dsn:
        yield dsn
