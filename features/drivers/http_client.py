"""A client of the HTTP door as any integrator would write one: JSON, the actor's header, ETag and If-Match."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

PREFIX = "/api/v1"
TIMEOUT_S = 30.0
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
"""The smallest thing that begins as a photo does."""


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What the server answered."""

    status: int
    etag: str
    body: Any

    @property
    def problem(self) -> str:
        """The code of the problem; empty when there is none."""
        return str(self.body.get("code", self.status)) if self.status >= 400 else ""

    def expected(self) -> Any:
        """The body of an answer that must not be a problem."""
        assert self.status < 400, f"{self.status}: {self.body}"
        return self.body


class HttpClient:
    """One connection to one server, kept open between requests."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def get(self, path: str, actor: str, language: str = "zh-CN", **query: str) -> Reply:
        """Read something."""
        asked = f"{PREFIX}{path}?{urlencode(query)}" if query else PREFIX + path
        return self._send("GET", asked, actor, None, {"Accept-Language": language})

    def post(self, path: str, actor: str, body: Mapping[str, Any], if_match: str = "") -> Reply:
        """Do something; `if_match` is the version that was seen."""
        headers = {"Content-Type": "application/json", **({"If-Match": if_match} if if_match else {})}
        return self._send("POST", PREFIX + path, actor, json.dumps(body).encode(), headers)

    def upload(self, actor: str) -> Mapping[str, Any]:
        """Hand in a photo; its id and digest."""
        sent = self._send("POST", f"{PREFIX}/files", actor, JPEG, {"Content-Type": "image/jpeg"})
        found: Mapping[str, Any] = sent.expected()["file"]
        return found

    def _send(
        self, method: str, path: str, actor: str, body: bytes | None, headers: Mapping[str, str]
    ) -> Reply:
        self._connection.request(method, path, body, {"X-Bihuan-Actor": actor, **headers})
        response = self._connection.getresponse()
        raw = response.read()
        reply = Reply(
            status=response.status,
            etag=response.headers.get("ETag", ""),
            body=json.loads(raw) if raw else None,
        )
        assert reply.status < 500, f"{method} {path} answered {reply.status}: {reply.body}"
        return reply
