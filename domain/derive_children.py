"""What goes on by itself when its parent is reported done, passed or ended: listed by the case, typed by nobody."""

from __future__ import annotations

from collections.abc import Mapping

from domain.derivation import Derive, Sent
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
