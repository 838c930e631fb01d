"""How a long-running process of ours runs: on the quickest event loop there is, without looking at its own start again.

uvloop takes a tenth off every command; where it does not exist (Windows, other Pythons) the standard loop serves. What
was made while starting stays for the life of the process: frozen, it is no longer gone through whenever the collector
looks for circles, which took a twelfth of the time of a served command.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Coroutine
from importlib import import_module
from importlib.util import find_spec
from typing import Any, TypeVar

T = TypeVar("T")
Factory = Callable[[], asyncio.AbstractEventLoop]


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run to the end, as `asyncio.run` does."""
    with asyncio.Runner(loop_factory=_factory()) as runner:
        return runner.run(main)


def keep_what_is_there() -> None:
    """Leave what was made so far out of every later collection."""
    gc.collect()
    gc.freeze()


def _factory() -> Factory | None:
    if find_spec("uvloop") is None:
        return None
    factory: Factory = import_module("uvloop").new_event_loop
    return factory
