"""What a section without charts need not import."""

from __future__ import annotations

import subprocess
import sys


def test_a_section_without_a_chart_imports_no_seaborn():
    """Where processes are spawned, each section would pay a second for it."""
    look = "import sys, bcssp_lib.build.worker; print({'seaborn', 'scipy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
