"""The ``bcssp`` command, which is ``python -m bcssp_lib`` too."""

from __future__ import annotations

import os


def main() -> None:
    """Run the command.

    It is imported here and not above: multiprocessing imports the main module in the process
    of each section, which has no use for a command line.
    """
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # it would look in each package
    from bcssp_lib.app import cli

    cli.main()


if __name__ == "__main__":
    main()
