"""One case on its way through the base workflow, as each of its people takes it there over HTTP."""

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2

from domain.codec import to_data
from tests.api import office
from tests.api.serving import Door

PLACE = {"lat_deg": 30.3, "lon_deg": 120.1, "address": "一号路", "community": office.NORTH}
REPORT: Mapping[str, Any] = {
    "category": "street.litter",
    "channel": "hotline",
    "narrative": "楼下成堆垃圾",
    "reporter": "resident-7",
    "reporter_phone": "0571-0000",
    "place": PLACE,
}
RESIDENT = "resident-7"


def png() -> bytes:
    """The smallest picture that is one."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixel = zlib.compress(b"\0\xff\xff\xff")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixel) + chunk(b"IEND", b"")


@dataclass
class Journey:
    """A case and the version it has come to."""

    door: Door
    id: str = ""
    version: int = 0
    state: str = ""
    answers: list[httpx2.Response] = field(default_factory=list)

    def open(self, actor: str = "intake-1", **changed: Any) -> httpx2.Response:
        body = {name: value for name, value in {**REPORT, **changed}.items() if value is not None}
        answer = self.door.as_(actor).post("/api/v1/cases", json=body)
        self._take_over(answer)
        return answer

    def move(self, actor: str, move: str, /, **fields: Any) -> httpx2.Response:
        """Take a move from the version last seen; the answer, whatever it is."""
        client = self.door.as_(actor, **{"If-Match": f'"v{self.version}"'})
        answer = client.post(f"/api/v1/cases/{self.id}/moves/{move}", json=fields)
        self._take_over(answer)
        return answer

    def must(self, actor: str, move: str, /, **fields: Any) -> None:
        """Take a move that is known to be legal."""
        self.door.clock.forward(minutes=1)
        answer = self.move(actor, move, **fields)
        assert answer.status_code == 200, answer.text

    def photo(self, actor: str, slot: str) -> dict[str, Any]:
        """A photo of the place, taken now by this person, as a move carries it."""
        answer = self.door.as_(actor).post(
            "/api/v1/files", content=png(), headers={"Content-Type": "image/png"}
        )
        assert answer.status_code == 201, answer.text
        taken_at = to_data(self.door.clock())
        return {"id": answer.json()["id"], "slot": slot, "taken_at": taken_at, "place": PLACE}

    def until(self, state: str) -> "Journey":
        """Go on along the plain way until a state."""
        for step in (
            self.file,
            self.dispatch,
            self.sign,
            self.report_done,
            self.assign_check,
            self.pass_check,
            self.close,
        ):
            if self.state == state:
                return self
            if not self.id:
                self.open()
            if self.state != state:
                step()
        assert self.state == state, self.state
        return self

    def file(self) -> None:
        self.must("intake-1", "file", condition="heaped", grid=office.GRID_CODE)

    def dispatch(self) -> None:
        self.must("dispatch-1", "dispatch", unit=office.CLEANING, instruction="清理")

    def sign(self) -> None:
        self.must("handler-1", "sign")

    def report_done(self) -> None:
        photo = self.photo("handler-1", "after")
        self.must("handler-1", "report_done", result="已清理", items={"cleared": True}, files=[photo])

    def assign_check(self) -> None:
        self.must("shift-1", "assign_check", checker="checker-1", method="site")

    def pass_check(self) -> None:
        self.door.clock.forward(minutes=5)
        photo = self.photo("checker-1", "same_spot")
        self.must("checker-1", "pass_check", items={"cleared": True}, files=[photo], place=PLACE)

    def close(self) -> None:
        told = {"subject": RESIDENT, "purpose": "inform", "reached": True}
        self.must("intake-1", "contact", **told)
        self.must(
            "shift-1",
            "close",
            condition="cleared",
            outcome="solved",
            summary="已清理",
            public_summary="垃圾已清理",
        )

    def case(self, actor: str = "intake-1", **params: Any) -> dict[str, Any]:
        answer = self.door.as_(actor).get(f"/api/v1/cases/{self.id}", params=params)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def settled(self) -> "Journey":
        """Wait until the lists show what was done last."""
        last = next(answer for answer in reversed(self.answers) if answer.is_success)
        params: dict[str, str] = {"min_position": last.headers["x-position"], "limit": "1"}
        answer = self.door.as_("intake-1").get("/api/v1/cases", params=params)
        assert answer.status_code == 200, answer.text
        return self

    def _take_over(self, answer: httpx2.Response) -> None:
        self.answers.append(answer)
        if answer.is_success:
            found = answer.json()
            self.id, self.version, self.state = found["id"], found["version"], found["state"]
