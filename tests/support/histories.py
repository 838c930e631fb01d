"""Random histories of cases for the read side: many at a time, interleaved, each step a legal one of a small loop.

The steps are those of the base workflow with its clock effects written out, so that neither catalogue nor calendar is
needed. Every field of class 2 or 3 holds `SECRET`. The same seed gives the same facts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from domain.envelope import ClockEffect, Envelope, Event, Verdict
from domain.facts import dispatch, intake, resting, work
from domain.facts.schema import Fact
from domain.values import File, Place

SECRET = "机密13800001111"
ELSEWHERE = Place(address="祥园路1号")
BEGIN = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
COMMUNITIES = tuple(f"3301050{n:05d}" for n in range(1, 18))
UNITS = ("cgb", "zfd", "ajb", "shzx", "hzgs")
CATEGORIES = ("street.litter", "river.litter", "shop.outside", "bike.pile")
ACCUSED = (
    {"accused_unit": "zfd"},
    {"accused_person": "c2"},
    {"accused_unit": "cgb", "accused_person": "zfd-1"},
)
PHASES = {
    "reported": "intake", "verifying": "intake", "verified": "intake", "filed": "triage", "dispatched": "work",
    "handling": "work", "rework": "work", "suspended": "suspended", "returned": "returned",
    "handled": "check", "checking": "check", "checked": "check",
    "closed": "done", "evaluated": "done", "declined": "done", "merged": "done",
}  # fmt: skip
DUTY_HOURS = {"accept": 2, "first_contact": 8, "verify": 2, "dispatch": 1, "promise": 120, "sign": 2, "handle": 24,
              "return_review": 4, "assign": 2, "check": 4, "close": 4, "evaluate": 40, "assist": 12}  # fmt: skip

KINDS = {"rating": "right", "suspension": "term"}


@dataclass
class Walk:
    """A case on its way."""

    id: str
    state: str = "new"
    version: int = 0
    last_at: datetime = BEGIN
    live: set[str] = field(default_factory=set)
    unit: str = ""
    counts: dict[str, int] = field(default_factory=dict)

    def count(self, name: str) -> int:
        self.counts[name] = self.counts.get(name, 0) + 1
        return self.counts[name]

    @property
    def assist(self) -> str:
        """The last one that was asked for."""
        return f"a{self.counts.get('assist', 0)}"


Make = Callable[[Random, Walk], Fact]


@dataclass(frozen=True)
class Step:
    """A move: from where to where (`=` stays), who, the fact it makes, its clock effects."""

    name: str
    sources: tuple[str, ...]
    target: str
    role: str
    make: Make
    clocks: tuple[str, ...] = ()
    weight: int = 4


def _file(slot: str) -> File:
    return File(id=SECRET, sha256="0" * 64, slot=slot, reason=SECRET)


def _reported(rnd: Random, walk: Walk) -> Fact:
    community = rnd.choice(COMMUNITIES)
    place = Place(lat_deg=30.3 + rnd.random() / 50, lon_deg=120.1 + rnd.random() / 50,
                  address=f"莫干山路{rnd.randrange(900)}号", community=community, grid=f"{community}001")  # fmt: skip
    reporter = rnd.choice([None, f"r{rnd.randrange(50)}"])
    return intake.CaseReported(
        channel=rnd.choice(["grid", "hotline", "app"]), category=rnd.choice(CATEGORIES),
        title=f"{rnd.choice(['暴露垃圾', '共享单车淤积', '店外经营'])}·{community[-2:]}", narrative=SECRET,
        place=place if rnd.random() < 0.9 else None, door=SECRET, party_names=(SECRET,), reporter=reporter,
        reporter_name=SECRET, reporter_phone=SECRET, urgent=rnd.random() < 0.1, files=(_file("before"),),
        source_no=f"S-{walk.id[-8:]}", attributes=_accused(walk),
    )  # fmt: skip


def _accused(walk: Walk) -> dict[str, str] | None:
    """Whom it accuses, if anybody: every fourth case does."""
    nth = int(walk.id[-8:], 16) % (4 * len(ACCUSED))
    return ACCUSED[nth] if nth < len(ACCUSED) else None


def _filed(rnd: Random, walk: Walk) -> Fact:
    return intake.CaseFiled(case_no=f"330105-{walk.id[-8:]}", category=rnd.choice(CATEGORIES), condition="visible",
                            community=rnd.choice(["", rnd.choice(COMMUNITIES)]), limit_profile="usual")  # fmt: skip


def _dispatched(rnd: Random, walk: Walk) -> Fact:
    walk.unit = rnd.choice(UNITS)
    person = rnd.choice([None, f"{walk.unit}-{rnd.randrange(3)}"])
    return dispatch.CaseDispatched(unit=walk.unit, assignee=person, instruction=SECRET, round=1)


def _reassigned(rnd: Random, walk: Walk) -> Fact:
    before, walk.unit = walk.unit, rnd.choice(UNITS)
    return dispatch.CaseReassigned(from_unit=before, unit=walk.unit, reason="wrong_unit", text=SECRET)


def _assist(_: Random, walk: Walk) -> Fact:
    return dispatch.AssistRequested(
        assist=f"a{walk.count('assist')}", unit="hzgs", task=SECRET, due_at=walk.last_at + timedelta(hours=9)
    )


STEPS = (
    Step("report", ("new",), "reported", "grid", _reported, ("+accept", "+first_contact")),
    Step("order_verification", ("reported",), "verifying", "intake",
         lambda rnd, _: intake.VerificationRequested(verifier=f"g{rnd.randrange(5)}", questions=SECRET),
         ("~accept", "+verify"), 2),
    Step("answer_verification", ("verifying",), "verified", "grid",
         lambda _, __: intake.VerificationAnswered(finding="true", text=SECRET, place=ELSEWHERE, files=()),
         ("-verify", "^accept")),
    Step("file", ("reported", "verified"), "filed", "intake", _filed, ("-accept", "+dispatch", "+promise"), 8),
    Step("decline", ("reported", "verified"), "declined", "intake",
         lambda _, __: intake.CaseDeclined(reason="untrue", explanation=SECRET), ("-accept", "-first_contact"), 1),
    Step("merge", ("reported", "filed"), "merged", "intake",
         lambda rnd, _: intake.CaseMerged(master=f"case-{rnd.randrange(9):036d}", ground="same_place"),
         ("-accept", "-dispatch", "-promise", "-first_contact"), 1),
    Step("unmerge", ("merged",), "reported", "shift_leader",
         lambda _, __: intake.CaseUnmerged(master="case-0", reason=SECRET), ("+accept", "+first_contact"), 1),
    Step("reclassify", ("reported", "filed", "handling"), "=", "intake",
         lambda rnd, _: intake.CaseReclassified(old="x", new=rnd.choice(CATEGORIES), reason=SECRET), (">handle",), 1),
    Step("dispatch", ("filed",), "dispatched", "dispatcher", _dispatched, ("-dispatch", "+sign", "+handle"), 8),
    Step("reassign", ("dispatched", "handling"), "dispatched", "dispatcher", _reassigned,
         ("-sign", "+sign", "+handle"), 1),
    Step("sign", ("dispatched",), "handling", "handler",
         lambda rnd, walk: dispatch.CaseSignedFor(unit=walk.unit, person=f"{walk.unit}-{rnd.randrange(3)}"),
         ("-sign",), 8),
    Step("request_return", ("dispatched", "handling"), "returned", "unit_head",
         lambda _, __: work.ApprovalRequested(kind="return", reason="not_our_duty", text=SECRET),
         ("-sign", "~handle", "+return_review"), 1),
    Step("approve_return", ("returned",), "filed", "shift_leader",
         lambda _, walk: dispatch.CaseReturned(unit=walk.unit, reason="not_our_duty", fault="dispatch",
                                               nth=walk.count("return")),
         ("-return_review", "-handle", "+dispatch")),
    Step("refuse_return", ("returned",), "dispatched", "shift_leader",
         lambda _, __: work.ApprovalRefused(kind="return", reason=SECRET), ("-return_review", "^handle", "+sign"), 2),
    Step("grant_suspension", ("handling", "rework"), "suspended", "deputy",
         lambda _, __: resting.CaseSuspended(ground="season", until=date(2026, 9, 1), interim=SECRET),
         ("~handle", "~promise", "-first_contact", "-assist", "+suspension"), 1),
    Step("resume", ("suspended",), "handling", "unit_head",
         lambda _, __: resting.CaseResumed(cause="ground_over"), ("-suspension", "^handle", "^promise"), 1),
    Step("request_assist", ("handling", "rework"), "=", "unit_head", _assist, ("+assist",), 1),
    Step("answer_assist", ("handling", "rework"), "=", "co_unit",
         lambda _, walk: dispatch.AssistAnswered(assist=walk.assist, outcome="done", text=SECRET),
         ("-assist",), 1),
    Step("note", ("dispatched", "handling", "rework"), "=", "handler",
         lambda _, __: work.WorkNoted(step="on_site", text=SECRET, files=(_file("note"),))),
    Step("contact", ("reported", "filed", "handling", "suspended", "checked"), "=", "callback",
         lambda rnd, _: dispatch.ContactMade(subject="r1", purpose=rnd.choice(["inform", "first_response"]),
                                             reached=rnd.random() < 0.7, text=SECRET), ("-first_contact",), 3),
    Step("report_done", ("handling", "rework"), "handled", "handler",
         lambda _, __: work.WorkReported(result=SECRET, files=(_file("after"),)), ("~handle", "+assign"), 8),
    Step("send_back", ("handled",), "rework", "dispatcher",
         lambda _, __: work.CheckFailed(level="desk", finding=SECRET), ("-assign", "^handle"), 1),
    Step("assign_check", ("handled",), "checking", "intake",
         lambda rnd, _: work.CheckAssigned(checker=f"c{rnd.randrange(4)}", unit="jdz", level="street"),
         ("-assign", "+check"), 8),
    Step("pass_check", ("checking",), "checked", "checker",
         lambda _, __: work.CheckPassed(level="street", files=(_file("same_spot"),), note=SECRET),
         ("-check", "+close"), 6),
    Step("fail_check", ("checking",), "rework", "checker",
         lambda _, __: work.CheckFailed(level="street", finding=SECRET), ("-check", "^handle"), 2),
    Step("close", ("checked",), "closed", "shift_leader",
         lambda _, __: work.CaseClosed(condition="cleared", outcome="solved", summary=SECRET, public_summary="已清理"),
         ("-close", "-handle", "-promise", "-first_contact", "+rating", "+evaluate")),
    Step("evaluate", ("closed",), "evaluated", "supervisor",
         lambda _, __: work.CaseEvaluated(indicators={"on_time": True}, formula="f1"), ("-evaluate", "-rating")),
    Step("reopen", ("closed", "evaluated"), "filed", "shift_leader",
         lambda _, walk: work.CaseReopened(cause="unsatisfied", round=walk.count("round") + 1),
         ("-rating", "-evaluate", "+dispatch", "+promise"), 1),
)  # fmt: skip


def effects(step: Step, walk: Walk, at: datetime) -> tuple[ClockEffect, ...]:
    """The step's clock effects on this case; what does not run is neither stopped nor paused."""
    found = []
    for said in step.clocks:
        sign, name = said[0], said[1:]
        key = walk.assist if name == "assist" else ""
        if sign == "+":
            kind, due = KINDS.get(name, "duty"), at + timedelta(hours=DUTY_HOURS.get(name, 360))
            walk.live.add(name)
            found.append(
                ClockEffect(
                    clock=name, key=key, effect="started", kind=kind, unit="urgent_hour", amount=2, due_at=due
                )
            )
        elif name in walk.live:
            what = {"-": "stopped", "~": "paused", "^": "resumed", ">": "moved"}[sign]
            due_at = at + timedelta(hours=7) if sign in "^>" else None
            found.append(ClockEffect(clock=name, key=key, effect=what, due_at=due_at))
            walk.live -= {name} if sign == "-" else set()
    return tuple(found)


def digest_of(case_id: str) -> str:
    """Of the definition a case follows: one of two."""
    return "de"[UUID(case_id).int % 2] * 8


def take(rnd: Random, walk: Walk, step: Step, position: int) -> Event:
    """The event of a step; now and then one told late by an outbox, some on behalf of another."""
    recorded_at = BEGIN + timedelta(minutes=7 * position)
    late = timedelta(hours=rnd.randrange(20)) if walk.version and rnd.random() < 0.05 else timedelta()
    at = recorded_at - late
    fact = step.make(rnd, walk)
    target = walk.state if step.target == "=" else step.target
    told = step.name == "close" and rnd.random() < 0.5
    envelope = Envelope(
        event_id=str(UUID(int=position)), schema=1, case_id=walk.id, version=walk.version + 1, workflow="city_case",
        digest=digest_of(walk.id), trigger=step.name, source=walk.state, target=target, phase=PHASES[target],
        actor=f"{step.role}-{rnd.randrange(4)}", role=step.role, unit=walk.unit or "shzx",
        on_behalf_of=f"{step.role}-9" if rnd.random() < 0.05 else None, door="http", occurred_at=at,
        recorded_at=recorded_at, command_id=str(UUID(int=2**64 + position)), clocks=effects(step, walk, at),
        rules=(Verdict(rule="reporter_told", held=True),) if told else (), position=position,
    )  # fmt: skip
    walk.state, walk.version, walk.last_at = target, walk.version + 1, at
    return Event(fact=fact, envelope=envelope)


def histories(seed: int, events: int, at_once: int = 20) -> list[Event]:
    """So many events of cases that go on side by side; a case that has ended makes room for another."""
    rnd, made, walks = Random(seed), 0, list[Walk]()
    found: list[Event] = []
    while len(found) < events:
        while len(walks) < at_once:
            made += 1
            walks.append(Walk(id=str(UUID(int=(0x0195 << 112) + made))))
        walk = rnd.choice(walks)
        steps = [step for step in STEPS if walk.state in step.sources]
        if not steps or (PHASES.get(walk.state) == "done" and rnd.random() < 0.5):
            walks.remove(walk)
            continue
        step = rnd.choices(steps, [step.weight for step in steps])[0]
        found.append(take(rnd, walk, step, len(found) + 1))
    return found


def renumbered(events: Sequence[Event], first: int = 1) -> list[Event]:
    """The same events at positions without a gap."""
    return [at_position(event, position) for position, event in enumerate(events, first)]


def at_position(event: Event, position: int, **changes: Any) -> Event:
    """The event with another position, and other changes of its envelope."""
    return replace(event, envelope=replace(event.envelope, position=position, **changes))


class MemoryLog:
    """A log that is a list, for tests of what follows it."""

    def __init__(self, events: Sequence[Event] = ()) -> None:
        self.events = list(events)

    def page(self, after: int, limit: int) -> list[Event]:
        return self.events[after : after + limit]

    def stream(self, stream_id: str) -> list[Event]:
        return [event for event in self.events if event.envelope.case_id == stream_id]

    def head(self) -> int:
        return len(self.events)
