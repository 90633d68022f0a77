"""The ``bcssp`` command, which is ``python -m bcssp_lib`` too."""

from __future__ import annotations

import atexit
import os
import sys
from contextlib import suppress

from bcssp_lib.startup import collect_seldom, skip_slow_imports


def main() -> None:
    """Run the command.

    When it has ended, so that its threads have ended and all was cleared away, its process
    does too: Python would take every object apart first, for a twentieth of a second or more.
    """
    skip_slow_imports()
    collect_seldom()
    ending = _Ending()
    atexit.register(ending.leave)  # what is registered first is called last
    from bcssp_lib.app.cli import main as run  # only now: it imports much

    try:
        run()
    except SystemExit as ended:
        ending.code = ended.code
        raise


class _Ending:
    """How the command ended; only an ordinary end is hurried."""

    code: object = None

    def leave(self) -> None:
        """End the process with the command's code, once all it said is written."""
        if isinstance(self.code, int):
            with suppress(OSError):  # Python itself tells of what could not be written
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(self.code)


if __name__ == "__main__":
    main()
