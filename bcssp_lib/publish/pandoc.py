"""Running pandoc, which comes with the toolkit, and looking at how it ended."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pypandoc

from bcssp_lib.errors import RenderError

# Everything that narrative may use, but TeX, which no renderer here would show.
MARKDOWN = "markdown-raw_tex-latex_macros-tex_math_dollars-yaml_metadata_block"

_NO_VARIABLES: Mapping[str, str] = MappingProxyType({})


def run_pandoc(
    arguments: Sequence[str], text: str, folder: Path, variables: Mapping[str, str] = _NO_VARIABLES
) -> None:
    """Run pandoc on a text; an exit code other than 0, or any warning, is a failure.

    ``variables`` are added to its environment.
    """
    _run(["--fail-if-warnings", *arguments], text, folder, variables)


def read_tree(text: str) -> dict[str, Any]:
    """How pandoc, and Quarto, read a Markdown text: its settings and its elements."""
    settings = MARKDOWN.replace("-yaml_metadata_block", "+yaml_metadata_block")
    tree: dict[str, Any] = json.loads(_run([f"--from={settings}", "--to=json"], text, None))
    return tree


def _run(
    arguments: Sequence[str],
    text: str,
    folder: Path | None,
    variables: Mapping[str, str] = _NO_VARIABLES,
) -> str:
    command = [pypandoc.get_pandoc_path(), *arguments]
    done = subprocess.run(
        command,
        input=text.encode(),
        cwd=folder,
        env={**os.environ, **variables},
        capture_output=True,
        check=False,
    )
    if done.returncode != 0:
        told = done.stderr.decode(errors="replace").strip()
        raise RenderError(
            f"pandoc ended with code {done.returncode}: {told}. "
            "If the message speaks of an author's text, mend that text; no file was put in place."
        )
    return done.stdout.decode()
