"""In a checkout the features are part of the tests, and are played on every driver unless one is named."""

from __future__ import annotations

import pytest

from features.driver import DRIVERS

pytest_plugins = ("features.plugin",)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    config.option.driver = config.getoption("driver") or DRIVERS
