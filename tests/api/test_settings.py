"""Settings: read in one place, wrong ones refused by name, secrets never shown."""

from pathlib import Path

import pytest

from api.settings import Settings, SettingsRefused, load_settings, with_database


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the run, no `.env` of the checkout."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"BIHUAN_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)


def test_everything_has_a_default() -> None:
    settings = load_settings()

    assert (settings.database_url, settings.timezone, settings.auth) == ("", "Asia/Shanghai", "demo")


def test_the_environment_comes_before_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("BIHUAN_OFFICE=from_file\nBIHUAN_PG_USER=nobody\nOTHER=1\n")
    monkeypatch.setenv("BIHUAN_OFFICE", "from_environment")

    assert (load_settings().office, load_settings().pg_user) == ("from_environment", "nobody")


@pytest.mark.parametrize("place", ["environment", "file"])
def test_an_unknown_name_is_refused_with_the_nearest_one(
    place: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if place == "environment":
        monkeypatch.setenv("BIHUAN_DATABSE_URL", "x")
    else:
        (tmp_path / ".env").write_text("# BIHUAN_NOT_THIS=1\nexport BIHUAN_DATABSE_URL=x\n")

    with pytest.raises(SettingsRefused, match=r"BIHUAN_DATABSE_URL .* BIHUAN_DATABASE_URL\?"):
        load_settings()


def test_what_only_the_tests_read_is_let_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIHUAN_REQUIRE_ALL", "1")

    assert load_settings().office == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BIHUAN_DATABASE_URL", "not an address"),
        ("BIHUAN_TIMEZONE", "Mars/Base"),
        ("BIHUAN_TIMEZONE", "../etc/passwd"),
        ("BIHUAN_AUTH", "none"),
        ("BIHUAN_LOG_FORMAT", "xml"),
    ],
)
def test_a_wrong_value_is_refused_by_name(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsRefused, match=name):
        load_settings()


def test_no_secret_is_shown() -> None:
    settings = load_settings(
        database_url="postgresql://office:hidden@db/bihuan", tianditu_key="hidden", data_dir=Path("here")
    )

    shown = settings.masked()
    assert "hidden" not in str(shown)
    assert "hidden" not in repr(settings.tianditu_key)
    assert "office" in shown["BIHUAN_DATABASE_URL"]
    assert shown["BIHUAN_DATA_DIR"] == "here"


def test_data_lie_with_the_user_when_nothing_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr("sys.platform", "linux")

    assert load_settings().home == tmp_path / "bihuan"


def test_an_address_keeps_all_but_its_database() -> None:
    changed = with_database("postgresql://office@db:5433/one?application_name=x", "two")

    assert all(part in changed for part in ("dbname=two", "host=db", "port=5433", "user=office"))
