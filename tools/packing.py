"""How a wheel is packed: with the parameters, notebooks and example that ``bcssp init`` gives."""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parents[1]
# What a project starts with, and what of it stays out: real areas are for each project to name.
PACKED = {
    "params": shutil.ignore_patterns("areas"),
    "notebooks": shutil.ignore_patterns(".*"),
    "example/params": shutil.ignore_patterns(".*"),
    "example/data": shutil.ignore_patterns(".*"),
}


class BuildWithStarter(build_py):
    """Packs the library, and next to its rooms a folder ``starter``.

    An editable install has the checkout at hand, and needs no copy of it.
    """

    def run(self) -> None:
        """Build the library, then copy the rest."""
        super().run()
        if self.editable_mode:
            return
        starter = Path(self.build_lib) / "bcssp_lib" / "starter"
        shutil.rmtree(starter, ignore_errors=True)  # of an earlier build
        for name, left_out in PACKED.items():
            shutil.copytree(ROOT / name, starter / name, ignore=left_out)
