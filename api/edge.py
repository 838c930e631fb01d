"""What happens to every request before any route: a trace, a bound on its size, headers that keep browsers careful.

Plain ASGI, so that bodies are streamed and nothing is added to what a move costs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from urllib.parse import unquote_to_bytes

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import Problem, Words, bad_parameter, problem_response
from api.strict_json import MAX_BYTES

FILE_BYTES = 20 * 1024 * 1024
FORM_BYTES = FILE_BYTES + MAX_BYTES
"""A form with evidence: a file and what goes with it."""
TRACE = "X-Trace-Id"
DATA = "X-Bihuan-Data"
"""Says on every answer that a database is a demo, or holds trial data only."""
CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; connect-src 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": CSP,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_PARENT = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")


class Edge:
    """The outermost of our own layers."""

    def __init__(
        self, app: ASGIApp, *, new_id: Callable[[], str], words: Words, mark: str, tally: Counter[int]
    ) -> None:
        self._app, self._new_id, self._words = app, new_id, words
        self._mark, self._tally = mark, tally

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; anything that is no request passes."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        trace_id = _trace_of(scope) or self._new_id().replace("-", "")
        scope.setdefault("state", {})["trace_id"] = trace_id
        extra = {**_ALWAYS, TRACE: trace_id, DATA: self._mark}
        send = _with_headers(send, extra, self._tally)
        try:
            _require_plain(scope)
            await self._app(scope, _bounded(scope, receive), send)
        except Problem as problem:
            await problem_response(Request(scope), problem, self._words)(scope, receive, send)


def _trace_of(scope: Scope) -> str:
    found = next((value for name, value in scope["headers"] if name == b"traceparent"), b"")
    match = _PARENT.fullmatch(found.decode("latin-1"))
    return match[1] if match else ""


def _require_plain(scope: Scope) -> None:
    """No NUL anywhere in the address, and nothing that is not UTF-8: no table holds either."""
    query = unquote_to_bytes(scope["query_string"])
    try:
        query.decode("utf-8")
    except UnicodeDecodeError:
        raise bad_parameter("", "not_utf8", "UTF-8") from None
    if b"\0" in query:
        raise bad_parameter("", "nul_character", "text without NUL")
    if "\0" in scope["path"]:
        raise Problem("not_found")


def _limit(scope: Scope) -> int:
    kind = next((value for name, value in scope["headers"] if name == b"content-type"), b"")
    takes_files = scope["path"] == "/api/v1/files" or kind.startswith(b"multipart/form-data")
    return FORM_BYTES if takes_files else MAX_BYTES


def _bounded(scope: Scope, receive: Receive) -> Receive:
    """The body as it comes in, up to the limit; what it says of its length is believed only when it is too much."""
    limit, seen = _limit(scope), 0
    said = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    if said.isdigit() and int(said) > limit:
        raise Problem("body_too_large", limit=limit)

    async def bounded() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise Problem("body_too_large", limit=limit)
        return message

    return bounded


def _with_headers(send: Send, extra: Mapping[str, str], tally: Counter[int]) -> Send:
    added = [(name.lower().encode(), value.encode()) for name, value in extra.items()]

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            tally[message["status"]] += 1
            present = {name.lower() for name, _ in message["headers"]}
            more = [header for header in added if header[0] not in present]
            message = {**message, "headers": [*message["headers"], *more]}
        await send(message)

    return sending
