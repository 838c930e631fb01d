"""Each check finds what is planted for it, and lets pass what only looks like it."""

import json
from collections.abc import Callable, Iterable, Iterator

import pytest

from tests.architecture import checks, limits
from tests.architecture.circles import import_circles
from tests.architecture.source import Source

Check = Callable[[Iterable[Source]], Iterator[str]]


def planted(path: str, *lines: str) -> list[Source]:
    return [Source(path, "\n".join(lines) + "\n")]


@pytest.mark.parametrize(
    ("path", "line", "found"),
    [
        ("projections/board.py", "key == 'estate'", ["projections/board.py:1 names estate"]),
        ("api/pages/case_page.py", "key = 'mediation'", ["api/pages/case_page.py:1 names mediation"]),
        ("domain/sensitivity.py", "key = 'mediation'", []),
        ("projections/board.py", "said = 'the estate'", []),
    ],
)
def test_a_workflow_by_name_is_found_where_all_are_shown(path: str, line: str, found: list[str]) -> None:
    assert list(checks.named_workflows(planted(path, line), ("estate", "mediation"))) == found


@pytest.mark.parametrize(
    ("check", "source", "found"),
    [
        (
            checks.environment_reads,
            planted("api/cli/app.py", "import os", "os.environ['X']"),
            "api/cli/app.py:2 uses os.environ",
        ),
        (
            checks.environment_reads,
            planted("domain/a.py", "from os import getenv as g", "g('X')"),
            "domain/a.py:2 uses os.getenv",
        ),
        (
            checks.chance,
            planted("domain/a.py", "from datetime import datetime", "datetime.now()"),
            "domain/a.py:2 uses datetime.datetime.now",
        ),
        (
            checks.chance,
            planted("workflows/a.py", "import datetime as dt", "at = dt.datetime.now"),
            "workflows/a.py:2 uses datetime.datetime.now",
        ),
        (
            checks.chance,
            planted("projections/a.py", "from time import time", "time()"),
            "projections/a.py:2 uses time.time",
        ),
        (
            checks.chance,
            planted("features/a.py", "import random", "random.Random(1)"),
            "features/a.py:2 uses random.Random",
        ),
        (
            checks.chance,
            planted("domain/a.py", "import uuid", "uuid.uuid4()"),
            "domain/a.py:2 uses uuid.uuid4",
        ),
        (
            checks.impure_domain,
            planted("domain/a.py", "def f():", "    import pydantic"),
            "domain/a.py:2 imports pydantic",
        ),
        (
            checks.impure_domain,
            planted("domain/a.py", "from workflows.log import page"),
            "domain/a.py:1 imports workflows",
        ),
        (
            checks.long_modules,
            planted("api/a.py", *["x = 1"] * 251),
            "api/a.py has 251 lines, 250 are allowed",
        ),
        (
            checks.long_modules,
            planted("tests/a.py", *["x = 1"] * 401),
            "tests/a.py has 401 lines, 400 are allowed",
        ),
        (
            checks.long_functions,
            planted("api/a.py", "def f():", *["    x = 1"] * 25),
            "api/a.py:1 f has 26 lines, 25 are allowed",
        ),
        (
            checks.long_functions,
            planted("tests/a.py", "async def f():", *["    x = 1"] * 60),
            "tests/a.py:1 f has 61 lines, 60 are allowed",
        ),
        (
            checks.through_threads,
            planted("api/a.py", "r = Router(dependencies=[Depends(f)])", "def f(request): ..."),
            "api/a.py:2 f is depended on and no coroutine",
        ),
        (
            checks.through_threads,
            planted("api/a.py", "@router.get('/a')", "def f(request): ..."),
            "api/a.py:2 f is a route and no coroutine",
        ),
        (
            checks.forbidden_words,
            planted("docs/a.md", f"fine, {limits.UNFINISHED[0]} later"),
            f"docs/a.md:1 says {limits.UNFINISHED[0]}",
        ),
        (
            checks.forbidden_words,
            planted("docs/a.md", f"see {limits.MACHINES[0]}shared"),
            f"docs/a.md:1 says {limits.MACHINES[0]}",
        ),
    ],
)
def test_a_planted_fault_is_found(check: Check, source: list[Source], found: str) -> None:
    assert list(check(source)) == [found]


@pytest.mark.parametrize(
    ("check", "source"),
    [
        (checks.environment_reads, planted("api/settings.py", "import os", "os.environ['X']")),
        (checks.environment_reads, planted("domain/a.py", "class environ: ...", "environ()")),
        (checks.chance, planted("api/clock.py", "from datetime import datetime", "datetime.now()")),
        (checks.chance, planted("domain/a.py", "from datetime import datetime", "datetime.fromtimestamp(0)")),
        (checks.chance, planted("domain/a.py", "from domain import time", "time()")),
        (checks.impure_domain, planted("domain/a.py", "import datetime", "from domain.values import Place")),
        (checks.impure_domain, planted("api/a.py", "import fastapi")),
        (checks.long_modules, planted("api/a.py", *["x = 1"] * 250)),
        (
            checks.long_functions,
            planted("api/a.py", "def f():", '    """A', *["b"] * 40, '    """', "    # c", ""),
        ),
        (checks.through_threads, planted("api/a.py", "@router.get('/a')", "async def f(x=Depends(g)): ...")),
        (checks.forbidden_words, planted("docs/a.md", "the TODAY list, ./work/file and https://x.cn/work/1")),
    ],
)
def test_what_only_looks_like_a_fault_passes(check: Check, source: list[Source]) -> None:
    assert list(check(source)) == []


def test_a_circle_is_found_and_named() -> None:
    circle = [
        *planted("api/a.py", "from api import b"),
        *planted("api/b.py", "from api.c import thing"),
        *planted("api/c.py", "import api.a"),
        *planted("api/d.py", "import api.a"),
    ]

    assert import_circles(circle) == [["api.a", "api.b", "api.c"]]


def test_an_import_inside_a_function_or_for_types_closes_no_circle() -> None:
    straight = [
        *planted("api/a.py", "from api.b import thing"),
        *planted("api/b.py", "if TYPE_CHECKING:", "    import api.a", "def f():", "    import api.a"),
    ]

    assert import_circles(straight) == []


def test_a_name_that_another_distribution_provides_is_found() -> None:
    found = list(checks.foreign_names([json.__name__, "pytest", "no_such_package"], limits.ROOT))

    assert [message.split()[0] for message in found] == ["json", "pytest", "pytest", "no_such_package"]


def test_a_target_without_text_is_found() -> None:
    makefile = ".PHONY: a b c\na: ## what a does\nb: a\n\techo\nc: ## what c does\nd: ## a file?\n"

    assert list(checks.undocumented_targets(makefile)) == ["make b has no ## text", "make d is not .PHONY"]
