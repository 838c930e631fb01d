"""Who was told the result of a case, and who still is to be."""

from __future__ import annotations

from api.demo.story import Scene
from domain.case import Case


def untold(scene: Scene) -> list[tuple[str, Case]]:
    """Reporters of the case and of those merged into it whom nobody told the result yet."""
    since = scene.case.result_known_at
    told = {
        contact.subject
        for case in (scene.case, *scene.followers)
        for contact in case.contacts
        if contact.purpose == "inform" and (since is None or contact.at >= since)
    }
    about = (scene.case, *scene.followers)
    return [(case.reporter, case) for case in about if case.reporter and case.reporter not in told]


def all_told(scene: Scene) -> bool:
    """Somebody may have been merged in after the last call."""
    return not untold(scene)
