"""The transparency log over HTTP: who gets which part, and a proof that a receipt links to."""

import json

import pytest

from api.audit_places import sealer_at
from projections.transparency.checkpoints import open_checkpoint
from projections.transparency.notes import verifier_of
from projections.transparency.proofs import parse_proof, require_proven
from projections.transparency.store import Store
from projections.transparency.tiles import entries_of
from tests.api.journey import Journey
from tests.api.serving import Door
from workflows.log import connect


def seal(door: Door) -> int:
    """Seal as the worker does."""
    with connect(door.dsn) as connection:
        return sealer_at(door.services.audit, Store(connection, door.services.jurisdiction)).seal()


@pytest.fixture(scope="module")
def sealed(door: Door) -> tuple[Door, Journey, dict[str, str]]:
    """A case somebody reported, and its receipt, once the worker has sealed it."""
    journey = Journey(door)
    receipt = journey.open().json()
    seal(door)
    return door, journey, receipt


def test_the_signed_head_and_its_key_are_for_everybody(sealed: tuple[Door, Journey, dict[str, str]]) -> None:
    door = sealed[0]
    stranger = door.as_(None)
    head, key = stranger.get("/api/v1/audit/checkpoint"), stranger.get("/api/v1/audit/vkey")

    assert head.headers["content-type"] == "text/plain; charset=utf-8"
    assert head.headers["cache-control"] == "max-age=1"
    found = open_checkpoint(head.text, verifier_of(key.text))
    assert found.size > 0


def test_tiles_are_for_auditors(sealed: tuple[Door, Journey, dict[str, str]]) -> None:
    door = sealed[0]
    size = int(door.as_(None).get("/api/v1/audit/checkpoint").text.split("\n")[1])
    path = f"/api/v1/audit/tile/entries/000.p/{size}"
    answer = door.as_("auditor-1").get(path)

    assert answer.headers["content-type"] == "application/octet-stream"
    assert "immutable" in answer.headers["cache-control"]
    assert [json.loads(entry)["n"] for entry in entries_of(answer.content)] == list(range(1, size + 1))
    assert len(door.as_("auditor-1").get(f"/api/v1/audit/tile/0/000.p/{size}").content) == size * 32
    assert door.as_(None).get(path).status_code == 401
    refused = door.as_("dispatch-1").get(path)
    assert (refused.status_code, refused.json()["code"]) == (403, "role_missing")


@pytest.mark.parametrize(
    "path", ["0/001", "0/000.p/0", "x/000", "0/..%2f..%2fvkey", "..%2f..%2fkey", "9/000"]
)
def test_what_is_no_tile_is_not_found(sealed: tuple[Door, Journey, dict[str, str]], path: str) -> None:
    answer = sealed[0].as_("auditor-1").get(f"/api/v1/audit/tile/{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_receipt_links_to_the_proof_of_its_fact(sealed: tuple[Door, Journey, dict[str, str]]) -> None:
    door, journey, receipt = sealed
    key = verifier_of(door.as_(None).get("/api/v1/audit/vkey").text)
    for reader in ("resident-7", "intake-1"):
        answer = door.as_(reader).get(receipt["proof"])
        proof = parse_proof(answer.text)
        require_proven(proof, key)
        leaf = json.loads(proof.leaf)
        assert (leaf["s"], leaf["t"]) == (journey.id, "case.reported")


def test_who_may_not_read_the_case_gets_no_proof(sealed: tuple[Door, Journey, dict[str, str]]) -> None:
    door, _, receipt = sealed
    answers = [
        door.as_("resident-8").get(receipt["proof"]),
        door.as_("resident-8").get("/api/v1/audit/proof/00000000-0000-0000-0000-000000000000"),
        door.as_("intake-1").get("/api/v1/audit/proof/nonsense"),
    ]
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(404, "no_proof")}
    assert len({answer.json()["detail"] for answer in answers}) == 1
    assert door.as_(None).get(receipt["proof"]).status_code == 401


def test_the_offices_own_facts_are_proven_to_staff(sealed: tuple[Door, Journey, dict[str, str]]) -> None:
    door = sealed[0]
    first = door.as_("auditor-1").get("/api/v1/events?limit=1").json()["events"][0]
    path = f"/api/v1/audit/proof/{first['event_id']}"

    assert parse_proof(door.as_("auditor-1").get(path).text).index == 0
    assert door.as_("resident-7").get(path).status_code == 403


def test_a_fact_that_is_not_sealed_has_no_proof_yet(sealed: tuple[Door, Journey, dict[str, str]]) -> None:
    door = sealed[0]
    receipt = Journey(door).open().json()
    assert door.as_("intake-1").get(receipt["proof"]).json()["code"] == "no_proof"

    metrics = door.as_(None).get("/metrics").text
    waited = float(metrics.split("\nbihuan_audit_unsealed_seconds ")[1].split("\n")[0])
    assert waited > 0
    ready = door.as_(None).get("/readyz").json()["audit"]
    sealed_before = ready["sealed"]
    size = seal(door)
    ready = door.as_(None).get("/readyz").json()["audit"]
    assert (sealed_before < size, ready) == (True, {"sealed": size, "unsealed_s": 0.0})
    assert door.as_("intake-1").get(receipt["proof"]).status_code == 200


def test_before_the_first_seal_there_is_no_head(own_door: Door) -> None:
    answer = own_door.as_(None).get("/api/v1/audit/checkpoint")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_sealed")
