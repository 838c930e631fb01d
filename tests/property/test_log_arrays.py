"""Arrays made at once are byte for byte what the driver would have made."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import adapters
from psycopg.adapt import PyFormat, Transformer
from psycopg.types.numeric import Int4

from workflows.log.arrays import Array, blobs, ints, moments, texts, uuids

INT4 = st.integers(-(2**31), 2**31 - 1)
MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(9999, 1, 1), timezones=st.just(UTC))
CASES: list[tuple[Callable[[Any], Array], st.SearchStrategy[Any]]] = [
    (texts, st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))),
    (blobs, st.binary()),
    (uuids, st.uuids()),
    (moments, MOMENTS),
]


def by_the_driver(items: Sequence[Any]) -> bytes:
    made = Transformer().get_dumper(items, PyFormat.BINARY).dump(items)
    assert made is not None
    return bytes(made)


@pytest.mark.parametrize(("pack", "of"), CASES, ids=lambda case: getattr(case, "__name__", ""))
@given(data=st.data())
def test_the_driver_makes_the_same(
    pack: Callable[[Any], Array], of: st.SearchStrategy[Any], data: st.DataObject
) -> None:
    items = data.draw(st.lists(of, min_size=1, max_size=5))

    assert pack(items).data == by_the_driver(items)


@given(st.lists(INT4, min_size=1, max_size=5))
def test_numbers_are_four_bytes(items: list[int]) -> None:
    assert ints(items).data == by_the_driver([Int4(item) for item in items])


@pytest.mark.parametrize("pack", [texts, blobs, uuids, moments, ints])
def test_an_array_without_members_has_no_dimension(pack: Callable[[Any], Array]) -> None:
    assert len(pack([]).data) == 12
    assert pack([]).data[:8] == bytes(8)


def test_a_number_that_does_not_fit_is_refused() -> None:
    with pytest.raises(Exception, match="format requires"):
        ints([2**31])


def test_the_driver_knows_an_array_that_is_ready() -> None:
    ready = texts(["a"])

    assert adapters.get_dumper(Array, PyFormat.BINARY)(Array).dump(ready) == ready.data
