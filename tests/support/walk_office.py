"""The office in which random walks go: somebody there may take every move of every workflow."""

from __future__ import annotations

from datetime import date

from domain.facts.meals import MealCardIssued
from domain.facts.office import CataloguePublished, PlanAdopted, RoleGiven, UnitChanged
from tests.support.samples import HERE
from tests.support.small_office import EAST, OFFICE, office_of

NEWCOMERS = ("deputy-new",)
"""Appointed when everybody who might end a case had a hand in it, as an office does then."""
WALK_OFFICE = office_of(
    UnitChanged(unit="roads", kind="department", name_zh="公共管理办", duties=("*",)),
    UnitChanged(unit="team", kind="team", name_zh="执法队", acts=("*",)),
    UnitChanged(unit="kitchen", kind="firm", name_zh="中央厨房", duties=("*",)),
    UnitChanged(unit="hall", kind="department", name_zh="便民中心", duties=("*",)),
    MealCardIssued(person="resident-1", since=date(2026, 1, 1), until=date(2029, 12, 31), tier="half"),
    RoleGiven(person="district-1", role="district", unit="board"),
    RoleGiven(person="property-1", role="use_unit", unit="firm"),
    RoleGiven(person="property-2", role="use_unit", unit="roads"),
    RoleGiven(person="committee-2", role="committee", unit="committee"),
    UnitChanged(unit="lifts", kind="firm", name_zh="维保公司", duties=("lift.trapped",), communities=(EAST,)),
    UnitChanged(unit="estate", kind="firm", name_zh="物业公司"),
    RoleGiven(person="maintainer-1", role="maintainer", unit="lifts"),
    RoleGiven(person="maintainer-2", role="maintainer", unit="firm"),
    RoleGiven(person="maintainer-3", role="maintainer", unit="roads"),
    RoleGiven(person="user-1", role="use_unit", unit="estate"),
    RoleGiven(person="builder-1", role="builder", unit="firm"),
    RoleGiven(person="estate-1", role="property", unit="estate"),
    RoleGiven(person="confirmer-1", role="confirmer", unit="board"),
    UnitChanged(unit="partners", kind="other", name_zh="志愿服务队"),
    RoleGiven(person="liaison-1", role="liaison", unit="board"),
    RoleGiven(person="liaison-2", role="liaison", unit="command"),
    RoleGiven(person="organiser-1", role="organiser", unit="board"),
    RoleGiven(person="organiser-2", role="organiser", unit="partners"),
    RoleGiven(person="member-1", role="member", unit="partners"),
    RoleGiven(person="volunteer-1", role="volunteer", unit="partners"),
    RoleGiven(person="volunteer-2", role="volunteer", unit="partners"),
    PlanAdopted(
        plan="patrol-east",
        workflow="periodic",
        category="round.river_community",
        name_zh="东社区巡河",
        unit=EAST,
        role="river_chief",
        place=HERE,
        begins=date(2026, 3, 2),
    ),
    UnitChanged(unit="justice", kind="department", name_zh="司法所"),
    UnitChanged(unit="above", kind="district", name_zh="上级信访机构"),
    RoleGiven(person="team-head", role="unit_head", unit="team"),
    RoleGiven(person="legal-1", role="legal", unit="justice"),
    RoleGiven(person="legal-2", role="legal", unit="justice"),
    RoleGiven(person="petitions-1", role="petition_officer", unit="desk"),
    RoleGiven(person="petitions-2", role="petition_officer", unit="desk"),
    *(RoleGiven(person=f"superior-{number}", role="superior", unit="above") for number in (1, 2, 3)),
    *(RoleGiven(person=name, role="deputy", unit="board") for name in NEWCOMERS),
    CataloguePublished(workflow="penalty", version=1, digest="penalty"),
    before=OFFICE,
)
"""The small office, in which four units may be given anything and the team may order on every act."""
