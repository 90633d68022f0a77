"""What a section without charts need not import."""

from __future__ import annotations

import subprocess
import sys

SLOW = "{'matplotlib', 'pandas', 'scipy', 'seaborn'}"


def test_a_section_without_charts_and_frames_imports_nothing_slow():
    """Where processes are spawned, each section would pay a second for it."""
    look = f"import sys, bcssp_lib.build.worker; print({SLOW} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
