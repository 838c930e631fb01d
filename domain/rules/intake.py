"""When a report may be taken in, verified, supplemented, withdrawn."""

from __future__ import annotations

from domain.channels import channels_of, is_from_outside
from domain.facts.intake import PUBLIC_CHANNELS
from domain.rules.rule import Attempt, rule


@rule("channel_not_yours", "office", body=True)
def channel_of_role(attempt: Attempt) -> bool:
    """The channel is one on which a report can come in by a post the actor holds, or by somebody from outside."""
    return attempt.get("channel") in channels_of(attempt.roles)


@rule("source_no_not_yours", "office", body=True)
def source_no_of_office(attempt: Attempt) -> bool:
    """A number at the source is noted by the office or by a gateway: who reports himself would use up another's."""
    return not attempt.get("source_no") or not is_from_outside(attempt.roles)


@rule("place_not_listed", "office", body=True)
def place_listed(attempt: Attempt) -> bool:
    """The community is one of the office's, and the grid lies in it (a grid's code begins with its community's)."""
    place, office = attempt.get("place"), attempt.context.office
    named = place if place is not None else attempt.fact
    return office.knows_grid(getattr(named, "community", ""), getattr(named, "grid", ""))


@rule("outside_area", "office", body=True)
def place_in_area(attempt: Attempt) -> bool:
    """The point lies in the office's area, or intake marks a border case."""
    place = attempt.get("place")
    marked = (attempt.get("attributes") or {}).get("border_case") is True
    return place is None or marked or attempt.context.office.contains(place)


@rule("already_reported", body=True)
def not_same_submission(_: Attempt) -> bool:
    """The source's own number was not used before: the log holds it as a claim and refuses the second one."""
    return True


@rule("not_for_spot")
def spot_allowed(attempt: Attempt) -> bool:
    """The category may be put right at once, and who does it found it himself."""
    return attempt.has_flag("on_the_spot") and attempt.command.actor in attempt.known.reported_by


@rule("verifier_reported", body=True)
def verifier_not_reporter(attempt: Attempt) -> bool:
    """Another person than who reported."""
    return attempt.get("verifier") not in attempt.known.reported_by


@rule("supplement_running")
def supplement_time_over(attempt: Attempt) -> bool:
    """Not waiting for the reporter, or his time has run out."""
    clock = attempt.known.clock("supplement")
    return clock is None or clock.has_run_out(attempt.now)


@rule("public_safety")
def not_public_safety(attempt: Attempt) -> bool:
    """What endangers the public is not the reporter's to withdraw."""
    return not attempt.has_flag("safety")


@rule("condition_open", body=True)
def filing_condition_met(attempt: Attempt) -> bool:
    """The named condition is on the category's filing list (立案条件)."""
    category = attempt.category
    return category is not None and attempt.get("condition") in category.filing


@rule("not_verified", body=True)
def report_verified(attempt: Attempt) -> bool:
    """A public report of a category to be verified: the last verification found it true."""
    to_verify = attempt.has_flag("verify") and attempt.known.channel in PUBLIC_CHANNELS
    return not to_verify or attempt.known.finding == "true"


@rule("lead_unconfirmed")
def lead_confirmed_by_person(attempt: Attempt) -> bool:
    """A device opens a lead, only a person files: somebody saw it (行政处罚法41)."""
    return attempt.known.channel != "device" or attempt.known.person_saw_it


@rule("reason_not_listed", body=True)
def reason_listed(attempt: Attempt) -> bool:
    """The reason is on the list for this move, or of the category when a case is declined."""
    listed = attempt.move.reasons
    if not listed and attempt.category is not None:
        listed = attempt.category.decline_reasons
    return not listed or attempt.get("reason") in listed


@rule("longer_limit", body=True)
def longer_limit_needs_leader(attempt: Attempt) -> bool:
    """A category with a longer limit is the shift leader's to choose, before the time has run out."""
    handle = attempt.known.clock("handle")
    if handle is None:
        return True
    moved = [effect.due_at for effect in attempt.clocks if effect.clock == "handle"]
    longer = any(due is not None and due > handle.due_at for due in moved)
    return not longer or ("shift_leader" in attempt.actor.roles and not handle.has_run_out(attempt.now))


@rule("master_not_live", "master", "office", body=True)
def merge_target_live(attempt: Attempt) -> bool:
    """The master is another case, open, and not itself merged."""
    master = attempt.other(attempt.get("master"))
    return (
        master is not None
        and master.id != attempt.known.id
        and master.phase != "done"
        and master.master is None
    )


@rule("not_same_matter", "master", body=True)
def same_matter(attempt: Attempt) -> bool:
    """Same category, and near by `merge_near_m` or the same object; or the same applicant about the same subject."""
    case, master = attempt.known, attempt.context.others.get(attempt.get("master"))
    if master is None or case.category != master.category:
        return False
    if case.reporter and case.reporter == master.reporter:
        return True
    listed = case.place.object_id if case.place else ""
    same_object = bool(listed) and master.place is not None and master.place.object_id == listed
    return same_object or attempt.is_near(master.place, attempt.parameter("merge_near_m"))


RULES = (
    channel_of_role,
    source_no_of_office,
    place_listed,
    place_in_area,
    not_same_submission,
    spot_allowed,
    verifier_not_reporter,
    supplement_time_over,
    not_public_safety,
    filing_condition_met,
    report_verified,
    lead_confirmed_by_person,
    reason_listed,
    longer_limit_needs_leader,
    merge_target_live,
    same_matter,
)
