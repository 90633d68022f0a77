"""A build where nothing can be forked, as on Windows: the same bytes, with less of a system."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from bcssp_lib.files.project import Project
from tests.build.trials import tree
from tests.projects import BCSSP, code, environment, make_small_project, write_notebook

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


def project_in(folder: Path) -> Project:
    project = make_small_project(folder)
    write_notebook(
        project.notebooks / "01_police.ipynb",
        code("chart", 'section.change_chart("Reports of missing children", "missing_reports")'),
        code("table", 'section.figures_table("Missing children", group="missing")'),
    )
    return project


def test_a_build_that_spawns_gives_the_same_bytes_without_fork_signals_or_unix_sockets(tmp_path):
    bare = tmp_path / "bare"
    bare.mkdir()
    (bare / "sitecustomize.py").write_text(BARE, "utf-8")
    forked, spawned = project_in(tmp_path / "forked"), project_in(tmp_path / "spawned")
    build(forked, "--publish")
    build(spawned, "--publish", "--start", "spawn", PYTHONPATH=str(bare))
    assert {Path(name).suffix for name in tree(forked.reports)} >= {".ipynb", ".html", ".pdf"}
    assert tree(spawned.reports) == tree(forked.reports)


def test_a_project_whose_path_has_blanks_and_letters_beyond_ascii_is_built(tmp_path):
    project = project_in(tmp_path / "Ynys Ŵyn [final] 100%")
    told = build(project, "--start", "spawn", PYTHONIOENCODING="cp1252")
    assert str(project.root) in told.read_text("utf-8").replace("\n", "")
    assert (project.reports / "banes/2023-24/review/report.html").is_file()


def test_a_long_temporary_folder_and_modules_in_the_working_folder_do_no_harm(tmp_path):
    project = project_in(tmp_path / "project")
    for name in ("pandas", "json", "statistics", "IPython"):
        (project.root / f"{name}.py").write_text("raise RuntimeError('mine')\n", "utf-8")
    temporary = tmp_path / ("x" * 100)
    temporary.mkdir()
    startup = tmp_path / "home/.ipython/profile_default/startup"
    startup.mkdir(parents=True)
    (startup / "start.py").write_text("raise RuntimeError('mine')\n", "utf-8")
    (project.root / "matplotlibrc").write_text("text.usetex: True\nfont.size: 40\n", "utf-8")
    other = project_in(tmp_path / "other")
    build(other)
    build(project, TMPDIR=str(temporary), HOME=str(tmp_path / "home"), COLUMNS="0")
    assert tree(project.reports) == tree(other.reports)
    assert os.listdir(temporary) == []
