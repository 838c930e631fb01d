"""Every page of a seeded office, in both languages: where a reader expects a name there is one, no id and no key."""

import asyncio
import re
from collections.abc import Iterator
from datetime import datetime
from html.parser import HTMLParser
from typing import Any

import httpx2
import psycopg
import pytest

from api.demo.seeding import DemoPlan, seed
from api.postgres import Lease
from api.settings import Settings
from tests.api.serving import Door, served
from tests.cli.conftest import XIANGFU
from tests.cli.offices import read
from tests.demo.memory import UNTIL
from tests.support.packaged import KEYS
from tests.support.postgres import fresh_database

PLAN = DemoPlan(cases=60, seed=1, days=60, until=UNTIL)
OFFICE = "330105009"
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
LATIN = re.compile(r"[A-Za-z][A-Za-z0-9_.\-]*")
COMMUNITY = re.compile(rf"(?<!\d){OFFICE}\d{{3}}(?!\d)")
FINGERPRINT = re.compile(r"(指纹|fingerprint) [0-9a-f]{12}")
NAMES = re.compile(r"v\d+|cn-\d{4}[\d.\-]*|[A-Z]|PDF|CSV|Open311|English|mg|m3|pH")
"""What is called so in Chinese as well: versions, calendars, exits of metro stations, kinds of files, units."""
CHINESE = re.compile(r"[\u4e00-\u9fff]")
UNREAD = frozenset({"code", "style"})
"""`code` holds what is meant for machines: codes of refusals, ids of formulas, digests."""
LABELS = frozenset({"dt", "th", "label", "legend", "summary", "button", "option", "h2", "h3", "caption"})
GIVEN = re.compile(r"(当事人|诉求人) \d+( .)?")
"""What people of the demo say they are called."""
KEY = re.compile(r"[a-z]_[a-z]|\b[a-z]+\.[a-z]+\b")


class Words(HTMLParser):
    """The visible text of a page, each piece with the element around it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self._open: list[str] = []
        self.pieces: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("input", "meta", "link", "br", "img"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not UNREAD & set(self._open):
            self.pieces.append((self._open[-1] if self._open else "", data.strip()))


@pytest.fixture(scope="module")
def seeded(migrated_server: Lease, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """A small demo, served at the end of its last day, its lists up to date."""
    folder = tmp_path_factory.mktemp("names")
    with fresh_database(migrated_server, "demo_names") as dsn:
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute("SELECT bihuan.mark_as_demo()")
        settings = Settings(data_dir=folder, office=OFFICE)
        figures = asyncio.run(seed(settings, dsn, read(XIANGFU), PLAN, lambda done, total: None))
        with served(dsn, folder, made=OFFICE, now=datetime.fromisoformat(figures["until"])) as door:
            shown = door.as_("shift-leader-1").get("/api/v1/cases", params=_after(figures))
            assert shown.status_code == 200, shown.text
            yield door


def _after(figures: dict[str, Any]) -> dict[str, str]:
    return {"min_position": str(figures["position"]), "limit": "1"}


def client(door: Door, actor: str, language: str) -> httpx2.Client:
    return door.as_(actor, Accept="text/html", **{"Accept-Language": language})


def cases(door: Door, workflow: str) -> list[dict[str, Any]]:
    asked = {"workflow": workflow, "limit": "200"}
    found: list[dict[str, Any]] = (
        door.as_("shift-leader-1").get("/api/v1/cases", params=asked).json()["cases"]
    )
    assert found, workflow
    return found


def pages(door: Door) -> Iterator[str]:
    """Addresses of every page there is something on."""
    yield from ("/", "/messages", "/rates", "/ledger", "/report", "/?overdue=true")
    yield from (f"/rates?by={group}" for group in ("workflow", "community", "unit", "category"))
    yield from ("/rates/on_time_closing_rate", "/ledger?unit=public_management", "/?workflow=root_cause")
    for workflow in KEYS:
        yield from (f"/cases/{case['id']}" for case in cases(door, workflow))


def words(client: httpx2.Client, url: str) -> list[tuple[str, str]]:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.text)
    return Words(answer.text).pieces


def raw_in(text: str) -> list[str]:
    """Ids of cases, units and people, keys, roles, labels that nobody translated: whatever is Latin and no name."""
    text = FINGERPRINT.sub("", text)
    found = [*UUID.findall(text), *COMMUNITY.findall(text)]
    return [*found, *(one for one in LATIN.findall(text) if not NAMES.fullmatch(one))]


@pytest.mark.parametrize("actor", ["shift-leader-1", "auditor-1", "mediator-mediation_committee-1"])
def test_a_chinese_page_shows_names_and_no_ids(seeded: Door, actor: str) -> None:
    reader = client(seeded, actor, "zh-CN")
    found = {
        (raw, text[:80], url)
        for url in pages(seeded)
        for _, text in words(reader, url)
        for raw in raw_in(text)
    }
    assert sorted(found)[:20] == []


def test_an_english_page_has_english_labels_and_no_ids(seeded: Door) -> None:
    reader = client(seeded, "shift-leader-1", "en")
    pieces = {(tag, text, url) for url in pages(seeded) for tag, text in words(reader, url)}
    chinese = {one for one in pieces if one[0] in LABELS and CHINESE.search(one[1])}
    keys = {one for one in pieces if UUID.search(one[1]) or KEY.search(one[1])}
    assert sorted(one for one in chinese if not GIVEN.fullmatch(one[1]))[:20] == []
    assert sorted(keys)[:20] == []
