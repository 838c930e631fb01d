"""Where everything must run, a test that is skipped has failed."""

import os

import pytest


def everything_must_run() -> bool:
    """Whether `BIHUAN_REQUIRE_ALL=1` was set, as the run before a merge does."""
    return os.environ.get("BIHUAN_REQUIRE_ALL") == "1"


def fail_when_skipped(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip (not an expected failure) into a failure that repeats its reason."""
    if everything_must_run() and report.outcome == "skipped" and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"BIHUAN_REQUIRE_ALL=1 allows no skip, but: {reason}"
