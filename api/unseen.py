"""Cases that are not there for who asks, because they accuse him or a unit of his: asked of the log itself.

Lists leave them out by their audience (`projections.audience`); this is for whatever else names a case by its id.
"""

from __future__ import annotations

from collections.abc import Iterable

from api.asking import Asked
from workflows.engine_view import may_be_a_case


async def unseen_among(asked: Asked, ids: Iterable[str]) -> frozenset[str]:
    """Those of these cases that accuse who asks. Raises LogUnavailable."""
    wanted = sorted({one for one in ids if may_be_a_case(one)})
    if not wanted:
        return frozenset()
    firsts = await asked.services.log.accusing(wanted)
    return frozenset(one.envelope.case_id for one in firsts if not asked.audience.is_told(one.fact))
