"""The ``bcssp`` command, which is ``python -m bcssp_lib`` too."""

from __future__ import annotations

import gc

from bcssp_lib.startup import collect_seldom, skip_slow_imports


def main() -> None:
    """Run the command."""
    skip_slow_imports()
    collect_seldom()
    try:
        from bcssp_lib.cli.app import main as run  # only now: it imports much

        run()
    finally:
        gc.disable()  # Python would go through every object once more as it ends


if __name__ == "__main__":
    main()
