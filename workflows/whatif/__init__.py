"""What would have been under another catalogue or calendar: recorded moves decided again, in memory."""

from workflows.whatif.comparing import Compared, Refusal, compare
from workflows.whatif.lateness import Start
from workflows.whatif.world import World

__all__ = ["Compared", "Refusal", "Start", "World", "compare"]
