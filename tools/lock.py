"""Follow pyproject.toml: write both locks, and environment.yml.

``requirements.lock`` is what building reports needs, ``requirements-dev.lock`` what the tests
need too, with the same versions. Run by ``make lock``, which brings uv. The locks hold names,
versions and hashes for every platform and Python version, and no addresses.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCK, DEV_LOCK = ROOT / "requirements.lock", ROOT / "requirements-dev.lock"
ENVIRONMENT = ROOT / "environment.yml"
OLDEST_PYTHON = "3.11"

_HEAD = """\
# For conda users: the versions of requirements.lock, and Quarto beside them.
# Written by tools/lock.py (make lock); create it with: conda env create -f environment.yml
name: bcssp
channels:
  - conda-forge
dependencies:
  - python=3.13
  - pip
  - quarto>=1.6
  - pip:
"""


def main() -> None:
    """Write all three files."""
    _write_lock(DEV_LOCK, "--extra", "install", "--extra", "cluster", "--extra", "dev")
    _write_lock(LOCK, "--extra", "install", "--constraint", DEV_LOCK.name)
    pins = pinned(LOCK.read_text("utf-8"))
    lines = [f'      - "{pin}"\n' for pin in pins]
    text = "".join([_HEAD, *lines, '      - "--editable ."\n'])
    ENVIRONMENT.write_text(text, "utf-8", newline="\n")


def pinned(lock: str) -> list[str]:
    """The pins of a lock, with their markers and without their hashes."""
    return [line.rstrip(" \\") for line in lock.splitlines() if re.match(r"[a-z0-9]", line)]


def _write_lock(lock: Path, *wanted: str) -> None:
    command = [
        *(sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml"),
        *(*wanted, "--universal", "--python-version", OLDEST_PYTHON),
        *("--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url"),
        *("--quiet", "--output-file", lock.name),
    ]
    subprocess.run(command, cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
