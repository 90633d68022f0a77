"""Starting JupyterLab so that the panel opens next to a working notebook by itself.

JupyterLab loads extensions from folders that it is told of when it starts. Ours is one file
of JavaScript, and is put into a folder for as long as JupyterLab runs; nothing is installed.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from bcssp_lib.version import VERSION

_NAME = "bcssp-panel"
# It asks about news, and looks for a newer version of JupyterLab over the network.
_NEWS = "@jupyterlab/apputils-extension:announcements"


@contextmanager
def lab_command(working: Path, options: Sequence[str] = ()) -> Iterator[list[str]]:
    """The command that opens JupyterLab on a working notebook; it holds within the context."""
    with TemporaryDirectory(prefix="bcssp-lab-") as folder:
        _write_extension(Path(folder) / _NAME)
        extra = f"--LabApp.extra_labextensions_path={folder}"
        lab = [sys.executable, "-m", "jupyter", "lab", str(working)]
        yield [*lab, extra, *options]


def open_lab(working: Path) -> int:
    """Open JupyterLab on a working notebook, and wait until it ends; returns its exit code."""
    with lab_command(working) as command:
        return subprocess.run(command, check=False).returncode


def _write_extension(folder: Path) -> None:
    """The extension as JupyterLab wants it; its name changes with it, so that none is stale."""
    script = files("bcssp_lib.app").joinpath("templates/panel.js").read_bytes()
    load = f"static/panel.{hashlib.sha256(script).hexdigest()[:8]}.js"
    described = {
        "name": _NAME,
        "version": VERSION,
        "description": "The facts of a report, and its text as it is typed",
        "jupyterlab": {
            "extension": True,
            "disabledExtensions": [_NEWS],
            "_build": {"load": load, "extension": "./extension"},
        },
    }
    (folder / "static").mkdir(parents=True)
    (folder / load).write_bytes(script)
    (folder / "package.json").write_text(json.dumps(described), "utf-8")
