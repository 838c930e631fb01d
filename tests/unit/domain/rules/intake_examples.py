"""Rules of reports: where they lie, verification, filing, merging."""

from __future__ import annotations

from typing import Any

from domain.case import Case
from domain.codec import to_data
from domain.facts.dispatch import AuthorityNotified
from domain.facts.intake import CaseMerged, SupplementRequested, VerificationAnswered
from domain.facts.office import RoleGiven
from domain.fold import fold
from domain.values import Place
from tests.calendars import at
from tests.support.definitions import STREET
from tests.support.given import happened, history, started
from tests.support.samples import (
    FIRST_BEYOND_50_M,
    HERE,
    LAST_WITHIN_50_M,
    ORIGIN,
    north,
    reported,
)
from tests.support.small_office import EAST, OFFICE, WEST, office_of
from tests.unit.domain.rules.example import holds, refuses, rule

WITH_CLERK = office_of(RoleGiven(person="clerk-1", role="clerk", unit="desk"), before=OFFICE)


def _place(**values: Any) -> dict[str, Any]:
    return {"place": to_data(Place(**values))}


def _other(id: str = "case-2", *, state: str = "filed", merged: bool = False, **report: Any) -> Case:
    """Another case, to be merged into."""
    facts = [happened(reported(**report), case_id=id)]
    if merged:
        facts.append(happened(CaseMerged(master="case-9", ground="same_place"), case_id=id))
    case = fold(history(facts, STREET, state))
    assert case is not None
    return case


def _answered(finding: str) -> VerificationAnswered:
    return VerificationAnswered(finding=finding, place=HERE, files=())


WAITING = happened(
    SupplementRequested(items=("photo",)), clocks=[started("supplement", at("2026-03-03 10:00"))]
)


def _handling(due: str = "2026-03-03 17:30") -> Any:
    return happened(AuthorityNotified(), clocks=[started("handle", at(due))])


BOTH_RUN = (
    _handling("2026-03-09 17:30"),
    happened(AuthorityNotified(), clocks=[started("promise", at("2026-03-10 17:30"))]),
)

SHOWN = (
    rule(
        "channel_of_role", "channel_not_yours", on="case.reported", move={"roles": "staff reporter gateway"}
    )(
        holds("a grid officer on his round", by="grid-1", sends={"channel": "patrol"}),
        refuses("a grid officer on the telephone line", by="grid-1", sends={"channel": "hotline"}),
        holds("who reports himself, by the app", by="resident-1", sends={"channel": "app"}),
        refuses("who reports himself, by telephone", by="resident-1", sends={"channel": "hotline"}),
        refuses(
            "who reports himself, as if he were at the window", by="resident-1", sends={"channel": "window"}
        ),
        holds("the desk, by letter", by="intake-1", sends={"channel": "letter"}),
        refuses("the desk, as a device", by="intake-1", sends={"channel": "device"}),
        holds("a gateway, as a device", by="gateway-1", sends={"channel": "device"}),
        refuses("a gateway, at the window", by="gateway-1", sends={"channel": "window"}),
        holds(
            "a post without a row of its own", by="clerk-1", sends={"channel": "window"}, office=WITH_CLERK
        ),
        refuses("such a post, by the app", by="clerk-1", sends={"channel": "app"}, office=WITH_CLERK),
    ),
    rule(
        "source_no_of_office",
        "source_no_not_yours",
        on="case.reported",
        move={"roles": "staff reporter gateway"},
    )(
        holds("the desk notes it", by="intake-1", sends={"source_no": "12345-1"}),
        holds("a gateway passes it on", by="gateway-1", sends={"source_no": "12345-1"}),
        refuses("who reports himself", by="resident-1", sends={"source_no": "12345-1"}),
        holds("who reports himself, without a number", by="resident-1"),
    ),
    rule("place_listed", "place_not_listed", on="case.reported", by="grid-1")(
        holds("a grid of the community", sends=_place(address="莲花路", community=EAST, grid=EAST + "001")),
        refuses(
            "a grid of another community", sends=_place(address="莲花路", community=EAST, grid=WEST + "001")
        ),
        refuses(
            "a community of another office", sends=_place(lat_deg=30.35, lon_deg=120.15, community="999")
        ),
        refuses("a grid of another office", sends=_place(lat_deg=30.35, lon_deg=120.15, grid="999999")),
        refuses("a grid that is no more than its community", sends=_place(address="莲花路", grid=EAST)),
        holds("a grid alone", sends=_place(address="莲花路", grid=EAST + "001")),
        holds("a community alone", sends=_place(address="莲花路", community=EAST)),
        holds("neither", sends=_place(address="莲花路")),
        holds("no place", sends={"place": None}),
    ),
    rule("place_listed", "place_not_listed", on="case.filed")(
        holds("filed in its own grid"),
        refuses("filed in a grid of another community", sends={"grid": WEST + "001"}),
        holds("filed elsewhere, both named", sends={"grid": WEST + "001", "community": WEST}),
    ),
    rule("place_in_area", "outside_area", on="case.reported", by="grid-1")(
        holds("a point inside the outline", sends=_place(lat_deg=30.35, lon_deg=120.15)),
        refuses("a point outside of it", sends=_place(lat_deg=30.35, lon_deg=120.25)),
        refuses("north of it", sends=_place(lat_deg=30.41, lon_deg=120.15)),
        holds("just inside the corner", sends=_place(lat_deg=30.3001, lon_deg=120.1001)),
        refuses("just outside the corner", sends=_place(lat_deg=30.2999, lon_deg=120.0999)),
        holds(
            "outside, but marked as a border case",
            sends={**_place(lat_deg=31, lon_deg=120), "attributes": {"border_case": True}},
        ),
        refuses(
            "a mark that says no",
            sends={**_place(lat_deg=31, lon_deg=120), "attributes": {"border_case": False}},
        ),
        holds("no place at all", sends={"place": None}),
        holds("an address of a community of ours", sends=_place(address="莲花路", community=EAST)),
        refuses("an address of another one's community", sends=_place(address="莲花路", community="999")),
    ),
    rule("not_same_submission", "already_reported", on="case.reported", by="gateway-1")(
        holds("a source's own number: the claim on it refuses the second", sends={"source_no": "311-7"}),
        holds("no number", sends={}),
    ),
    rule("spot_allowed", "not_for_spot", on="work.reported", by="grid-1")(
        holds("found by who puts it right", happened(reported(), by="grid-1")),
        refuses("found by somebody else", happened(reported(), by="grid-2")),
        refuses("a category that is not put right at once", happened(reported(category="hole"), by="grid-1")),
        refuses("no category yet", happened(reported(category=None), by="grid-1")),
        refuses(
            "found by who it is done for, but done by another",
            happened(reported(), by="grid-1"),
            by="east-head",
            for_="grid-1",
        ),
    ),
    rule("verifier_not_reporter", "verifier_reported", on="verification.requested")(
        holds("another person", happened(reported(), by="grid-1"), sends={"verifier": "grid-2"}),
        refuses("the person who reported", happened(reported(), by="grid-1"), sends={"verifier": "grid-1"}),
        refuses(
            "the one it was reported for",
            happened(reported(), by="intake-1", for_="grid-1"),
            sends={"verifier": "grid-1"},
        ),
        refuses("the reporter named", reported(reporter="resident-1"), sends={"verifier": "resident-1"}),
    ),
    rule("supplement_time_over", "supplement_running", on="case.declined")(
        holds("nobody is waited for"),
        refuses("the reporter still has time", WAITING, now=at("2026-03-03 09:59")),
        holds("his time ran out this very moment", WAITING, now=at("2026-03-03 10:00")),
    ),
    rule("not_public_safety", "public_safety", on="case.ended", by="intake-1")(
        holds("litter is the reporter's to take back"),
        refuses("danger is not", report={"category": "gas"}),
        holds("nor is it danger while nobody knows what it is", report={"category": None}),
    ),
    rule("filing_condition_met", "condition_open", on="case.filed")(
        holds("one of the category's conditions", sends={"condition": "spread"}),
        refuses("another category's condition", sends={"condition": "surface_broken"}),
        refuses("a category without conditions", sends={"category": "bare", "condition": "heaped"}),
        refuses("a condition nobody knows", sends={"condition": "full_moon"}),
        refuses("no category, neither named nor known", report={"category": None}, sends={"category": None}),
        holds(
            "the condition of the category now named",
            sends={"category": "hole", "condition": "surface_broken"},
        ),
    ),
    rule(
        "report_verified",
        "not_verified",
        on="case.filed",
        report={"category": "hole", "channel": "hotline"},
        sends={"category": "hole", "condition": "surface_broken"},
    )(
        refuses("a public report nobody looked at"),
        holds("found true", _answered("true")),
        refuses("found untrue", _answered("untrue")),
        refuses("found true once, gone at the last look", _answered("true"), _answered("gone")),
        holds("reported by our own people", report={"channel": "grid"}),
        holds("a category nobody verifies", sends={"category": "litter", "condition": "heaped"}),
    ),
    rule("lead_confirmed_by_person", "lead_unconfirmed", on="case.filed", report={"channel": "device"})(
        refuses("a device alone"),
        holds("a person saw it", _answered("true")),
        holds("a person looked, whatever was found", _answered("elsewhere")),
        holds("a report by a person", report={"channel": "grid"}),
    ),
    rule("reason_listed", "reason_not_listed", on="case.declined")(
        holds("on the category's list", sends={"reason": "untrue"}),
        refuses("not on it", sends={"reason": "insufficient"}),
        holds("a category without a list", report={"category": "bare"}, sends={"reason": "insufficient"}),
        holds("no category yet", report={"category": None}, sends={"reason": "insufficient"}),
    ),
    rule("reason_listed", "reason_not_listed", on="case.ended", move={"reasons": ("failed",)})(
        holds("on the move's own list", sends={"reason": "failed"}),
        refuses("the move's list goes before the category's", sends={"reason": "lapsed"}),
        refuses(
            "without a category the move's list still counts",
            report={"category": None},
            sends={"reason": "lapsed"},
        ),
    ),
    rule("longer_limit_needs_leader", "longer_limit", on="case.reclassified", by="intake-1")(
        holds("before anybody handles it"),
        refuses("three days instead of four hours", _handling(), sends={"new": "hole"}),
        holds("chosen by a shift leader", _handling(), sends={"new": "hole"}, by="leading-intake"),
        refuses(
            "chosen by a shift leader, too late",
            _handling("2026-03-03 10:00"),
            sends={"new": "hole"},
            by="leading-intake",
        ),
        holds(
            "chosen by a shift leader, one minute before the time is up",
            _handling("2026-03-03 10:01"),
            sends={"new": "hole"},
            by="leading-intake",
        ),
        refuses("no limit of its own: the clock's, which is longer", _handling(), sends={"new": "bare"}),
        holds("exactly as long", _handling("2026-03-05 17:30"), sends={"new": "hole"}),
        holds("a shorter one", _handling("2026-03-09 17:30"), sends={"new": "hole"}),
        holds("a promise that is longer than the time to handle", *BOTH_RUN, sends={"new": "hole"}),
    ),
    rule(
        "longer_limit_needs_leader",
        "longer_limit",
        on="case.reclassified",
        by="intake-1",
        move={"clocks": "~handle +handle"},
    )(
        holds("its time begins with the move", sends={"new": "hole"}),
        refuses("it rests and begins anew, longer", _handling(), sends={"new": "hole"}),
    ),
    rule("longer_limit_needs_leader", "longer_limit", on="work.noted", by="roads-1")(
        holds("a move that leaves the time alone", _handling()),
    ),
    rule("merge_target_live", "master_not_live", on="case.merged")(
        holds("an open case", others=[_other()]),
        refuses("a case nobody knows"),
        refuses("a case that accuses who merges", others=[_other(attributes={"accused_person": "intake-1"})]),
        holds("a case that accuses another", others=[_other(attributes={"accused_person": "grid-1"})]),
        refuses("an ended case", others=[_other(state="closed")]),
        refuses("a case that was merged itself", others=[_other(merged=True)]),
        refuses("itself", others=[_other("case-1")], sends={"master": "case-1"}),
    ),
    rule("same_matter", "not_same_matter", on="case.merged", report={"place": ORIGIN})(
        holds("50 m away", others=[_other(place=north(LAST_WITHIN_50_M))]),
        refuses("a hair more", others=[_other(place=north(FIRST_BEYOND_50_M))]),
        refuses("on the spot, another category", others=[_other(place=ORIGIN, category="hole")]),
        refuses("a case nobody knows"),
        holds(
            "the same object, reported from afar",
            report={"place": Place(address="A口", object_id="exit-a")},
            others=[_other(place=Place(lat_deg=1.0, lon_deg=1.0, object_id="exit-a"))],
        ),
        refuses(
            "another object",
            report={"place": Place(address="A口", object_id="exit-a")},
            others=[_other(place=Place(address="D口", object_id="exit-d"))],
        ),
        refuses(
            "two addresses and no object",
            report={"place": Place(address="A口")},
            others=[_other(place=Place(address="A口"))],
        ),
        holds(
            "the same applicant",
            report={"reporter": "resident-1", "place": None},
            others=[_other(reporter="resident-1", place=None)],
        ),
        refuses(
            "another applicant",
            report={"reporter": "resident-1", "place": None},
            others=[_other(reporter="resident-2", place=None)],
        ),
        refuses("nowhere here", report={"place": None}, others=[_other(place=ORIGIN)]),
        refuses("nowhere there", others=[_other(place=None)]),
        refuses("nobody known, nowhere", report={"place": None}, others=[_other(place=None)]),
        refuses(
            "an object here, no place there",
            report={"place": Place(object_id="exit-a")},
            others=[_other(place=None)],
        ),
    ),
)
