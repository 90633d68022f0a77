"""Notebooks without what JupyterLab saves in them: the results of a run, and typed-in parameters.

An analyst runs a notebook by hand, with an area typed into its parameters cell, and JupyterLab
saves all of it. Neither belongs in a report, or in git.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from bcssp_lib.model.report_id import MAIN_EDITION
from bcssp_lib.narrative.blocks import is_random, name_block

DEFAULTS = {"area": "", "period": "", "edition": MAIN_EDITION}
PARAMETERS_TAG = "parameters"
_OF_A_RUN = ("collapsed", "execution", "ExecuteTime", "scrolled")  # metadata of a cell
_WIDGETS, _LANGUAGE = "widgets", "language_info"  # metadata of a notebook
ANALYSIS = ("bcssp_lib", "matplotlib", "numpy", "pandas", "seaborn")
_TITLE = re.compile(r"[\"']([^\"'\n]*\w [^\"'\n]*)[\"']")
_SHOWN = re.compile(r"\bsection\.(\w+)")
_MAGIC = re.compile(r"^(\s*)[%!?].*", re.MULTILINE)  # a line for IPython, and not Python


@dataclass(frozen=True)
class LeftOut:
    """What was left out of a notebook: how many cells' results, and which parameters' values.

    ``numbered`` cells had a random number for a name.
    """

    results: int = 0
    parameters: tuple[str, ...] = ()
    numbered: int = 0

    def __bool__(self) -> bool:
        return bool(self.results or self.parameters or self.numbered)

    def __str__(self) -> str:
        results = [f"the results of {_count_cells(self.results)}"] if self.results else []
        values = [f"a typed-in {name}" for name in self.parameters]
        numbers = [f"{_count_cells(self.numbered)} without a name"] if self.numbered else []
        return ", ".join([*results, *values, *numbers])


def _count_cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count} cells"


NOTHING = LeftOut()


def clean_notebook(text: str) -> tuple[str, LeftOut]:
    """A notebook's text without results and typed-in parameters, and what was left out.

    A text with nothing to leave out is returned as it is, to the byte. Tags and the kernel
    stay.

    Raises one of ``UNREADABLE`` for a text that is no notebook.
    """
    notebook = json.loads(text)
    cells = notebook["cells"]
    cleaned = [_without_results(cell) for cell in cells]
    results = sum(before != after for before, after in zip(cells, cleaned, strict=True))
    names = [name for cell in cleaned for name, _ in _typed_in(cell)]
    left_out = LeftOut(results, tuple(dict.fromkeys(names)))
    if not left_out:
        return text, left_out
    cleaned = [_with_defaults(cell) for cell in cleaned]
    whole = {**notebook, "cells": cleaned, "metadata": _without_kernel(notebook["metadata"])}
    return dump_notebook(whole), left_out


def dump_notebook(notebook: Mapping[str, Any]) -> str:
    """The text of a notebook's file."""
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def name_cells(text: str, used: str) -> tuple[str, int]:
    """A notebook's text with names for the cells that JupyterLab numbered, and how many they are.

    A number that stands in ``used``, the texts that name cells, stays.
    """
    notebook = json.loads(text)
    taken = {cell["id"] for cell in notebook["cells"]}
    cells = []
    for cell in notebook["cells"]:
        name = cell["id"]
        if is_random(name) and name not in used:
            name = name_block(_words_of_cell(cell), taken)
            taken.add(name)
        cells.append({**cell, "id": name})
    named = sum(before != after for before, after in zip(notebook["cells"], cells, strict=True))
    if not named:
        return text, 0
    return dump_notebook({**notebook, "cells": cells}), named


def _words_of_cell(cell: Mapping[str, Any]) -> str:
    """What a cell is named after: its text, or the title or name of what its code shows."""
    source = "".join(cell["source"])
    if cell["cell_type"] != "code":
        return source
    title, shown = _TITLE.search(source), _SHOWN.search(source)
    return title[1] if title else shown[1].replace("_", " ") if shown else "code"


def _without_kernel(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """The metadata of a notebook without its widgets, and what the kernel said of itself."""
    kept = {name: value for name, value in metadata.items() if name != _WIDGETS}
    if _LANGUAGE in kept:
        kept[_LANGUAGE] = {"name": kept[_LANGUAGE]["name"]}
    return kept


def _without_results(cell: Mapping[str, Any]) -> dict[str, Any]:
    if cell["cell_type"] != "code":
        return dict(cell)
    metadata = {name: kept for name, kept in cell["metadata"].items() if name not in _OF_A_RUN}
    return {**cell, "metadata": metadata, "outputs": [], "execution_count": None}


def _with_defaults(cell: dict[str, Any]) -> dict[str, Any]:
    """A cell with the default of each parameter that it gives another value."""
    source = "".join(cell["source"]).encode()
    starts = [0, *accumulate(map(len, source.splitlines(keepends=True)))]  # of lines
    for name, value in reversed(list(_typed_in(cell))):
        assert value.end_lineno is not None
        assert value.end_col_offset is not None
        start = starts[value.lineno - 1] + value.col_offset  # ast counts bytes
        end = starts[value.end_lineno - 1] + value.end_col_offset
        source = source[:start] + json.dumps(DEFAULTS[name]).encode() + source[end:]
    if source.decode() == "".join(cell["source"]):
        return cell
    return {**cell, "source": source.decode().splitlines(keepends=True)}


def _typed_in(cell: Mapping[str, Any]) -> Iterator[tuple[str, ast.expr]]:
    """The parameters that a cell gives another value than their default, with that value."""
    if PARAMETERS_TAG not in cell_tags(cell):
        return
    try:
        assigned = list_assignments("".join(cell["source"]))
    except SyntaxError:  # which the check of the contract tells
        return
    for (target, *_), value in assigned:
        name = target.id if isinstance(target, ast.Name) else ""
        typed = value.value if isinstance(value, ast.Constant) else None
        if name in DEFAULTS and typed != DEFAULTS[name]:
            yield name, value


def cell_tags(cell: Mapping[str, Any]) -> list[str]:
    """The tags of a cell, which JupyterLab shows in its property inspector."""
    return list(cell["metadata"].get("tags", []))


def list_assignments(source: str) -> list[tuple[list[ast.expr], ast.expr]]:
    """What Python code assigns at its top: the targets of each value, with the value.

    Raises ``SyntaxError`` for what is not Python.
    """
    assigned: list[tuple[list[ast.expr], ast.expr]] = []
    for statement in ast.parse(source).body:
        match statement:
            case ast.Assign(targets=targets, value=value):
                assigned.append((targets, value))
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                assigned.append(([target], value))
    return assigned


def forbidden_imports(source: str) -> list[str]:
    """The packages that a cell imports and may not, in the order of the alphabet.

    A cell that is not Python imports nothing; running it says what is wrong with it.
    """
    packages = {name.partition(".")[0] for name in _imported(_parse(source))}
    return sorted(packages - {*ANALYSIS, *sys.stdlib_module_names})


def calls_not_shown(source: str) -> list[tuple[int, str]]:
    """The calls on ``section`` whose value a cell drops, each with its line.

    A notebook shows the value of a cell's last line alone, and not of one that ends with a
    semicolon. A cell that is not Python has none; running it says what is wrong with it.
    """
    tree = _parse(source)
    last = tree.body[-1] if tree.body and not source.rstrip().endswith(";") else None
    statements = [node for node in ast.walk(tree) if isinstance(node, ast.Expr)]
    return [
        (node.lineno, ast.unparse(node.value.func))
        for node in statements
        if node is not last and isinstance(node.value, ast.Call) and _is_of_section(node.value)
    ]


def _parse(source: str) -> ast.Module:
    """A cell's code, with what is for IPython left out; nothing of what is not Python."""
    try:
        return ast.parse(_MAGIC.sub(r"\1pass", source))
    except SyntaxError:
        return ast.Module([], [])


def _is_of_section(node: ast.expr) -> bool:
    while isinstance(node, ast.Call | ast.Attribute):
        node = node.func if isinstance(node, ast.Call) else node.value
    return isinstance(node, ast.Name) and node.id == "section"


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
