"""Children a case names itself: those that go on when it is reported done, passed or ended; the one a move opens."""

from __future__ import annotations

from collections.abc import Mapping

from domain.children import child_id
from domain.derivation import OPENING, ByKind, Derive, Sent
from domain.office import Post
from domain.rules.closing import NEVER_BLOCK
from domain.rules.rule import Attempt

LISTING = frozenset({"children_settled", "children_rehomed"})
"""Rules that let open children go on without their parent."""


def _children(attempt: Attempt, _: Post, __: Sent) -> list[str] | None:
    """The open children; none where the move lets none go on."""
    if not LISTING & set(attempt.move.rules):
        return None
    others = attempt.context.others
    return (
        sorted(
            child
            for child, relation in attempt.known.children.items()
            if relation not in NEVER_BLOCK and (child not in others or others[child].phase != "done")
        )
        or None
    )


def _opened(attempt: Attempt, _: Post, __: Sent) -> str:
    """The child that the move opens."""
    return child_id(attempt.command.event_id, attempt.move.opens)


DERIVED: Mapping[tuple[str, str], Derive] = {
    ("work.reported", "children"): _children,
    ("check.passed", "children"): _children,
    ("case.ended", "children"): _children,
    ("case.filed", "object"): lambda attempt, _, __: (
        attempt.known.place.object_id or None
        if "one_file_per_object" in attempt.move.rules and attempt.known.place
        else None
    ),
}
DERIVED_BY_KIND: ByKind = {("child.linked", OPENING): {"child": _opened}}
