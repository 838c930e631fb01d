"""The composition root on a data folder of its own: what is missing is said with the command that makes it."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from api.bootstrap import NotReady, build, database
from api.identity import command_id_of, following, new_id
from api.language import language_of
from api.migrate import migrate
from api.settings import Settings
from tests.api import office
from tests.support.postgres import keys_of, make_run_folder, remove_run_folder


@pytest.fixture
def folder() -> Iterator[Path]:
    made = make_run_folder()
    yield made
    remove_run_folder(made)


async def opened(settings: Settings, jurisdiction: str = "") -> str:
    async with build(settings, jurisdiction=jurisdiction) as services:
        await services.engine.tell_office(office.facts(), "init", services.clock())
        return services.jurisdiction


def test_what_is_missing_is_said_and_then_it_opens(folder: Path) -> None:
    settings = Settings(data_dir=folder)
    with pytest.raises(NotReady, match="bihuan migrate"):
        asyncio.run(opened(settings))

    with database(settings) as dsn:
        migrate(dsn)
        with pytest.raises(NotReady, match="bihuan init"):
            asyncio.run(opened(settings))
        assert asyncio.run(opened(settings, office.CODE)) == office.CODE
        assert asyncio.run(opened(settings)) == office.CODE, "the only office there is"


def test_a_database_of_an_older_release_is_not_opened(database: str, folder: Path) -> None:
    settings = Settings(data_dir=folder, database_url=database, keys_database_url=keys_of(database))
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("DROP TABLE bihuan.device_marks CASCADE")

    with pytest.raises(NotReady, match="bihuan migrate"):
        asyncio.run(opened(settings, "330105999"))


def test_ids_sort_by_when_they_were_made_and_are_all_different() -> None:
    made = [new_id() for _ in range(1000)]

    assert len(set(made)) == 1000
    assert [one[:13] for one in made] == sorted(one[:13] for one in made)
    assert {one[14] for one in made} == {"7"}
    assert {one[19] for one in made} <= set("89ab")


def test_a_command_follows_from_actor_and_key_alone() -> None:
    assert command_id_of("a", "b") == command_id_of("a", "b")
    assert len({command_id_of(*pair) for pair in (("a", "b"), ("b", "a"), ("a:1", "b"), ("a", "1:b"))}) == 4
    assert following(command_id_of("a", "b"), "x") != command_id_of("a", "b")


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        (None, "zh"),
        ("", "zh"),
        ("en", "en"),
        ("en-GB,zh;q=0.8", "en"),
        ("zh-CN,en;q=0.9", "zh"),
        ("en;q=0", "zh"),
        ("en;q=x", "zh"),
        ("*", "zh"),
        ("en;level=1", "en"),
        (",;q=,,", "zh"),
    ],
)
def test_the_language_is_the_one_preferred(accepted: str | None, language: str) -> None:
    assert language_of(accepted) == language
