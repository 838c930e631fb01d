"""Where everything must run, a skip is a failure, and an expected failure is not a skip."""

import pytest

from tests.support.skips import fail_when_skipped


def report(*, expected_failure: bool = False) -> pytest.TestReport:
    """The report of a test that was skipped."""
    made = pytest.TestReport(
        "t", ("t.py", 1, "t"), {}, "skipped", ("t.py", 1, "Skipped: no Node here"), "call"
    )
    if expected_failure:
        made.wasxfail = "known"
    return made


def test_a_skip_fails_with_its_reason_where_everything_must_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIHUAN_REQUIRE_ALL", "1")
    skipped = report()

    fail_when_skipped(skipped)

    assert skipped.outcome == "failed"
    assert "no Node here" in str(skipped.longrepr)


@pytest.mark.parametrize(("demanded", "expected_failure"), [("", False), ("1", True)])
def test_otherwise_a_skip_is_a_skip(
    monkeypatch: pytest.MonkeyPatch, demanded: str, expected_failure: bool
) -> None:
    monkeypatch.setenv("BIHUAN_REQUIRE_ALL", demanded)
    skipped = report(expected_failure=expected_failure)

    fail_when_skipped(skipped)

    assert skipped.outcome == "skipped"
