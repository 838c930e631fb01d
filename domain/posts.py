"""People who act, and the posts they hold."""

from __future__ import annotations

from dataclasses import dataclass

NOT_STAFF = frozenset({"reporter", "beneficiary", "party", "gateway", "system"})


@dataclass(frozen=True, kw_only=True)
class Post:
    """One role held in one unit."""

    role: str
    unit: str
    title_zh: str = ""
    title_en: str = ""
    certified: bool = False


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who acts: an opaque id and the posts held at that moment."""

    id: str
    posts: tuple[Post, ...] = ()

    @property
    def roles(self) -> frozenset[str]:
        """Every role held."""
        return frozenset(post.role for post in self.posts)

    @property
    def units(self) -> frozenset[str]:
        """Every unit a post is held in."""
        return frozenset(post.unit for post in self.posts)

    @property
    def is_staff(self) -> bool:
        """Whether this is a member of staff; law 7 lets any of them report danger."""
        return bool(self.roles - NOT_STAFF)
