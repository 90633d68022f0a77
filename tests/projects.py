"""Small project folders and notebooks that tests build in a temporary folder."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
import yaml
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from bcssp_lib.figures.project import Project

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
PARAMETERS = (
    'area: str = ""  # the area\'s slug, for example "banes"\n'
    'period: str = ""  # the period, for example "2023-24"\n'
    'edition: str = "annual"  # the edition, for example "annual"'
)


def prose(cell_id: str, text: str) -> NotebookNode:
    """A markdown cell: one narrative block."""
    return new_markdown_cell(text, id=cell_id)


def code(cell_id: str, text: str) -> NotebookNode:
    """A code cell; ``section`` is open by the time it runs."""
    return new_code_cell(text, id=cell_id)


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
    """A whole project of two short sections, with the real parameters and figures.

    ``data/`` holds the folders of ``areas``; the first section publishes facts of the
    police, the second of training.
    """
    shutil.copytree(ROOT / "params", folder / "params")
    for area in areas:
        shutil.copytree(ROOT / "data" / area, folder / "data" / area)
    write_yaml(
        folder / "params/editions/annual.yaml",
        {"title": "Annual report", "readers": "Testers", "sections": ["police", "training"]},
    )
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


def write_yaml(path: Path, content: Any) -> Path:
    """Write a YAML file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), "utf-8")
    return path


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
