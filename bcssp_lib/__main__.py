"""The ``bcssp`` command, which is ``python -m bcssp_lib`` too."""

from __future__ import annotations

from bcssp_lib.startup import collect_seldom, skip_slow_imports


def main() -> None:
    """Run the command."""
    skip_slow_imports()
    collect_seldom()
    from bcssp_lib.cli.app import main as run  # only now: it imports much

    run()


if __name__ == "__main__":
    main()
