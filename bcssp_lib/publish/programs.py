"""The programs that render: pandoc, which comes with the toolkit, and Quarto where it is installed.

What asks whether Quarto is there imports no more than this: what publishes imports pandas.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from bcssp_lib.files.packages import package_folder
from bcssp_lib.model.errors import RenderError

# Everything that narrative may use, but TeX, which no renderer here would show, and boxes to tick,
# which would be made of words that begin with brackets even if these are escaped.
MARKDOWN = "markdown-raw_tex-latex_macros-tex_math_dollars-yaml_metadata_block-task_lists"

# Reports take a second or two; a text of very many open brackets would take for ever.
_PATIENCE_SECONDS = 120
READING_SECONDS = 20

QUARTO = "Quarto"  # the engine, as manifests call it
GET_QUARTO = (
    "Quarto was not found, so the HTML is one long page and no book. To get Quarto: "
    "pip install quarto-cli, or the installer on quarto.org."
)

_SOURCE_DATE = "SOURCE_DATE_EPOCH"  # pandoc, Typst and Quarto all heed it


def run_pandoc(
    arguments: Sequence[str], text: str, folder: Path, variables: Mapping[str, str] | None = None
) -> str:
    """Run pandoc on a text; an exit code other than 0, or any warning, is a failure.

    ``variables`` are added to its environment. Returns what it makes, if that goes to no file.
    """
    return _run(["--fail-if-warnings", *arguments], text, folder, variables, _PATIENCE_SECONDS)


def read_tree(text: str) -> dict[str, Any]:
    """How Quarto reads a Markdown text, TeX and settings included: its settings and elements."""
    return _parse_tree(_run(["--from=markdown", "--to=json"], text))


def read_text_files(names: Sequence[str], folder: Path) -> dict[str, Any]:
    """Texts of authors as one tree, each read for itself, with its own notes and addresses.

    Nothing that a text names is opened.
    """
    form = f"--from={MARKDOWN}-implicit_figures-auto_identifiers"
    arguments = ["--sandbox", "--file-scope", form, "--to=json", *names]
    return _parse_tree(_run(arguments, "", folder))


def read_word_tree(path: Path) -> dict[str, Any]:
    """A Word document, with every tracked change taken as accepted."""
    arguments = ["--sandbox", "--from=docx", "--track-changes=accept", "--to=json", str(path)]
    return _parse_tree(_run(arguments))


def write_markdown(tree: Mapping[str, Any]) -> str:
    """A tree as Markdown: each paragraph and row in a line, and each note below its paragraph."""
    form = f"--to={MARKDOWN}-smart-simple_tables-multiline_tables-grid_tables"
    arguments = ["--from=json", form, "--wrap=none", "--reference-location=block"]
    return _run(arguments, json.dumps(tree))


def _parse_tree(output: str) -> dict[str, Any]:
    try:
        tree: dict[str, Any] = json.loads(output)
    except RecursionError as error:
        raise RenderError("The text is nested too deep to be read") from error
    return tree


def date_environment(date: datetime) -> dict[str, str]:
    """The environment in which a renderer writes this date into what it makes."""
    return {_SOURCE_DATE: str(int(date.timestamp()))}


def find_quarto() -> str | None:
    """The path of the Quarto program, as the quarto package finds it."""
    import quarto  # only where something is published

    path = quarto.path()
    return shutil.which(path) if path else None


def quarto_fingerprint() -> str:
    """What changes when Quarto is installed, removed, or another one; empty without it."""
    program = find_quarto()
    if program is None:
        return ""
    stat = Path(program).stat()
    return f"{program} {stat.st_size} {stat.st_mtime_ns}"


def _run(
    arguments: Sequence[str],
    text: str = "",
    folder: Path | None = None,
    variables: Mapping[str, str] | None = None,
    patience: int | None = None,
) -> str:
    patience = READING_SECONDS if patience is None else patience
    command = [str(_program()), *arguments]
    try:
        done = subprocess.run(
            command,
            input=text.encode(),
            cwd=folder,
            env={**os.environ, **(variables or {})},
            capture_output=True,
            check=False,
            timeout=patience,
        )
    except subprocess.TimeoutExpired as error:
        raise RenderError(
            f"pandoc has not read a text within {patience} seconds, and was ended. Very many "
            "brackets or stars that are opened and not closed do that"
        ) from error
    if done.returncode < 0:
        raise RenderError(
            f"pandoc was ended from outside (signal {-done.returncode}), perhaps for want of "
            "memory. No file was put in place. Run the command again."
        )
    if done.returncode != 0:
        errors = done.stderr.decode(errors="replace").strip()
        raise RenderError(
            f"pandoc ended with code {done.returncode}: {errors}. "
            "If the message speaks of an author's text, correct it; no file was put in place."
        )
    return done.stdout.decode()


@cache
def _program() -> Path:
    """The pandoc of pypandoc's package.

    pypandoc itself takes whichever pandoc of the machine is newest, so that reports would
    differ from one machine to the next; and importing it loads what it downloads with.
    """
    folder = package_folder("pypandoc")
    path = folder / "files" / ("pandoc.exe" if os.name == "nt" else "pandoc") if folder else None
    if path is None or not path.exists():
        raise RenderError("pandoc is not installed. Install it with: pip install pypandoc_binary")
    return path
