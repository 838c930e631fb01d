"""Who may say that a report came in on which channel: one table, deny by default.

Who reports himself does so by the app or the web page; what comes by telephone, at the window or by letter is
entered by those who took it, and a gateway passes on what its system sends. Source: the office's table of roles.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from domain.facts.intake import PUBLIC_CHANNELS

OUTSIDE = frozenset({"reporter", "party"})
"""Roles nobody is given: who reports, or is named as a party, has them on that case."""
OWN_CHANNELS = frozenset({"app", "web"})
"""What somebody from outside uses himself."""
TAKEN_IN = frozenset({"hotline", "window", "letter", "media", "court", "police", "superior"})
"""What any post of the office may be told of and enters."""

BY_ROLE: Mapping[str, frozenset[str]] = {
    "reporter": OWN_CHANNELS,
    "party": OWN_CHANNELS,
    "grid": frozenset({"grid", "patrol"}),
    "river_chief": frozenset({"river_chief", "patrol"}),
    "intake": frozenset({*PUBLIC_CHANNELS, "superior", "import"}),
    "committee": TAKEN_IN | {"committee", "import"},
    "mediator": TAKEN_IN | {"committee"},
    "use_unit": frozenset({"hotline", "patrol"}),
    "clerk": frozenset({"window", "letter", "hotline"}),
    "petition_officer": TAKEN_IN | {"web"},
    "gateway": frozenset({"device", "hotline", "open311", "superior"}),
}
DEFAULT = TAKEN_IN | {"patrol"}
"""Of a role that is not listed, such as one of a catalogue's own."""


def is_from_outside(roles: Iterable[str]) -> bool:
    """Whether somebody with these roles reports for himself: he holds none, or says that he acts as a reporter."""
    return frozenset(roles) <= OUTSIDE


def channels_of(roles: Iterable[str]) -> frozenset[str]:
    """The channels that somebody who holds these roles may name; without any he is from outside."""
    return frozenset().union(*(BY_ROLE.get(role, DEFAULT) for role in frozenset(roles) or OUTSIDE))
