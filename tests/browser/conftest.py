"""A real Chromium on a served office. Without one on the machine these tests are named as not run."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.api.serving import Door, served

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""No look-ups of the browser's own; without a sandbox because the tests may run as root."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser; skips when there is none, which is a failure where everything must run.

    It ends with its module, because Playwright keeps an event loop running in this thread for as long as it lives.
    """
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("there is no Chromium on this machine: install the package chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def office_door(database: str, tmp_path: Path) -> Iterator[Door]:
    """An office of the test's own."""
    with served(database, tmp_path) as made:
        yield made


@pytest.fixture
def page(chromium: Browser, office_door: Door) -> Iterator[Page]:
    """A page of a fresh visitor, without scripts: everything must work like that. Errors of the page fail the test."""
    context = chromium.new_context(
        base_url=office_door.url,
        locale="zh-CN",
        java_script_enabled=False,
        viewport={"width": 1280, "height": 900},
    )
    context.set_default_timeout(15_000)
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda said: complaints.append(said.text))
    yield opened
    context.close()
    assert [said for said in complaints if "status of 4" not in said] == []
