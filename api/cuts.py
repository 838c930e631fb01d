"""Looking back: `at`, `position` and `basis` of a request as a cut through the log, and waiting for a position."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from api.pages.moments import shown_moment
from api.params import Params
from api.problems import Problem, bad_parameter
from api.services import Services
from domain.envelope import Envelope, Event
from projections.as_of import Cut

NAMES = ("at", "position", "basis")
RECORDED, OCCURRED = "recorded", "occurred"
WAIT_SECONDS = 10.0


async def cut_of(params: Params, services: Services) -> Cut | None:
    """The cut a request asks for; None for now. `recorded`: what was known then; `occurred`: what had happened.

    Raises Problem bad_parameter, also for a moment or a position that is yet to come.
    """
    at, position = params.moment("at", services.zone), params.position("position")
    basis = params.one_of("basis", (RECORDED, OCCURRED), RECORDED)
    if at is not None and position is not None:
        raise bad_parameter("position", "unexpected", ("at 与 position 二选一", "either at or position"))
    if position is not None:
        await _require_there("position", position, services)
        return Cut(position=position)
    if at is None:
        return None
    await _require_past(at, services)
    return Cut(recorded=at) if basis == RECORDED else Cut(occurred=at)


def within(events: Sequence[Event], cut: Cut | None) -> Sequence[Event]:
    """The facts of a case that belong to a cut."""
    if cut is None:
        return events
    return [event for event in events if _belongs(event.envelope, cut)]


def _belongs(envelope: Envelope, cut: Cut) -> bool:
    if cut.position is not None:
        return envelope.position <= cut.position
    if cut.recorded is not None:
        return envelope.recorded_at <= cut.recorded
    return cut.occurred is not None and envelope.occurred_at <= cut.occurred


def moment_of(cut: Cut | None, events: Iterable[Event], now: datetime) -> datetime:
    """The moment clocks are read at: that of the cut, else of its last fact."""
    if cut is None:
        return now
    if cut.position is None:
        return cut.recorded or cut.occurred or now
    return max((event.envelope.recorded_at for event in events), default=now)


async def wait_for(params: Params, services: Services, models: Iterable[str]) -> None:
    """Wait until the lists have come as far as `min_position` asks. Raises Problem when they do not in time."""
    position = params.position("min_position")
    if position is None:
        return
    await _require_there("min_position", position, services)
    if not await services.watch.wait(position, WAIT_SECONDS, models):
        raise Problem("not_yet_visible", position=position, shown=services.watch.position(models))


async def _require_past(at: datetime, services: Services) -> None:
    """Refuse a moment after now, of which nobody knows anything yet.

    Now is as late as the last fact was recorded: the clock of the database may be ahead of ours.
    """
    now = services.clock()
    if at > now:
        last = await services.log.page(max(await services.log.head() - 1, 0), 1)
        now = max([now, *(event.envelope.recorded_at for event in last)])
    if at > now:
        shown = shown_moment(now, services.zone)
        raise bad_parameter(
            "at", "out_of_range", (f"不晚于现在（{shown}）的时刻", f"a moment not after now, {shown}")
        )


async def _require_there(name: str, position: int, services: Services) -> None:
    """Refuse a position the log has not come to."""
    head = await services.log.head()
    if position > head:
        last = (f"不大于 {head} 的位置（日志的最后位置）", f"at most {head}, the last position")
        raise bad_parameter(name, "out_of_range", last)
