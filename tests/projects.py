"""Small project folders and notebooks that tests build in a temporary folder."""

from __future__ import annotations

import csv
import io
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from contextlib import closing, redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import psutil
import pytest
import yaml
from filelock import FileLock
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from bcssp_lib.__main__ import main
from bcssp_lib.files.project import Project

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "example"
REAL = ("banes", "avon-and-somerset")  # the real areas of tests

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
PARAMETERS = (
    'area: str = ""  # the area\'s slug, for example "banes"\n'
    'period: str = ""  # the period, for example "2023-24"\n'
    'edition: str = "annual"  # the edition, for example "annual"'
)


def prose(cell_id: str, text: str) -> NotebookNode:
    """A markdown cell: one narrative block."""
    return new_markdown_cell(text, id=cell_id)


def code(cell_id: str, text: str, tags: Sequence[str] = ()) -> NotebookNode:
    """A code cell; ``section`` is open by the time it runs."""
    return new_code_cell(text, id=cell_id, metadata={"tags": list(tags)} if tags else {})


def parameters(text: str = PARAMETERS) -> NotebookNode:
    """The cell tagged ``parameters``."""
    return new_code_cell(text, id="parameters", metadata={"tags": ["parameters"]})


def write_cells(path: Path, *cells: NotebookNode, kernel: Mapping[str, str] = KERNEL) -> Path:
    """Write a notebook of just these cells, whether or not it keeps the contract."""
    notebook = new_notebook(
        cells=list(cells),
        metadata={"kernelspec": dict(kernel), "language_info": {"name": "python"}},
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    return path


def write_notebook(path: Path, *cells: NotebookNode) -> Path:
    """Write a notebook that keeps the contract: title, parameters, setup, then these cells.

    The section is named by the file: ``02_training.ipynb`` is ``training``.
    """
    name = path.stem.partition("_")[2]
    setup = (
        "from bcssp_lib import open_section\n\n"
        f'section = open_section("{name}", area, period, edition)'
    )
    title = name.replace("_", " ").capitalize()
    return write_cells(
        path, prose("title", f"# {title}"), parameters(), code("setup", setup), *cells
    )


def make_small_project(folder: Path, areas: Sequence[str] = ("banes",)) -> Project:
    """A whole project of two short sections, with the parameters and figures of the example.

    ``data/`` holds the folders of ``areas``; the first section publishes facts of the
    police, the second of training. It answers to no duties.
    """
    copy_params(folder)
    for area in areas:
        copy_figures(folder, area)
    write_yaml(
        folder / "params/editions/annual.yaml",
        {"title": "Annual report", "readers": "Testers", "sections": ["police", "training"]},
    )
    write_yaml(folder / "params/requirements.yaml", {"requirements": {}})
    for other in (folder / "params/editions").glob("*.yaml"):
        if other.stem != "annual":
            other.unlink()
    write_notebook(
        folder / "notebooks/01_police.ipynb",
        code("facts", 'section.publish("missing_children", "missing_reports")'),
        code("table", 'section.figures_table("Missing children", group="missing")'),
        prose("what-changed", 'Reports of missing children {{ change("missing_reports") }}.'),
    )
    write_notebook(
        folder / "notebooks/02_training.ipynb",
        code("facts", 'section.publish(group="training")'),
        prose("overview", "{{ training_sessions }} sessions were held in {{ area }}."),
    )
    return Project(folder)


def copy_params(folder: Path) -> None:
    """The project's parameters, with Bath and North East Somerset and the invented areas.

    All are of one police force here, so that what is real stands among what is made up.
    """
    shutil.copytree(ROOT / "params", folder / "params")
    shutil.copytree(EXAMPLE / "params/looks", folder / "params/looks", dirs_exist_ok=True)
    areas = folder / "params/areas"
    for path in areas.glob("*.yaml"):
        if path.stem not in REAL:
            path.unlink()
    for name, text in _invented_areas().items():
        (areas / name).write_text(text, "utf-8")


@cache  # hundreds of tests have a project of their own
def _invented_areas() -> dict[str, str]:
    """The files of the invented areas, with the police force area of the real ones."""
    contents = {
        path.name: yaml.safe_load(path.read_text("utf-8"))
        for path in (EXAMPLE / "params/areas").glob("*.yaml")
    }
    return {
        name: _as_yaml({**content, "force_area": "avon-and-somerset"})
        for name, content in contents.items()
        if "kind" not in content
    }


def copy_figures(folder: Path, area: str) -> None:
    """The figures of an area: real ones of real areas, made-up ones of the others.

    The registers of real areas stay behind: what is in them is not for tests to know.
    """
    source, left = (ROOT, ["registers"]) if area in REAL else (EXAMPLE, [])
    ignored = shutil.ignore_patterns(*left)
    shutil.copytree(source / "data" / area, folder / "data" / area, ignore=ignored)


def copy_example(folder: Path) -> Project:
    """The project with a real area and the invented ones, whose reports folder tests may fill."""
    copy_params(folder)
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    force = "saltmere-and-fairport"  # not the force of these areas here
    for path in (ROOT / "data/banes", *sorted((EXAMPLE / "data").iterdir())):
        if path.name != force:
            copy_figures(folder, path.name)
    return Project(folder)


def copied_project(built: Path, folder: Path) -> Project:
    """A copy of a project that was made once, in a folder of its own."""
    shutil.copytree(built, folder / "project")
    return Project(folder / "project")


def write_yaml(path: Path, content: Any) -> Path:
    """Write a YAML file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_as_yaml(content), "utf-8")
    return path


def _as_yaml(content: Any) -> str:
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True)


def write_csv(path: Path, *rows: Sequence[str]) -> Path:
    """Write a CSV file, header first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    return path


def read_csv(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file, read without any of the library's own code."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def processes_for(folder: Path) -> list[str]:
    """The commands of running processes that were started for something in a folder.

    Processes are told by the folder in their command line, working folder or
    environment; only systems with /proc can be asked.
    """
    wanted, found = str(folder).encode(), []
    for process in Path("/proc").glob("[0-9]*"):
        if process.name == str(os.getpid()):
            continue
        try:
            parts = [(process / name).read_bytes() for name in ("cmdline", "environ")]
            parts.append(bytes((process / "cwd").readlink()))
        except OSError:  # it has ended, or belongs to somebody else
            continue
        if any(wanted in part for part in parts):
            found.append(parts[0].replace(b"\0", b" ").decode(errors="replace"))
    return found


def command_line(process: psutil.Process) -> list[str]:
    """The words of a process's command; none of one that has ended."""
    try:
        return process.cmdline()
    except psutil.Error:
        return []


class Quiet:
    """Hears how a build goes on, and says nothing."""

    def on_message(self, message: str) -> None: ...

    def on_plan(self, plan: object, runs: object, usual: object) -> None: ...

    def on_section_start(self, run: object) -> None: ...

    def on_section_end(self, result: object) -> None: ...

    def on_report_end(self, outcome: object) -> None: ...


def ledger_rows(out: Path, *tables: str) -> dict[str, object]:
    """What the ledger of an output folder holds, read without any of the library's own code."""
    with closing(sqlite3.connect(out / ".ledger.sqlite")) as connection:
        return {
            table: connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()
            for table in tables
        }


def leftovers(out: Path) -> list[str]:
    """Hidden files and folders of an output folder, but its lock, ledger and record of files."""
    kept = {".lock", ".made.json", *(f".ledger.sqlite{extra}" for extra in ("", "-wal", "-shm"))}
    return sorted(path.name for path in out.rglob(".*") if path.name not in kept)


def sampled(values: Iterable[Any], usual: Container[Any]) -> list[Any]:
    """Values of a parameter: the usual run takes some of them, `make soak` the others."""
    return [
        pytest.param(
            *(one if isinstance(one, tuple) else (one,)),
            marks=[] if one in usual else [pytest.mark.soak],
        )
        for one in values
    ]


BCSSP = Path(sys.executable).with_name("bcssp")


def environment(project: Project, *, quarto: Path | None = None) -> dict[str, str]:
    """The environment of a command that works for a project, with this Quarto or with none."""
    kept = {name: value for name, value in os.environ.items() if name != "QUARTO_PATH"}
    folders = [
        one for one in kept["PATH"].split(os.pathsep) if not shutil.which("quarto", path=one)
    ]
    if quarto is not None:
        folders.insert(0, str(quarto.parent))
    return {
        **kept,
        "PATH": os.pathsep.join(folders),
        "BCSSP_ROOT": str(project.root),
        "COLUMNS": "200",
    }


def bcssp(
    project: Project, *arguments: str, quarto: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command for a project, in this process: to import it each time takes a second."""
    out, told, code = io.StringIO(), io.StringIO(), 0
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment(project, quarto=quarto).items():
            patch.setenv(name, value)
        patch.delenv("QUARTO_PATH", raising=False)
        patch.chdir(project.root)
        patch.setattr(sys, "argv", ["bcssp", *arguments])
        patch.setattr(sys, "stdin", io.StringIO())  # nobody answers what it asks
        patch.setattr(sys, "excepthook", sys.excepthook)  # the command sets its own
        try:
            with redirect_stdout(out), redirect_stderr(told):
                main()
        except SystemExit as ended:
            code = int(ended.code or 0)
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), told.getvalue())


def bcssp_process(
    project: Project, *arguments: str, quarto: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the installed command for a project in a process of its own."""
    return subprocess.run(
        [str(BCSSP), *arguments],
        env=environment(project, quarto=quarto),
        cwd=project.root,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that is made once for all of pytest-xdist's workers, and only read by tests."""
    base = factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, done = base / name, base / f"{name}.done"
    with FileLock(base / f"{name}.lock"):
        if not done.exists():
            if folder.exists():
                pytest.fail(f"{name} could not be made; the first test that wanted it says why")
            folder.mkdir()
            make(folder)
            done.touch()
    return folder
