"""A changed copy is what the standard function gives."""

import dataclasses

import pytest

from domain.changing import kept, replace
from domain.fold import fold
from tests.support.definitions import STREET
from tests.support.given import happened, history
from tests.support.samples import HERE, reported


def test_a_copy_differs_in_what_was_named_and_in_nothing_else() -> None:
    moved = replace(HERE, address="别处")

    assert moved == dataclasses.replace(HERE, address="别处")
    assert hash(moved) == hash(dataclasses.replace(HERE, address="别处"))
    assert HERE.address == "莲花路口"
    assert replace(HERE) == HERE
    assert replace(HERE) is not HERE


def test_a_case_is_copied_whole() -> None:
    case = fold(history([happened(reported(), by="grid-1")], STREET, "reported"))
    assert case is not None

    assert replace(case, state="x", hands=frozenset()) == dataclasses.replace(
        case, state="x", hands=frozenset()
    )


def test_a_name_that_is_no_field_is_refused() -> None:
    with pytest.raises(TypeError, match="Place has no field adress"):
        replace(HERE, adress="别处")  # type: ignore[call-arg]


@dataclasses.dataclass(frozen=True)
class _Worked:
    """Counts how often something is worked out."""

    side: int
    done: list[int]

    @kept
    def area(self) -> int:
        """Its own square."""
        self.done.append(self.side)
        return self.side**2


def test_what_is_kept_is_worked_out_once_and_goes_with_a_copy() -> None:
    value = _Worked(side=3, done=[])
    assert [value.area, value.area, replace(value, done=value.done).area] == [9, 9, 9]
    assert value.done == [3]
    assert _Worked.area.__doc__ == "Its own square."
