"""Running pandoc, which comes with the toolkit, and looking at how it ended."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

import pypandoc

from bcssp_lib.errors import RenderError

# Everything that narrative may use, but TeX, which no renderer here would show.
MARKDOWN = "markdown-raw_tex-latex_macros-tex_math_dollars-yaml_metadata_block"


def run_pandoc(arguments: Sequence[str], text: str, folder: Path) -> None:
    """Run pandoc on a text; an exit code other than 0, or any warning, is a failure."""
    command = [pypandoc.get_pandoc_path(), "--fail-if-warnings", *arguments]
    done = subprocess.run(
        command, input=text.encode(), cwd=folder, capture_output=True, check=False
    )
    if done.returncode != 0:
        told = done.stderr.decode(errors="replace").strip()
        raise RenderError(
            f"pandoc ended with code {done.returncode}: {told}. "
            "If the message speaks of an author's text, mend that text; no file was put in place."
        )
