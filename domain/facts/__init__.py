"""The closed vocabulary of facts, by topic. Adding one needs a class here, a golden sample and an ADR."""

from domain.facts import (
    calendar,
    correcting,
    deadlines,
    devices,
    dispatch,
    enforcement,
    granting,
    intake,
    meals,
    mediation,
    migrating,
    office,
    privacy,
    proceedings,
    recomputing,
    resting,
    sensing,
    site,
    tasks,
    work,
)
from domain.facts.schema import Fact

CASE_FACTS: tuple[type[Fact], ...] = (
    *intake.FACTS,
    *dispatch.FACTS,
    *work.FACTS,
    *resting.FACTS,
    *granting.FACTS,
    *enforcement.FACTS,
    *mediation.FACTS,
    *deadlines.FACTS,
    *migrating.FACTS,
    *recomputing.FACTS,
    *tasks.FACTS,
    *meals.FACTS,
    *proceedings.FACTS,
    *correcting.FACTS,
    *devices.FACTS,
    *site.FACTS,
)
OFFICE_FACTS: tuple[type[Fact], ...] = (
    *office.FACTS,
    *calendar.FACTS,
    *sensing.FACTS,
    *meals.OF_OFFICE,
    *privacy.FACTS,
)
BY_TOPIC: dict[str, type[Fact]] = {fact.TOPIC: fact for fact in (*CASE_FACTS, *OFFICE_FACTS)}
