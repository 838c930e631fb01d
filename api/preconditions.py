"""The two headers that make writing safe: the version one saw, and the key of a request that may be repeated."""

from __future__ import annotations

import re

from starlette.requests import Request

from api.problems import Problem, bad_parameter

_TAG = re.compile(r'"v([1-9][0-9]{0,8})"')
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
ONE_ETAG = ('案卷的一个 ETag，如 "v3"', 'one ETag of a case, such as "v3"')
VISIBLE = ("1 到 255 个可见 ASCII 字符", "1 to 255 visible ASCII characters")


def version_of(request: Request) -> int:
    """The version in If-Match. Raises Problem precondition_required, bad_parameter."""
    sent = request.headers.get("if-match")
    if sent is None:
        raise Problem("precondition_required")
    return version_in(sent, "If-Match")


def version_in(tag: str, where: str) -> int:
    """The version of an entity tag; only a single strong one says what was seen."""
    found = _TAG.fullmatch(tag.strip())
    if found is None:
        raise bad_parameter(where, "wrong_type", ONE_ETAG)
    return int(found[1])


def key_of(request: Request) -> str:
    """The Idempotency-Key, empty when there is none. Raises Problem bad_parameter."""
    sent = request.headers.get("idempotency-key")
    if sent is None:
        return ""
    key = sent.strip()
    if not _KEY.fullmatch(key):
        raise bad_parameter("Idempotency-Key", "wrong_type", VISIBLE)
    return key
