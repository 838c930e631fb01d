"""What is not so. Every refusal has a stable `code` that doors, features and clients rely on."""

from __future__ import annotations

from typing import Any

from domain.codec import FieldProblem


class Refused(Exception):
    """A move that may not be made. `code` is stable; `facts` are what helps to do it right."""

    code = "refused"

    def __init__(self, code: str | None = None, **facts: Any) -> None:
        self.code = code or type(self).code
        self.facts = facts
        super().__init__(self.code)

    @property
    def numbers(self) -> dict[str, int]:
        """Numbers of the workflow that it tells, by name."""
        return dict(self.facts.get("numbers", {}))

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.code} ({told})" if told else self.code


class MoveNotAllowed(Refused):
    """The workflow has no such move from this state; `allowed` lists those it has."""

    code = "move_not_allowed"


class UnknownMove(MoveNotAllowed):
    """The workflow has no move of this name at all; `allowed` lists those there are from this state."""

    code = "unknown_move"


class RoleMissing(Refused):
    """The actor holds none of the roles of this move; `roles` lists them."""

    code = "role_missing"


class FieldMissing(Refused):
    """Fields are missing or wrong; `problems` names each by JSON Pointer."""

    code = "field_missing"

    def __init__(self, problems: tuple[FieldProblem, ...]) -> None:
        super().__init__(problems=problems)


class StaleVersion(Refused):
    """The case has moved on since the actor looked; `since` are the facts in between when known."""

    code = "stale_version"


class RuleBroken(Refused):
    """A rule does not hold; `rule` is its name, `code` the rule's own, `numbers` those it was judged by and tells."""

    code = "rule_broken"


class NotFound(Refused):
    """There is no such thing; `what` and `id` tell which."""

    code = "not_found"
