"""Whatever is sent, the answer is one clear problem below 500, and nothing is half written."""

from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.strict_json import MAX_BYTES
from tests.api.journey import REPORT, Journey
from tests.api.serving import Door

JSON = "application/json"
NASTY: list[tuple[bytes, str, int, str]] = [
    (b"{", JSON, 400, "malformed_json"),
    (b"not json", JSON, 400, "malformed_json"),
    (b"{'category': 'street.litter'}", JSON, 400, "malformed_json"),
    (b'{"category": "street.litter",}', JSON, 400, "malformed_json"),
    (b'{"a": "\xff"}', JSON, 400, "malformed_json"),
    (b'{"a": "\xed\xa0\x80"}', JSON, 400, "malformed_json"),
    ('{"category": "street.litter"}'.encode("utf-16"), JSON, 400, "malformed_json"),
    (b'\xef\xbb\xbf{"category": "street.litter"}', JSON, 400, "malformed_json"),
    (b'{"category": NaN}', JSON, 422, "unsafe_json"),
    (b'{"category": Infinity}', JSON, 422, "unsafe_json"),
    (b'{"category": 1e999}', JSON, 422, "unsafe_json"),
    (b'{"category": "street.litter", "narrative": "\\u0000"}', JSON, 422, "unsafe_json"),
    (b'{"category": "street.litter", "narrative": "\\ud800"}', JSON, 422, "unsafe_json"),
    (b'{"category": "street.litter", "category": "street.heap"}', JSON, 422, "unsafe_json"),
    (b'{"place": {"lat_deg": 1, "lat_deg": 2}}', JSON, 422, "unsafe_json"),
    (b"[" * 5000, JSON, 422, "unsafe_json"),
    (b'{"a":' * 33 + b"1" + b"}" * 33, JSON, 422, "unsafe_json"),
    (b'{"category": ' + b"1" * 5000 + b"}", JSON, 422, "unsafe_json"),
    (b'{"category": 99999999999999999999}', JSON, 422, "unsafe_json"),
    (b"[]", JSON, 422, "field_missing"),
    (b"null", JSON, 422, "field_missing"),
    (b'"text"', JSON, 422, "field_missing"),
    (b"7", JSON, 422, "field_missing"),
    (b"", JSON, 422, "field_missing"),
    (b'{"category": {"_type_": "decimal_str", "_data_": "1E+999999"}}', JSON, 422, "field_missing"),
    (
        b'{"category": "street.litter", "attributes": {"_type_": "x", "_data_": "y"}}',
        JSON,
        422,
        "field_missing",
    ),
    (b'{"category": "street.litter", "narrative": "' + b"x" * 10_001 + b'"}', JSON, 422, "field_missing"),
    (b'{"category": "street.litter", "files": [1]}', JSON, 422, "field_missing"),
    (b'{"category": "street.litter", "files": [{"id": 5}]}', JSON, 422, "field_missing"),
    (b'{"category": "street.litter", "files": {"id": "x"}}', JSON, 422, "field_missing"),
    (b'{"category": "street.litter", "place": [[[]]]}', JSON, 422, "field_missing"),
    (b'{"category": "street.litter", "place": {"lat_deg": "30"}}', JSON, 422, "field_missing"),
    (b'{"category": "street.litter", "occurred_at": "9999-12-31T23:59:59Z"}', JSON, 422, "field_missing"),
    (
        b'{"category": "street.litter", "occurred_at": "0001-01-01T00:00:00+14:00"}',
        JSON,
        422,
        "field_missing",
    ),
    (b'{"category": "street.litter", "occurred_at": 1e300}', JSON, 422, "field_missing"),
    (b'{"category": "street.litter", "role": []}', JSON, 422, "field_missing"),
    (b'{"category": "street.litter", "urgent": "yes"}', JSON, 422, "field_missing"),
    (b'{"category": "street.litter", "__class__": "x"}', JSON, 422, "field_missing"),
    (b'{"category": "../../etc/passwd"}', JSON, 422, "unknown_workflow"),
    (b"x" * (MAX_BYTES + 1), JSON, 413, "body_too_large"),
    (b"{}", "text/plain", 415, "unsupported_media_type"),
    (b"category=street.litter", "application/x-www-form-urlencoded", 415, "unsupported_media_type"),
    (b"{}", "application/json; charset=utf-16", 415, "unsupported_media_type"),
    (b"<a/>", "application/xml", 415, "unsupported_media_type"),
    (b"{}", "", 415, "unsupported_media_type"),
]


@pytest.mark.parametrize(("body", "kind", "status", "code"), NASTY)
def test_a_nasty_body_has_its_own_code(door: Door, body: bytes, kind: str, status: int, code: str) -> None:
    headers = {"Content-Type": kind} if kind else {}

    answer = door.as_("intake-1").post("/api/v1/cases", content=body, headers=headers)
    assert_problem(answer, status, code)


@pytest.mark.parametrize(("body", "kind", "status", "code"), NASTY)
def test_nothing_of_it_reaches_a_case(door: Door, body: bytes, kind: str, status: int, code: str) -> None:
    journey = Journey(door)
    journey.open()
    headers = {"If-Match": '"v1"', **({"Content-Type": kind} if kind else {})}

    answer = door.as_("intake-1").post(
        f"/api/v1/cases/{journey.id}/moves/ask_reporter", content=body, headers=headers
    )
    assert 400 <= answer.status_code < 500, answer.text
    assert journey.case()["version"] == 1


def assert_problem(answer: httpx2.Response, status: int, code: str) -> None:
    told = answer.json()
    assert (answer.status_code, told["code"], told["status"]) == (status, code, status), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert all(told[name] for name in ("type", "title", "detail", "trace_id"))
    assert told["trace_id"] == answer.headers["x-trace-id"]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/nothing", 404, "not_found"),
        ("GET", "/api/v2/cases", 404, "not_found"),
        ("GET", "/api/v1/cases/", 404, "not_found"),
        ("DELETE", "/api/v1/cases/x", 405, "method_not_allowed"),
        ("PUT", "/api/v1/cases", 405, "method_not_allowed"),
        ("GET", "/api/v1/workflows/none", 404, "not_found"),
        ("GET", "/problems/nothing", 404, "not_found"),
        ("GET", "/static/../settings.py", 404, "not_found"),
        ("GET", "/static/%2e%2e/settings.py", 404, "not_found"),
        ("GET", "/api/v1/events?after=-1", 422, "bad_parameter"),
        ("GET", "/api/v1/events?limit=99999", 422, "bad_parameter"),
        ("GET", "/api/v1/closed-loop?by=colour", 422, "bad_parameter"),
        ("GET", "/api/v1/board?at=x", 422, "bad_parameter"),
    ],
)
def test_a_wrong_address_is_a_problem_too(door: Door, method: str, path: str, status: int, code: str) -> None:
    answer = door.as_("intake-1").request(method, path)

    assert_problem(answer, status, code)
    if status == 405:
        assert answer.headers["allow"]


KEYS = ("id", "lat_deg", "sha256", "x")
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18), 10**18) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(
        [*REPORT, "files", "attributes", "parties", "occurred_at", "on_behalf_of", "role", "workflow", "move"]
    ),
    value=VALUES,
)
def test_no_value_of_any_field_breaks_the_server(door: Door, name: str, value: Any) -> None:
    answer = door.as_("intake-1").post("/api/v1/cases", json={**REPORT, name: value})

    assert answer.status_code in (201, 403, 409, 422), answer.text


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.binary(max_size=60),
    kind=st.sampled_from([JSON, "multipart/form-data; boundary=x", "image/png", ""]),
)
def test_no_bytes_break_the_server(door: Door, body: bytes, kind: str) -> None:
    headers = {"Content-Type": kind} if kind else {}

    for path in ("/api/v1/cases", "/api/v1/files", "/api/v1/cases/bulk", "/sign-in"):
        answer = door.as_("intake-1").post(path, content=body, headers=headers)
        assert answer.status_code < 500, (path, answer.text)
