"""The one parser: what it lets through can be stored and read back, everything else has its own word."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.strict_json import MAX_BYTES, BadJson, parse_json

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**18), 10**18)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=4)
    ),
    max_leaves=15,
)
BAD = [
    (b"", "malformed_json", "malformed"),
    (b"{", "malformed_json", "malformed"),
    (b"{'a': 1}", "malformed_json", "malformed"),
    (b"[1,]", "malformed_json", "malformed"),
    (b"{} {}", "malformed_json", "malformed"),
    (b'"\n"', "malformed_json", "malformed"),
    (b'"\\', "malformed_json", "malformed"),
    (b"\xff\xfe{\x00}\x00", "malformed_json", "not_utf8"),
    (b'{"a": "\xed\xa0\x80"}', "malformed_json", "not_utf8"),
    (b'\xef\xbb\xbf{"a": 1}', "malformed_json", "byte_order_mark"),
    (b'{"a": NaN}', "unsafe_json", "not_finite"),
    (b'{"a": -Infinity}', "unsafe_json", "not_finite"),
    (b'{"a": 1e400}', "unsafe_json", "not_finite"),
    (b'{"a": 12345678901234567890}', "unsafe_json", "number_too_long"),
    (b'{"a": ' + b"9" * 5000 + b"}", "unsafe_json", "number_too_long"),
    (b'{"a": 1, "a": 1}', "unsafe_json", "duplicate_key"),
    (b'{"a": {"b": 1, "\\u0062": 2}}', "unsafe_json", "duplicate_key"),
    (b'{"a": "\\u0000"}', "unsafe_json", "nul_character"),
    (b'{"\\u0000": 1}', "unsafe_json", "nul_character"),
    (b'{"a": ["\\ud800"]}', "unsafe_json", "lone_surrogate"),
    (b'{"\\udfff": 1}', "unsafe_json", "lone_surrogate"),
    (b"[" * 33 + b"]" * 33, "unsafe_json", "too_deep"),
    (b'{"a":' * 40 + b"1" + b"}" * 40, "unsafe_json", "too_deep"),
    (b"[" * 100_000, "unsafe_json", "too_deep"),
    (b'"' + b"x" * MAX_BYTES + b'"', "body_too_large", "too_large"),
]


@pytest.mark.parametrize(("raw", "code", "problem"), BAD)
def test_what_breaks_later_is_refused_here(raw: bytes, code: str, problem: str) -> None:
    with pytest.raises(BadJson) as refused:
        parse_json(raw)

    assert (refused.value.code, refused.value.problem) == (code, problem)


def test_it_says_where() -> None:
    with pytest.raises(BadJson) as refused:
        parse_json(b'{"a": {"b/c~": ["x", "\\u0000"]}}')

    assert refused.value.pointer == "/a/b~1c~0/1"


@pytest.mark.parametrize(
    "raw",
    [b"[" * 32 + b"]" * 32, b'"' + b"[" * 500 + b'"', b'{"a": "\\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["}'],
)
def test_only_real_nesting_counts(raw: bytes) -> None:
    assert parse_json(raw)


def test_a_whole_emoji_is_let_through() -> None:
    assert parse_json(b'"\\ud83d\\ude00"') == "\U0001f600"


@given(PLAIN)
def test_everything_clean_comes_back_as_it_was(value: object) -> None:
    assert parse_json(json.dumps(value).encode()) == value


@given(st.binary(max_size=200))
def test_any_bytes_are_parsed_or_refused(raw: bytes) -> None:
    with suppress(BadJson):
        parse_json(raw)
