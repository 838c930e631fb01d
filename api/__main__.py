"""The program `bihuan`, also as `python -m api`."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

INTERRUPTED = 130


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run a command and leave with its exit code."""
    from api.cli.app import app
    from api.cli.console import say
    from api.cli.failures import told

    try:
        code = app(arguments, prog_name="bihuan", standalone_mode=False)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        if hasattr(error, "show") and hasattr(error, "exit_code"):
            error.show()
            sys.exit(error.exit_code)
        stop = told(error)
        if stop is None:
            raise
        say(str(stop))
        sys.exit(stop.code)
    sys.exit(code or 0)


if __name__ == "__main__":
    main()
