"""The section notebooks: finding them, and holding them to their contract before a run."""

from __future__ import annotations

import ast
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bcssp_lib.data.screening import screen_text
from bcssp_lib.files.folders import UNREADABLE, list_files, output_errors, put_bytes, read_utf8
from bcssp_lib.files.packages import slim_imports
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import NotebookError, Problem, not_known
from bcssp_lib.model.person_data import Screening
from bcssp_lib.narrative.blocks import Block
from bcssp_lib.narrative.clean_notebook import (
    ANALYSIS,
    DEFAULTS,
    NOTHING,
    PARAMETERS_TAG,
    LeftOut,
    cell_tags,
    clean_notebook,
    forbidden_imports,
    list_assignments,
    name_cells,
)

if TYPE_CHECKING:
    from nbformat import NotebookNode

PARAMETERS = tuple(DEFAULTS)
SECTION_NAME = re.compile(r"[a-z][a-z0-9_]*")
_FILE_NAME = re.compile(rf"(\d{{2}})_({SECTION_NAME.pattern})")
_KERNEL = "python3"
_LETTERS = 16
_READABLE = ("text/plain", "text/html", "text/markdown", "text/latex")


@dataclass(frozen=True)
class SectionNotebook:
    """One section's notebook: its name without number, its text, and its default narrative.

    ``code`` is a short hash of what it runs: its code, and the order of its cells. The words
    of its prose are no part of that, so that editing them runs nothing. ``cells`` are the
    ids of all its cells. ``left_out`` is what JupyterLab saved in it, and ``source`` lacks.
    """

    name: str
    path: Path
    shown: str
    source: str
    code: str
    blocks: tuple[Block, ...]
    cells: tuple[str, ...] = ()
    left_out: LeftOut = NOTHING

    @property
    def stem(self) -> str:
        """The file name without its ending, such as ``13_police``."""
        return self.path.stem

    @property
    def title(self) -> str:
        """The section's title: the first heading of its text."""
        for block in self.blocks:
            for line in block.text.splitlines():
                if line.startswith("# "):
                    return line[2:].strip()
        return self.name.replace("_", " ").capitalize()


def section_paths(project: Project) -> dict[str, Path]:
    """Every section notebook by the section's name, in the order of their numbers."""
    paths: dict[str, Path] = {}
    for path in list_files(project.notebooks, ".ipynb"):
        match = _FILE_NAME.fullmatch(path.stem)
        if match is None:
            continue
        if match[2] in paths:
            raise NotebookError(
                f"{project.shown(path)}: the section '{match[2]}' is already "
                f"{paths[match[2]].name}. Give one of them another name."
            )
        paths[match[2]] = path
    return paths


def is_section(path: Path) -> bool:
    """Whether a notebook takes a section's parameters, whatever its name."""
    if not path.is_file():  # to open a pipe could wait for ever
        return False
    try:
        cells = json.loads(path.read_bytes())["cells"]
        return any(PARAMETERS_TAG in cell_tags(cell) for cell in cells)
    except UNREADABLE:
        return False


def load_section(project: Project, name: str) -> SectionNotebook:
    """Read one section's notebook, and check it against its contract."""
    section = read_section(project, name)
    check_section(section)
    return section


def read_section(project: Project, name: str) -> SectionNotebook:
    """Read one section's notebook, without what JupyterLab saved of a run."""
    paths = section_paths(project)
    if name not in paths:
        raise not_known("section", name, paths, "See: bcssp list sections.")
    path = paths[name]
    shown = project.shown(path)
    source, left_out = _read_clean(path, shown)
    try:
        cells = json.loads(source)["cells"]
        blocks = tuple(
            Block(cell["id"], _source(cell), shown, 1, default=True)
            for cell in cells
            if cell["cell_type"] == "markdown"
        )
        ids = tuple(cell["id"] for cell in cells)
        code = _code_digest(cells)
    except (KeyError, TypeError, AttributeError) as error:
        raise _unreadable(shown, error) from error
    return SectionNotebook(name, path, shown, source, code, blocks, ids, left_out)


def _read_clean(path: Path, shown: str) -> tuple[str, LeftOut]:
    """Read a notebook's text without what JupyterLab saved of a run, and what that was."""
    source = read_utf8(path, shown)
    if isinstance(source, Problem):
        raise _unreadable(shown, source)
    try:
        return clean_notebook(source)
    except UNREADABLE as error:
        raise _unreadable(shown, error) from error


def clean_notebooks(project: Project, *, write: bool) -> dict[str, LeftOut]:
    """What JupyterLab saved in each notebook that has any of it; it is taken out if ``write``.

    Cells that it numbered get a name, unless a text of an author or of params/ has the number.
    """
    found, used = {}, _texts_that_name_cells(project)
    for path in list_files(project.notebooks, ".ipynb"):
        shown = project.shown(path)
        source, left_out = _read_clean(path, shown)
        source, numbered = name_cells(source, used)
        left_out = replace(left_out, numbered=numbered)
        if left_out:
            found[shown] = left_out
            if write:
                with output_errors(path.parent, "Allow it"):
                    put_bytes(source.encode(), path)
    return found


def _texts_that_name_cells(project: Project) -> str:
    written = (project.reports.glob(f"*/*/narrative/*.{kind}") for kind in ("md", "yaml"))
    texts = [*chain.from_iterable(written), *project.params.glob("*.yaml")]
    return "\n".join(path.read_text("utf-8", "replace") for path in texts)


def screen_notebook(source: str, shown: str, allowed: Screening) -> list[Problem]:
    """What the cells of a notebook, and what they showed when it was saved, hold of one person."""
    return [
        replace(problem, row=None, column=f"cell '{cell.get('id', number)}'")
        for number, cell in enumerate(json.loads(source)["cells"], start=1)
        for text in _texts_of(cell)
        for problem in screen_text(shown, text, allowed)
    ]


def _texts_of(cell: dict[str, Any]) -> Iterator[str]:
    yield "".join(cell["source"])
    for output in cell.get("outputs", ()):
        shown = {"text/plain": output.get("text", ()), **output.get("data", {})}
        yield from ("".join(shown[kind]) for kind in _READABLE if kind in shown)
        yield from output.get("traceback", ())


def check_section(section: SectionNotebook) -> None:
    """Check a section's notebook against the format of notebooks and its own contract."""
    slim_imports()
    import nbformat  # slow to import: only needed for notebooks that were not checked before

    try:
        notebook = nbformat.reads(section.source, as_version=4)  # type: ignore[no-untyped-call]
        nbformat.validate(notebook)
    except (*UNREADABLE, nbformat.ValidationError) as error:
        raise _unreadable(section.shown, error) from error
    check_contract(notebook, section.shown)


def _unreadable(shown: str, error: object) -> NotebookError:
    return NotebookError(
        f"{shown}: this is not a readable notebook ({error}). "
        "Open and save it in JupyterLab, or take the last version from git."
    )


def _code_digest(cells: list[dict[str, Any]]) -> str:
    kept = [
        [
            cell["cell_type"],
            cell["id"],
            cell.get("metadata", {}).get("tags", []),  # papermill heeds them
            _source(cell) if cell["cell_type"] == "code" else "",
        ]
        for cell in cells
    ]
    return hashlib.sha256(json.dumps(kept).encode()).hexdigest()[:_LETTERS]


def _source(cell: dict[str, Any]) -> str:
    """A cell's text, which a notebook may hold as one string or as its lines."""
    return "".join(cell["source"])


def check_contract(notebook: NotebookNode, shown: str) -> None:
    """Check a notebook against its contract: kernel, one parameters cell, its values, imports."""
    kernel = notebook.metadata.get("kernelspec", {}).get("name")
    if kernel != _KERNEL:
        raise NotebookError(
            f"{shown}: the kernel is {kernel!r}, expected '{_KERNEL}'. "
            "Choose the kernel 'Python 3' in JupyterLab and save the notebook."
        )
    tagged = [cell for cell in notebook.cells if PARAMETERS_TAG in cell_tags(cell)]
    if len(tagged) != 1:
        raise NotebookError(
            f"{shown}: {len(tagged)} cells are tagged 'parameters', expected exactly one. "
            "Tag the cell that declares area, period and edition."
        )
    forgiving = [cell.id for cell in notebook.cells if "raises-exception" in cell_tags(cell)]
    if forgiving:
        raise NotebookError(
            f"{shown}: the cell '{forgiving[0]}' is tagged 'raises-exception', so that its "
            "errors would be hidden. Remove the tag."
        )
    _check_parameters(tagged[0].source, shown)
    _check_imports(notebook, shown)


def _check_imports(notebook: NotebookNode, shown: str) -> None:
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    found = {cell.id: forbidden_imports(cell.source) for cell in code}
    wrong = [f"the cell '{name}' imports {', '.join(each)}" for name, each in found.items() if each]
    if wrong:
        raise NotebookError(
            f"{shown}: {'; '.join(wrong)}. A notebook may import {', '.join(ANALYSIS)} and "
            "Python's own modules, which are the same on every machine. Take the import out; "
            "what only another package can work out belongs into data/, as figures."
        )


def _check_parameters(source: str, shown: str) -> None:
    """Papermill only warns of a parameter it cannot set, and builds the wrong report."""
    declared = _declared_names(source, shown)
    missing, extra = set(PARAMETERS) - declared, declared - set(PARAMETERS)
    if missing or extra:
        wrong = [f"'{name}' is passed but not declared" for name in sorted(missing)]
        wrong += [f"'{name}' is declared but not passed" for name in sorted(extra)]
        raise NotebookError(
            f"{shown}: {'; '.join(wrong)}. The parameters cell declares exactly "
            f"{', '.join(PARAMETERS)}, one a line."
        )


def _declared_names(source: str, shown: str) -> set[str]:
    """The names that a cell gives a value; papermill tells them too, and is slow to import."""
    try:
        assigned = list_assignments(source)
    except SyntaxError as error:
        raise NotebookError(
            f"{shown}: the parameters cell is not Python (line {error.lineno}: {error.msg}). It "
            f"declares {', '.join(PARAMETERS)}, one a line, and nothing else."
        ) from error
    parts = chain.from_iterable([*targets, value] for targets, value in assigned)
    nodes = chain.from_iterable(map(ast.walk, parts))
    return {
        node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
