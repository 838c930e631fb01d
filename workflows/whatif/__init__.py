"""What would have been under another catalogue or calendar: recorded moves decided again, in memory."""

from workflows.whatif.comparing import compare
from workflows.whatif.escalation import Escalation
from workflows.whatif.lateness import Start
from workflows.whatif.results import Compared, Refusal
from workflows.whatif.steps import Step
from workflows.whatif.world import World

__all__ = ["Compared", "Escalation", "Refusal", "Start", "Step", "World", "compare"]
