"""Who puts versions in force and moves cases to them: the steward of the office."""

from __future__ import annotations

from api.cli.console import Stop
from domain.office import Office

STEWARD = "steward"


def steward_of(office: Office, named: str) -> str:
    """The steward named, else the only one there is. Raises Stop for anybody else."""
    holders = sorted(
        person for person, posts in office.posts.items() if any(post.role == STEWARD for post in posts)
    )
    if named in holders:
        return named
    if named or len(holders) != 1:
        raise Stop(f"Name a steward by --as; here they are: {', '.join(holders) or 'none'}.", 2)
    return holders[0]
