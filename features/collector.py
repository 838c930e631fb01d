"""Feature files as test files: every scenario of a `.feature` becomes a test, without a Python file beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from pytest_bdd import scenario
from pytest_bdd.feature import get_feature
from pytest_bdd.parser import ScenarioTemplate

from features.driver import DRIVERS, HISTORY
from features.gherkin_files import flaws_of
from features.story import Story

NOT_FOR_DOMAIN = frozenset({"lists", "figures", "rights", "reactions", "deadlines", "record"})
"""Scenarios about what only the whole engine has: they are no promise of the pure domain."""
OF_A_DOOR = "door"
"""Tags scenarios about what people are shown: a promise of what is served, and of nothing behind it."""


class FeatureFile(pytest.Module):
    """A feature file. Its “module” holds one function for each scenario, under the scenario's own name."""

    def _getobj(self) -> ModuleType:
        if flaws := flaws_of(self.path):
            raise self.CollectError("\n".join(map(str, flaws)))
        chosen = tuple(self.config.getoption("driver"))
        feature = get_feature(str(self.path.parent), self.path.name)
        module = ModuleType(self.path.stem)
        for name, template in feature.scenarios.items():
            self._know(tags_of(template).union(*(examples.tags for examples in template.examples)))
            drivers = tuple(driver for driver in chosen if driver in drivers_for(tags_of(template)))
            if drivers:
                setattr(module, name, _function(self.path, template, drivers))
        return module

    def _know(self, tags: Iterable[str]) -> None:
        """Let a tag be what its writer likes; pytest wants every marker to be announced."""
        for tag in tags:
            self.config.addinivalue_line("markers", f"{tag}: a tag of a feature file")

    def funcnamefilter(self, name: str) -> bool:
        """Everything in this module is a scenario."""
        return not name.startswith("__")


def tags_of(template: ScenarioTemplate) -> frozenset[str]:
    """The tags of a scenario, with those of its rule and its feature."""
    rule = template.rule.tags if template.rule else set()
    return frozenset(template.tags | rule | template.feature.tags)


def drivers_for(tags: frozenset[str]) -> tuple[str, ...]:
    """The drivers that can keep what a scenario with these tags promises; an invariant is one of the record alone."""
    if HISTORY in tags:
        return (HISTORY,)
    if OF_A_DOOR in tags:
        return ("http",)
    whole_engine = bool(NOT_FOR_DOMAIN & tags)
    return tuple(driver for driver in DRIVERS if driver != "domain" or not whole_engine)


def _function(path: Path, template: ScenarioTemplate, drivers: tuple[str, ...]) -> Callable[..., Any]:
    @scenario(path.name, template.name, features_base_dir=str(path.parent))
    def played(story: Story) -> None:
        """The steps have been taken by now; what was refused last must have been spoken of."""
        story.settle()

    wrapper: Any = played
    wrapper.drivers = drivers
    wrapper.place_as = _placed(path, template.line_number)
    return wrapper  # type: ignore[no-any-return]


def _placed(path: Path, line: int) -> Callable[[], None]:
    """A function that stands where the scenario stands, so that reports name the file and line a writer knows."""
    space: dict[str, Any] = {}
    exec(compile("\n" * (line - 1) + "def scenario(): ...", str(path), "exec"), space)  # noqa: S102
    return space["scenario"]  # type: ignore[no-any-return]
