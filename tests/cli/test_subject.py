"""`bihuan subject` and `bihuan audit grants`: what people ask for, carried out on the command line."""

from __future__ import annotations

import asyncio
import io
import json
from datetime import UTC, datetime

import pytest

from api.bootstrap import build
from api.settings import load_settings
from domain.facts.privacy import AccessRequested
from domain.grants import ask_to_read
from domain.office import Person, Post
from domain.sealed import Owner
from tests.cli.running import Bihuan
from workflows.office_events import Told

AS = ("--as", "steward-1")
WHY = ("--reason", "2026-11-29 本人要求", *AS)


async def _kept(subject: str, phone: str) -> None:
    async with build(load_settings()) as services:
        keys = services.privacy.requests.keys
        await keys.for_writing([Owner(subject, "contact")])
        await keys.mark(subject, phone)


@pytest.fixture
def known(office: Bihuan) -> Bihuan:
    """An office that keeps something about somebody."""
    asyncio.run(_kept("resident-137", "0571-0000-0137"))
    return office


def test_a_request_is_carried_out_and_told(known: Bihuan) -> None:
    restricted = known("subject", "restrict", "resident-137", *WHY)
    assert (restricted.code, "kept, and shown to nobody" in restricted.out) == (0, True)
    assert known("subject", "show", "resident-137", *AS).out.startswith("resident-137: restricted\n")
    known.refuses("subject", "restrict", "resident-137", *WHY, code=3, because="already_restricted")
    assert known("subject", "release", "resident-137", *WHY).code == 0

    erased = known("subject", "erase", "resident-137", *WHY, "--json")
    assert json.loads(erased.out)["fact"] == "subject.erased"
    told = known("subject", "show", "resident-137", *AS).out
    assert "nothing is kept, erased 1 time(s)" in told
    assert told.count(" by steward-1, 1 keys") == 3
    assert told.count("本人要求") == 3
    known.refuses("subject", "erase", "resident-137", *WHY, code=3, because="nothing_kept")


def test_somebody_is_found_by_a_number_that_no_history_holds(
    known: Bihuan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("057100000137\n"))
    assert known("subject", "find", "-").out == "resident-137\n"
    nobody = known("subject", "find", "0571 0000 0138", "--json")
    assert json.loads(nobody.out) == {"subjects": []}
    known.refuses("subject", "find", "nobody", code=2, because="no phone number")


@pytest.mark.parametrize("action", ["restrict", "release", "erase"])
def test_without_a_reason_nothing_is_done(known: Bihuan, action: str) -> None:
    known.refuses("subject", action, "resident-137", code=2, because="--reason")
    known.refuses("subject", action, "resident-137", "--reason", " ", code=2, because="--reason")
    assert json.loads(known("subject", "show", "resident-137", *AS, "--json").out)["requests"] == []


def test_nobody_but_a_steward_is_named(known: Bihuan) -> None:
    known.refuses("subject", "erase", "resident-137", *WHY, "--as", "leader-1", code=2, because="steward-1")


def test_doctor_looks_whether_everything_was_done(known: Bihuan) -> None:
    known("worker", "--once")
    known("subject", "erase", "resident-137", *WHY)
    found = json.loads(known("doctor", "--json").out)["findings"]
    told = {one["what"]: (one["ok"], one["seen"]) for one in found}
    assert told["requests of people"] == (True, "1, all done to the keys")


def test_requests_to_read_are_listed(known: Bihuan) -> None:
    assert known("audit", "grants").out == "Nobody asked to read a case.\n"
    asyncio.run(_ask())
    told = known("audit", "grants").out
    assert "auditor-1: case-1, lawsuit, 4 h: open" in told
    (one,) = json.loads(known("audit", "grants", "--json").out)
    assert (one["by"], one["state"], one["until"]) == ("auditor-1", "open", None)
    assert "法院调卷" not in told


async def _ask() -> None:
    auditor, now = Person(id="auditor-1", posts=(Post(role="auditor", unit="audit"),)), datetime.now(UTC)
    wish = AccessRequested(request="r-1", case="case-1", purpose="lawsuit", hours=4, reason="法院调卷")
    async with build(load_settings()) as services:
        told = Told(actor=auditor.id, now=now, door="http", command_id="")
        await services.privacy.grants.tell(lambda known: ask_to_read(known, wish, auditor, now), told)
