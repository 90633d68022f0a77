"""What sections are forked from."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import bcssp_lib.section


def test_every_module_that_notebooks_call_is_imported_before_sections_are_forked():
    """Charts and frames are imported when they are needed: each fork would pay for it."""
    look = (
        "import sys, bcssp_lib.build.preload\n"
        "print(*(name for name in sys.modules if name.startswith('bcssp_lib.section.')))"
    )
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    modules = Path(bcssp_lib.section.__file__).parent.glob("[!_]*.py")
    assert {f"bcssp_lib.section.{path.stem}" for path in modules} == set(done.stdout.split())
