"""Run a command that serves until it is stopped: `python -m scripts.serving COMMAND …`, for make.

However it is told to stop (Ctrl-C, a signal to make, to the whole group, or to the service), the service hears of it
once and is waited for, and being stopped is no failure. make itself would tell its own child alone and leave the rest
behind, and a signal to the group would reach a service twice, the second time in the middle of its leave-taking.
"""

import signal
import subprocess
import sys
from types import FrameType

STOPPED = frozenset({128 + signal.SIGINT, 128 + signal.SIGTERM, 128 + signal.SIGHUP})
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run(command: list[str]) -> int:
    """The exit code of the command, 0 when it was stopped as asked."""
    service = subprocess.Popen(command, start_new_session=True)
    asked: list[int] = []

    def pass_on(number: int, _: FrameType | None) -> None:
        asked.append(number)
        if len(asked) == 1:
            service.send_signal(number)

    for number in SIGNALS:
        signal.signal(number, pass_on)
    code = service.wait()
    return 0 if code in STOPPED or -code in SIGNALS else code


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
