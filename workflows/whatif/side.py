"""One of the worlds that are compared, and what is kept of it: its clocks, and what was done when time ran out."""

from __future__ import annotations

from datetime import datetime

from domain.envelope import Event
from domain.errors import Refused
from domain.office import Office
from workflows.whatif.lateness import Lateness
from workflows.whatif.rungs import Tally
from workflows.whatif.steps import Step, steps_of
from workflows.whatif.world import Happened, World


class Side:
    """A world and its account."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.lateness = Lateness()
        self.steps: list[Step] = []
        self.rungs = Tally()

    def take_over(self, event: Event) -> None:
        """Let a fact be what it was, before anything is compared."""
        self.world.take_over(event)
        self.lateness.take(event)

    def keep(self, event: Event) -> None:
        """Let a fact be what it was, and count for it."""
        self.world.take_over(event)
        self._note(Happened(event.envelope.case_id, (event,)))

    def let_pass(self, case_id: str, since: datetime, until: datetime, office: Office) -> None:
        """What time brings about in a case from one moment to before another."""
        self.world.wait_until(case_id, since)
        for happened in self.world.live_until(case_id, until, office):
            self._note(happened)

    def redo(self, event: Event, office: Office) -> Refused | None:
        """Decide a recorded move here; returns why it is refused, if it is."""
        try:
            for happened in self.world.redo(event, office):
                self._note(happened)
        except Refused as refusal:
            return refusal
        return None

    def _note(self, happened: Happened) -> None:
        self.steps.extend(steps_of(happened, self.lateness))
        self.rungs.take(happened)
        for event in happened.events:
            self.lateness.take(event)
