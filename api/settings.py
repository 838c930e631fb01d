"""What an installation may set, from the environment or `.env`; the only place that reads either.

Every name starts with `BIHUAN_`. A name that is not known is refused by name, because a misspelt setting that is
silently ignored is found out too late.
"""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from psycopg import Error as DatabaseError
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from pydantic import SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "BIHUAN_"
OF_THE_TESTS = frozenset({"BIHUAN_REQUIRE_ALL"})
"""Names that only the tests read; a program they start finds them in its environment."""
DEFAULT_DATABASE = "bihuan"
MASK = "********"


class SettingsRefused(Exception):
    """Settings that cannot be used; the message names each and says what to do."""


class Settings(BaseSettings):
    """One installation's settings. Empty means not set."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_ignore_empty=True,
        dotenv_filtering="only_existing",
        extra="forbid",
        frozen=True,
    )

    database_url: str = ""
    keys_database_url: str = ""
    key_file: Path | None = None
    key_algorithm: Literal["A256GCM", "SM4GCM"] = "A256GCM"
    data_dir: Path = Path()
    pg_user: str = ""
    postgres_bin: str = ""
    catalogue_dir: Path | None = None
    office: str = ""
    timezone: str = "Asia/Shanghai"
    auth: Literal["demo", "oidc"] = "demo"
    oidc_issuer: str = ""
    oidc_audience: str = ""
    signing_key_file: Path | None = None
    audit_witnesses: str = ""
    tianditu_key: SecretStr = SecretStr("")
    log_format: Literal["text", "json"] = "text"

    @field_validator("database_url", "keys_database_url")
    @classmethod
    def _is_address(cls, value: str) -> str:
        try:
            conninfo_to_dict(value)
        except DatabaseError as error:
            raise ValueError(f"this is no PostgreSQL address ({str(error).strip()})") from None
        return value

    @field_validator("timezone")
    @classmethod
    def _is_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (LookupError, ValueError, OSError):
            raise ValueError("this is no time zone; an example is Asia/Shanghai") from None
        return value

    @property
    def home(self) -> Path:
        """Where data lie: the folder that was set, else the user's own data folder."""
        return self.data_dir if self.data_dir != Path() else user_data_folder()

    def masked(self) -> dict[str, str]:
        """Every setting by its name in the environment, fit to be shown: no password, no key."""
        shown = {}
        for name in type(self).model_fields:
            value = self.home if name == "data_dir" else getattr(self, name)
            shown[PREFIX + name.upper()] = _masked(name, value)
        return shown


def load_settings(**given: Any) -> Settings:
    """Read the settings; `given` ones come before the environment. Raises SettingsRefused."""
    _refuse_unknown([*os.environ, *_names_in(Path(".env"))])
    try:
        return Settings(**given)
    except ValidationError as error:
        raise SettingsRefused(" ".join(_told(problem) for problem in error.errors())) from None


def environment_with(**changed: str) -> dict[str, str]:
    """The environment for a program that this one starts, with some names changed."""
    return {**os.environ, **changed}


def user_data_folder() -> Path:
    """The folder this user's programs keep data in, by the custom of the system."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "bihuan"
    named = os.environ.get("XDG_DATA_HOME", "")
    return (Path(named) if named.startswith("/") else Path.home() / ".local" / "share") / "bihuan"


def with_database(address: str, name: str) -> str:
    """The same server's address with another database."""
    return make_conninfo(address, dbname=name)


def _known_names() -> frozenset[str]:
    return frozenset(PREFIX + name.upper() for name in Settings.model_fields) | OF_THE_TESTS


def _refuse_unknown(names: Iterable[str]) -> None:
    known = _known_names()
    unknown = sorted(
        {name for name in names if name.upper().startswith(PREFIX) and name.upper() not in known}
    )
    if not unknown:
        return
    told = []
    for name in unknown:
        near = difflib.get_close_matches(name.upper(), known, n=1)
        told.append(f"{name} is no setting{f'; did you mean {near[0]}?' if near else '.'}")
    raise SettingsRefused(" ".join(told) + " Correct or remove it.")


def _names_in(path: Path) -> list[str]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []
    names = (line.strip().removeprefix("export ").partition("=") for line in lines)
    return [name.strip() for name, found, _ in names if found and not name.startswith("#")]


def _told(problem: Mapping[str, Any]) -> str:
    name = "_".join(str(part) for part in problem["loc"])
    message = str(problem["msg"]).removeprefix("Value error, ")
    return f"{PREFIX}{name.upper()}: {message}."


def _masked(name: str, value: Any) -> str:
    if isinstance(value, SecretStr):
        return MASK if value.get_secret_value() else ""
    if name.endswith("database_url") and value:
        return make_conninfo(value, password=MASK) if "password" in conninfo_to_dict(value) else str(value)
    return "" if value is None else str(value)
