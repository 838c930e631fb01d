"""Whom and which unit a move names when a specification does not say: somebody who may, and who goes on from there."""

from __future__ import annotations

from features.scene import Scene


def other_person(scene: Scene, role: str) -> str | None:
    """Somebody who holds the role, another than who usually acts in it: he may have reported, or have the case."""
    return next(
        (who for who, held, _ in scene.cast.posts if held == role and who != scene.cast.first(role)), None
    )


def owner(scene: Scene) -> str | None:
    """Who has to be of the unit named is one of the upkeep firm; else it is a mediator. A meal goes with a courier."""
    if "hot_enough" in scene.move.rules:
        return scene.cast.first("courier")
    of_unit = "named_person_fits" in scene.move.rules
    return scene.cast.person("承办人丙") if of_unit else scene.cast.first("mediator")


def usual_unit(scene: Scene) -> str:
    """A unit of somebody who may go on from here: a mediator's where the move names a person, else the first firm's."""
    named = owner(scene) if "assignee" in scene.move.requires else None
    role = "handler" if "named_person_fits" in scene.move.rules else "mediator"
    return (named and scene.cast.unit_of(named, role)) or _of_who_goes_on(scene)


def _of_who_goes_on(scene: Scene) -> str:
    """The first firm, where anybody of it may take a next move that is its unit's; else the unit of who may."""
    usual, target = scene.cast.unit("保洁公司"), scene.move.target
    following = [move for move in scene.workflow.moves.values() if target in move.sources]
    roles = [role for move in following if "actor_in_lead_unit" in move.rules for role in move.roles]
    held = [one for role in roles for one in scene.workflow.roles.get(role, (role,))]
    if not held or any(scene.cast.first(role, usual) for role in held):
        return usual
    going = next((who for role in held if (who := scene.cast.first(role))), "")
    return next((unit for who, role, unit in scene.cast.posts if (who, role in held) == (going, True)), usual)


def other_unit(scene: Scene) -> str:
    """A firm that does not have the case."""
    return next(unit for unit in map(scene.cast.unit, ("养护公司", "保洁公司")) if unit != scene.unit)


def reassigned(scene: Scene) -> str | None:
    """Another firm, unless the move names a person of the same one."""
    return None if "assignee" in scene.move.requires else other_unit(scene)


def officers(scene: Scene) -> list[str]:
    """Two, who acts among them where he is one, or where any two persons will do."""
    pair = (scene.cast.person("执法人员甲"), scene.cast.person("执法人员乙"))
    is_one = scene.cast.unit_of(scene.actor, "officer") is not None or "two_persons" in scene.move.rules
    return list(dict.fromkeys((scene.actor, *pair) if is_one else pair))[:2]


def checker(scene: Scene) -> str | None:
    """Papers are looked at by a legal officer."""
    return scene.cast.first("legal" if scene.move.given.get("method") == "papers" else "checker")


def deciding(scene: Scene) -> str:
    """The court; of a petition's review and recheck, a body above the one before; else the office itself."""
    stage = str(scene.move.given.get("stage", ""))
    above = {"review": scene.cast.unit("区信访局"), "recheck": "市信访局", "confirmation": "法院"}
    return above.get(stage) or scene.unit or "街道"
