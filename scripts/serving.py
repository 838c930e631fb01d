"""Run a command that serves until it is stopped: `python -m scripts.serving COMMAND …`, for make.

However it is told to stop (Ctrl-C, a signal to make, to the whole group, or to the service), the service hears of it
once and is waited for, and being stopped is no failure. make itself would tell its own child alone and leave the rest
behind, and a signal to the group would reach a service twice, the second time in the middle of its leave-taking.
"""

import os
import signal
import sys

from api.settings import environment_with

SIGNALS = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
STOPPED = frozenset(code for number in SIGNALS for code in (-number, 128 + number))


def run(command: list[str]) -> int:
    """The exit code of the command, 0 when it was stopped as asked.

    Signals are waited for and never handled: a handler may be passed over by the call that waits for the service, is
    not there yet when the service begins, and no more when Python ends.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {*SIGNALS, signal.SIGCHLD})
    service = os.posix_spawnp(command[0], command, environment_with(), setsid=True, setsigmask=())
    passed_on = set[int]()
    while True:
        number = signal.sigwait({*SIGNALS, signal.SIGCHLD})
        if number == signal.SIGCHLD:
            ended, status = os.waitpid(service, os.WNOHANG)
            if ended:
                code = os.waitstatus_to_exitcode(status)
                return 0 if code in STOPPED else code
        elif number not in passed_on:  # each once: a service may have no ears for the first
            passed_on.add(number)
            os.kill(service, number)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
