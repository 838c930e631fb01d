"""Evidence: what is taken in, what is kept, who gets it back."""

import hashlib
from typing import Any

import httpx2
import pytest

from api.edge import FILE_BYTES
from domain.codec import to_data
from tests.api.journey import PLACE, Journey, png
from tests.api.serving import Door

PDF, JPEG = b"%PDF-1.7\n...", b"\xff\xd8\xff\xe0...."


def upload(door: Door, actor: str, content: bytes, kind: str = "image/png", **params: str) -> httpx2.Response:
    return door.as_(actor).post(
        "/api/v1/files", content=content, params=params, headers={"Content-Type": kind}
    )


@pytest.mark.parametrize(
    ("content", "media_type"), [(png(), "image/png"), (PDF, "application/pdf"), (JPEG, "image/jpeg")]
)
def test_the_bytes_say_what_a_file_is(door: Door, content: bytes, media_type: str) -> None:
    answer = upload(door, "grid-1", content, "application/octet-stream")

    found = answer.json()
    assert (answer.status_code, found["media_type"], found["size"]) == (201, media_type, len(content))
    assert found["sha256"] == hashlib.sha256(content).hexdigest()
    again = door.as_("grid-1").get(answer.headers["location"])
    assert (again.content, again.headers["content-type"]) == (content, media_type)
    assert again.headers["x-content-type-options"] == "nosniff"
    assert again.headers["content-disposition"].startswith('attachment; filename="')
    assert again.headers["content-security-policy"] == "sandbox"


@pytest.mark.parametrize(
    "content", [b"", b"<html><script>", b"MZ\x90\0", b"GIF89a", b"\x89PN", b"PK\x03\x04"]
)
def test_other_kinds_are_not_taken(door: Door, content: bytes) -> None:
    answer = upload(door, "grid-1", content)

    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


def test_a_file_that_is_too_large_is_not_taken(door: Door) -> None:
    answer = upload(door, "grid-1", png() + bytes(FILE_BYTES))

    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def test_a_stream_without_a_length_is_cut_off_at_the_limit(door: Door) -> None:
    def endless() -> Any:
        yield png()
        for _ in range(400):
            yield bytes(64 * 1024)

    answer = door.as_("grid-1").post(
        "/api/v1/files", content=endless(), headers={"Content-Type": "image/png"}
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
    assert not list((door.settings.home / "files" / "incoming").iterdir())


def test_a_form_does_as_well(door: Door) -> None:
    sent = {"taken_at": "2026-11-24T09:00:00+08:00", "lat_deg": "30.3", "lon_deg": "120.1"}

    answer = door.as_("grid-1").post("/api/v1/files", files={"file": ("照片.png", png())}, data=sent)
    assert answer.status_code == 201, answer.text
    assert answer.json()["file"]["taken_at"] == "2026-11-24T01:00:00Z"
    assert answer.json()["file"]["place"]["lat_deg"] == 30.3


@pytest.mark.parametrize(
    "params",
    [{"taken_at": "noon"}, {"lat_deg": "north"}, {"lat_deg": "999"}, {"lat_deg": "nan"}, {"colour": "red"}],
)
def test_what_is_said_of_a_file_is_judged(door: Door, params: dict[str, str]) -> None:
    assert upload(door, "grid-1", png(), **params).status_code == 422


def test_a_form_without_a_file_is_refused(door: Door) -> None:
    answer = door.as_("grid-1").post("/api/v1/files", files={"other": b"x"})

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/file")


@pytest.mark.parametrize(
    "sent", [b"", b"--x\r\nbroken", b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--"]
)
def test_a_broken_form_is_refused(door: Door, sent: bytes) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}

    answer = door.as_("grid-1").post("/api/v1/files", content=sent, headers=headers)
    assert 400 <= answer.status_code < 500


def test_evidence_is_shown_to_who_may_see_it_in_the_case(door: Door) -> None:
    journey = Journey(door).until("handling")
    photo = journey.photo("handler-1", "after")
    journey.must("handler-1", "report_done", result="x", items={"cleared": True}, files=[photo])

    def seen_by(actor: str, **params: str) -> int:
        return door.as_(actor).get(f"/api/v1/files/{photo['id']}", params=params).status_code

    assert [seen_by(actor) for actor in ("handler-1", "head-1", "intake-1", "deputy-1")] == [200] * 4
    assert [seen_by(actor) for actor in ("auditor-1", "handler-2", "resident-7", "resident-8")] == [404] * 4
    assert (seen_by("intake-1", case=journey.id), seen_by("auditor-1", case=journey.id)) == (200, 404)


def test_an_upload_nobody_attached_is_its_own_uploaders(door: Door) -> None:
    file_id = upload(door, "grid-1", png()).json()["id"]

    assert door.as_("grid-1").get(f"/api/v1/files/{file_id}").status_code == 200
    assert door.as_("intake-1").get(f"/api/v1/files/{file_id}").status_code == 404


def test_nobody_reads_a_file_by_attaching_it_to_a_case_of_his_own(door: Door) -> None:
    file_id = upload(door, "grid-1", png()).json()["id"]
    journey = Journey(door)
    journey.open("resident-40", channel="app", reporter=None)

    answer = journey.move("resident-40", "add_material", text="x", files=[{"id": file_id}])
    assert (answer.status_code, answer.json()["code"]) == (422, "field_missing")
    assert answer.json()["errors"][0] == {
        "pointer": "/files/0/id",
        "problem": "unknown_file",
        "expected": "a file from POST /api/v1/files",
    }


def test_the_digest_is_that_of_the_bytes(door: Door) -> None:
    journey = Journey(door).until("handling")
    photo = journey.photo("handler-1", "after")

    wrong = journey.move("handler-1", "note", step="progress", files=[{**photo, "sha256": "0" * 64}])
    assert wrong.json()["errors"][0]["pointer"] == "/files/0/sha256"
    journey.must("handler-1", "note", step="progress", files=[photo])
    facts = door.as_("handler-1").get(f"/api/v1/cases/{journey.id}/history").json()["facts"]
    (file,) = facts[-1]["payload"]["files"]
    assert file["sha256"] == hashlib.sha256(png()).hexdigest()
    assert (file["media_type"], file["place"]["lat_deg"]) == ("image/png", PLACE["lat_deg"])


@pytest.mark.parametrize(
    "file_id", ["../../etc/passwd", "x", "%2e%2e%2f", "00000000-0000-7000-8000-000000000000"]
)
def test_what_is_no_file_is_not_found(door: Door, file_id: str) -> None:
    assert door.as_("grid-1").get(f"/api/v1/files/{file_id}").status_code == 404


def test_no_byte_of_a_file_lies_on_the_disk_in_clear(door: Door) -> None:
    secret = b"the name of a resident " * 9
    for sent in ({"files": {"file": ("x.pdf", PDF + secret)}}, {"content": PDF + secret}):
        answer = door.as_("grid-1").post("/api/v1/files", **sent)
        assert answer.status_code == 201, answer.text
        got = door.as_("grid-1").get(f"/api/v1/files/{answer.json()['id']}")
        assert got.content == PDF + secret

    kept = [path for path in (door.settings.home / "files").rglob("*") if path.is_file()]
    assert kept
    assert not [path for path in kept if secret in path.read_bytes()]


def test_a_file_that_was_exchanged_on_the_disk_is_not_given_out(door: Door) -> None:
    one, other = (upload(door, "grid-1", PDF + text).json()["id"] for text in (b"one", b"two"))
    kept = {
        path.name: path for path in (door.settings.home / "files" / "content").rglob("*") if path.is_file()
    }
    kept[one].write_bytes(kept[other].read_bytes())
    with pytest.raises(httpx2.RemoteProtocolError):
        door.as_("grid-1").get(f"/api/v1/files/{one}")


def test_what_was_uploaded_with_a_photo_wins_over_what_a_move_says(door: Door) -> None:
    """Else a photo of somewhere else would be evidence of here."""
    journey = Journey(door).until("checking")
    far = {"taken_at": to_data(door.clock()), "lat_deg": "30.34", "lon_deg": "120.12"}
    stored = door.as_("checker-1").post("/api/v1/files", files={"file": ("照片.png", png())}, data=far).json()
    photo = {"id": stored["file"]["id"], "slot": "same_spot", "place": PLACE}

    answer = journey.move("checker-1", "pass_check", items={"cleared": True}, files=[photo])

    assert (answer.status_code, answer.json()["code"]) == (409, "photo_elsewhere")
