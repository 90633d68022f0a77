"""The ``bcssp`` command, which is ``python -m bcssp_lib`` too."""

from __future__ import annotations

from bcssp_lib.app.cli import main

if __name__ == "__main__":
    main()
