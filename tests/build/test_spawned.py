"""A build where nothing can be forked, as on Windows: the same bytes, with less of a system."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from bcssp_lib.files.project import Project
from tests.build.conftest import chart_project
from tests.build.trials import tree
from tests.projects import BCSSP, environment

# Imported by each process before anything else: takes away what Windows does not have.
BARE = """
import os, signal, socket
for module, names in (
    (os, ("fork", "forkpty", "pidfd_open", "sched_getaffinity", "setsid", "killpg")),
    (signal, ("pthread_sigmask", "SIGHUP", "SIGALRM", "SIGUSR1", "setitimer", "alarm")),
):
    for name in names:
        if hasattr(module, name):
            delattr(module, name)


def refuse(*_):
    raise RuntimeError("no socket is needed")


socket.socket.bind = socket.socket.connect = refuse
"""


def build(project: Project, *arguments: str, **variables: str) -> Path:
    """Build in a process with these variables, and redirect what it says to a file."""
    told = project.root / "told.txt"
    with told.open("wb") as file:
        done = subprocess.run(
            [str(BCSSP), "build", "banes", *arguments],
            env={**environment(project), **variables},
            cwd=project.root,
            stdout=file,
            stderr=subprocess.STDOUT,
            check=False,
            timeout=300,
        )
    assert done.returncode == 0, told.read_text("utf-8", "replace")
    return told


def test_a_build_that_spawns_gives_the_same_bytes_without_fork_signals_or_unix_sockets(
    tmp_path, forked
):
    """So it does in a folder whose path has blanks and letters that the terminal lacks."""
    bare = tmp_path / "bare"
    bare.mkdir()
    (bare / "sitecustomize.py").write_text(BARE, "utf-8")
    project = chart_project(tmp_path / "Ynys Ŵyn [final] 100%")
    variables = {"PYTHONPATH": str(bare), "PYTHONIOENCODING": "cp1252"}
    told = build(project, "--publish", "--start", "spawn", **variables)
    assert {Path(name).suffix for name in forked} >= {".ipynb", ".html", ".pdf"}
    assert tree(project.reports) == forked
    assert str(project.root) in told.read_text("utf-8").replace("\n", "")


def test_a_long_temporary_folder_and_modules_in_the_working_folder_do_no_harm(
    tmp_path, forked_review
):
    project = chart_project(tmp_path / "project")
    for name in ("pandas", "json", "statistics", "IPython"):
        (project.root / f"{name}.py").write_text("raise RuntimeError('mine')\n", "utf-8")
    temporary = tmp_path / ("x" * 100)
    temporary.mkdir()
    startup = tmp_path / "home/.ipython/profile_default/startup"
    startup.mkdir(parents=True)
    (startup / "start.py").write_text("raise RuntimeError('mine')\n", "utf-8")
    (project.root / "matplotlibrc").write_text("text.usetex: True\nfont.size: 40\n", "utf-8")
    build(project, TMPDIR=str(temporary), HOME=str(tmp_path / "home"), COLUMNS="0")
    made = tree(project.reports)
    del made["index.html"]
    assert made == forked_review
    assert os.listdir(temporary) == []
