"""In a checkout the features are part of the tests, and are then played on every driver."""

from __future__ import annotations

import pytest

from features.driver import DRIVERS

PLUGIN = "features.plugin"
pytest_plugins = (PLUGIN,)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    by_name = PLUGIN in config.getoption("plugins")
    if not by_name and not config.getoption("driver"):
        config.option.driver = DRIVERS
