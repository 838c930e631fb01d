"""What is asked of a second person in the demo: more time, a rest, an end by force, to be left out of figures."""

from __future__ import annotations

from collections.abc import Iterable

from api.demo.habits import Habit, Holds
from api.demo.story import Scene
from api.demo.told import all_told, untold
from api.demo.waits import days, office, share
from domain.calendar import TimeUnit
from domain.clock_arithmetic import due_at


def asked(kind: str) -> Holds:
    """That a request of this kind waits to be decided."""
    return lambda scene: scene.case.request is not None and scene.case.request.kind == kind


def _free(scene: Scene) -> bool:
    """Nothing else is asked for, and there is time left to ask in."""
    handle = scene.case.clock("handle")
    return scene.case.request is None and handle is not None and not handle.has_run_out(scene.at)


def _nothing_asked(scene: Scene) -> bool:
    return scene.case.request is None


def _new_date_untold(scene: Scene) -> bool:
    return scene.case.clock("tell_reporter") is not None


def _to_tell_before_the_end(scene: Scene) -> bool:
    return asked("forced_closure")(scene) and bool(untold(scene))


def _may_end(scene: Scene) -> bool:
    return asked("forced_closure")(scene) and all_told(scene)


def _may_exclude(scene: Scene) -> bool:
    ended, calendar = scene.case.closed_at, scene.world.moments.calendar
    window = scene.workflow.parameters["exclusion_window_work_days"]
    in_time = ended is not None and scene.at < due_at(calendar, ended, window, TimeUnit.WORK_DAY)
    return in_time and scene.case.request is None


def while_working() -> Iterable[Habit]:
    """Requests about a case in hand and what comes of them; nothing else happens while one waits."""
    yield Habit("contact", office(10, 90), holds=_new_date_untold, kind="new_date")
    yield Habit("refuse_request", office(30, 240), when="extension_refused", holds=asked("extension"))
    yield Habit("grant_extension", office(20, 240), holds=asked("extension"))
    yield Habit("refuse_request", office(30, 240), when="suspension_refused", holds=asked("suspension"))
    yield Habit("grant_suspension", office(30, 300), holds=asked("suspension"))
    yield Habit("contact", office(10, 120), holds=_to_tell_before_the_end, kind="inform")
    yield Habit("force_close", office(60, 420), holds=_may_end)
    yield Habit("request_suspension", share("handle", 0.1, 0.3), when="suspended", holds=_free)
    yield Habit("request_forced_closure", share("handle", 0.2, 0.6), when="forced", holds=_nothing_asked)


MORE_TIME = (Habit("request_extension", share("handle", 0.3, 0.6), when="extended", holds=_free),)
"""Only in the first round of work: what was reported done once is not to be extended."""
RESTING = (Habit("resume", days(5, 15)),)
WHEN_ENDED = (
    Habit("refuse_request", office(60, 420), when="exclusion_refused", holds=asked("exclusion")),
    Habit("exclude", office(60, 420), holds=asked("exclusion")),
    Habit("request_exclusion", days(1, 3), when="excluded", holds=_may_exclude),
)
