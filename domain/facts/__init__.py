"""The closed vocabulary of facts, by topic. Adding one needs a class here, a golden sample and an ADR."""

from domain.facts import (
    calendar,
    deadlines,
    dispatch,
    enforcement,
    granting,
    intake,
    meals,
    mediation,
    migrating,
    office,
    recomputing,
    tasks,
    work,
)
from domain.facts.schema import Fact

CASE_FACTS: tuple[type[Fact], ...] = (
    *intake.FACTS,
    *dispatch.FACTS,
    *work.FACTS,
    *granting.FACTS,
    *enforcement.FACTS,
    *mediation.FACTS,
    *deadlines.FACTS,
    *migrating.FACTS,
    *recomputing.FACTS,
    *tasks.FACTS,
    *meals.FACTS,
)
OFFICE_FACTS: tuple[type[Fact], ...] = (*office.FACTS, *calendar.FACTS, *meals.OF_OFFICE)
BY_TOPIC: dict[str, type[Fact]] = {fact.TOPIC: fact for fact in (*CASE_FACTS, *OFFICE_FACTS)}
