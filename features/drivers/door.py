"""Looks, requests and grants through the HTTP door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from api.services import Services
from features.answers import Answer
from features.drivers.http_client import HttpClient, Reply
from features.drivers.worker import catch_up
from features.looking import LookSeen
from projections.accesses import ACCESSES

WHY = "规格说明"
PATHS = {"restrict": "restriction", "release": "release", "erase": "erasure"}


class Door:
    """Who looks at cases by the door of a served office."""

    def __init__(self, services: Services, client: HttpClient) -> None:
        self._services, self._client = services, client

    def look(self, case_id: str, actor: str) -> None:
        self._client.get(f"/cases/{case_id}", actor)
        self._client.get(f"/cases/{case_id}/history", actor)

    def looks(self, case_id: str, actor: str) -> Sequence[LookSeen]:
        catch_up(self._services, (ACCESSES,))
        found = self._client.get("/accesses", actor, case=case_id, limit="200").expected()["accesses"]
        return [
            LookSeen(
                person=row["person"],
                fields=tuple(field["field"].rpartition(".")[2] for field in row["fields"]),
                purpose=row["purpose_label"],
            )
            for row in found
        ]

    def shown(self, case_id: str, actor: str, field: str) -> str:
        value = self._client.get(f"/cases/{case_id}", actor).expected()["report"].get(field)
        return next(iter(value)) if isinstance(value, Mapping) else "" if value is not None else "absent"

    def ask_to_read(self, case_id: str, actor: str, purpose: str, hours: int) -> Answer:
        body = {"purpose": purpose, "hours": hours, "reason": WHY}
        return _answer(case_id, self._client.post(f"/cases/{case_id}/grants", actor, body))

    def open_case(self, case_id: str, actor: str) -> Answer:
        requests: list[dict[str, Any]] = self._client.get("/grants", actor, case=case_id).expected()["grants"]
        assert requests, "nobody asked for this case"
        return _answer(case_id, self._client.post(f"/grants/{requests[0]['id']}/opening", actor, {}))

    def carry_out(self, action: str, subject: str, actor: str) -> Answer:
        body = {"subject": subject, "reason": WHY}
        return _answer("", self._client.post(f"/subjects/{PATHS[action]}", actor, body))


def _answer(case_id: str, reply: Reply) -> Answer:
    told = str(reply.body.get("detail", "")) if reply.problem else ""
    return Answer(case=case_id, code=reply.problem, told=told)
