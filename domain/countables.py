"""What may be counted for a rate, by name. A formula is data and names these; it can count nothing else.

A countable moment is an occurrence in a case: a report, a dispatch, a deadline that was set, a failed check. What it
came to is its verdict. How moments follow from facts is told in `projections.rates`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.possible import Possible

OPEN, IN_TIME, LATE, MISSED = "open", "in_time", "late", "missed"
"""Of a deadline: not met yet; met before it ran out; met afterwards; ended unmet after it had run out."""
VOID, FORCED, TRANSFERRED, SUSPENDED, PAUSED = "void", "forced", "transferred", "suspended", "paused"
"""Of a deadline that counts for nobody: it ended otherwise before it ran out, or it rests."""
FILED, MERGED, ENDED = "filed", "merged", "ended"
GIVEN, WRONG = "given", "wrong"
RATED, UNREACHED = "rated", "unreached"
HAPPENED = "happened"

DUE = (OPEN, IN_TIME, LATE, MISSED)
DONE = (IN_TIME, LATE)

WINDOWS: Mapping[str, tuple[str, str]] = {
    "happened": ("发生时刻在窗口内", "it happened in the window"),
    "due_or_ended": ("到期时刻或办完时刻在窗口内", "it fell due in the window or ended in it"),
}


@dataclass(frozen=True, kw_only=True)
class Countable:
    """A kind of moment with the verdicts that count; the least of what it carries, where that matters.

    `by` is the fact it comes by, or the one that gives it its verdict, and `saying` what that must be able to say; a
    deadline comes with the clock of its kind.
    """

    zh: str
    en: str
    kind: str
    verdicts: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    extensions: int = 0
    score: int = 0
    by: str = ""
    saying: tuple[str, str] = ("", "")

    @property
    def needs(self) -> Possible:
        """What a workflow has no such moment without: a fact or a clock."""
        return Possible(self.by or self.kind, *self.saying)


COUNTABLES: Mapping[str, Countable] = {
    "reports": Countable(
        zh="上报", en="reports", kind="reported", verdicts=(OPEN, FILED, ENDED), by="case.reported"
    ),
    "filed_reports": Countable(
        zh="立案的上报", en="reports that were filed", kind="reported", verdicts=(FILED,), by="case.filed"
    ),
    "dispatches_due": Countable(zh="应派遣", en="dispatches due", kind="dispatch", verdicts=DUE),
    "dispatched_in_time": Countable(
        zh="按期派遣", en="dispatched in time", kind="dispatch", verdicts=(IN_TIME,)
    ),
    "dispatches": Countable(
        zh="派遣", en="dispatches", kind="dispatched", verdicts=(GIVEN, WRONG), by="case.dispatched"
    ),
    "returnable_dispatches": Countable(
        zh="可因派遣错误退单的派遣",
        en="dispatches that can be returned as wrongly dispatched",
        kind="dispatched",
        verdicts=(GIVEN, WRONG),
        by="case.returned",
        saying=("fault", "dispatch"),
    ),
    "right_dispatches": Countable(
        zh="未因派遣错误退单的派遣",
        en="dispatches not returned as wrongly dispatched",
        kind="dispatched",
        verdicts=(GIVEN,),
        by="case.dispatched",
    ),
    "handling_due": Countable(zh="应处置", en="handling due", kind="handle", verdicts=DUE),
    "handled": Countable(zh="已处置", en="handled", kind="handle", verdicts=DONE),
    "handled_in_time": Countable(zh="按期处置", en="handled in time", kind="handle", verdicts=(IN_TIME,)),
    "handled_late": Countable(
        zh="超期处置", en="handled late or not in time", kind="handle", verdicts=(OPEN, LATE, MISSED)
    ),
    "extended_handling": Countable(
        zh="延过期的处置", en="handling that was extended", kind="handle", verdicts=DUE, extensions=1
    ),
    "closing_due": Countable(zh="应结案", en="closing due", kind="promise", verdicts=DUE),
    "closed": Countable(zh="已结案", en="closed", kind="promise", verdicts=DONE),
    "closed_in_time": Countable(zh="按期结案", en="closed in time", kind="promise", verdicts=(IN_TIME,)),
    "closed_late": Countable(
        zh="超期未结或超期结案",
        en="closed late or not in time",
        kind="promise",
        verdicts=(OPEN, LATE, MISSED),
    ),
    "checks_due": Countable(zh="应核查", en="checks due", kind="check", verdicts=DUE),
    "checked_in_time": Countable(zh="按期核查", en="checked in time", kind="check", verdicts=(IN_TIME,)),
    "responses_due": Countable(zh="应响应", en="first contacts due", kind="first_contact", verdicts=DUE),
    "responded_in_time": Countable(
        zh="按期联系诉求人", en="reporter contacted in time", kind="first_contact", verdicts=(IN_TIME,)
    ),
    "ratings": Countable(zh="有效回访", en="valid ratings", kind="rated", verdicts=(RATED,), by="case.rated"),
    "solved": Countable(
        zh="评为已解决",
        en="rated as solved",
        kind="rated",
        verdicts=(RATED,),
        details=("yes",),
        by="case.rated",
    ),
    "satisfied": Countable(
        zh="评为基本满意以上",
        en="rated satisfied or nearly so",
        kind="rated",
        verdicts=(RATED,),
        score=3,
        by="case.rated",
    ),
    "reworks": Countable(zh="返工", en="reworks", kind="rework", by="check.failed"),
    "suspensions": Countable(zh="挂账", en="suspensions", kind="suspension", by="case.suspended"),
    "forced_closures": Countable(
        zh="强制结案", en="forced closures", kind="forced_closure", by="case.force_closed"
    ),
    "exclusions": Countable(zh="剔除考核", en="exclusions", kind="exclusion", by="case.excluded"),
    "transfers": Countable(zh="移送", en="transfers", kind="transfer", by="case.transferred"),
}

EXCLUDED = "excluded"


@dataclass(frozen=True)
class Apart:
    """Why a moment is neither in the numerator nor in the denominator, yet listed; its verdict says so."""

    zh: str
    en: str
    verdict: str = ""
    """Empty for what was excluded by approval, which is a matter of the case and the figure."""


APART: Mapping[str, Apart] = {
    EXCLUDED: Apart("经批准剔除", "excluded by approval"),
    FORCED: Apart("强制结案", "closed by force", FORCED),
    TRANSFERRED: Apart("移送", "transferred", TRANSFERRED),
    SUSPENDED: Apart("挂账中", "suspended", SUSPENDED),
    PAUSED: Apart("时限暂停中", "deadline rests", PAUSED),
    VOID: Apart("到期前另行终止", "ended otherwise before it was due", VOID),
    MERGED: Apart("并单", "merged", MERGED),
    UNREACHED: Apart("未接通", "not reached", UNREACHED),
}
"""In the order in which they are asked: a moment stands in the first that fits."""
