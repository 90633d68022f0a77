"""Any Markdown, through real files: working notebook, narrative file, and working notebook."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bcssp_lib.files.project import Project
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.report_id import ReportId
from bcssp_lib.narrative.author_files import AuthorFiles
from bcssp_lib.narrative.binding import FactBook
from bcssp_lib.narrative.blocks import MERGE_MARK, GivenNames, override_defaults, read_blocks
from bcssp_lib.narrative.saving import save
from bcssp_lib.narrative.working_notebook import CODE, PROSE, read_working, working_text
from tests.narrative.pictures import picture
from tests.narrative.test_edits import CELLS, notebook

PICTURES = {"a.png": picture(), "wards.jpg": picture("tan", "JPEG")}

LETTERS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=40)
WORDS = st.sampled_from(
    ["The", "police", "received", "282", "reports", "–", "**bold**", "*slanted*", "`code`",
     "👩🏽‍🚒",
     "Ynys Môn", "صحة", "e\u0301", "&amp;", "\\*", "[a link](https://example.org)", "[^1]", "<br>",
     "{{ missing_reports }}", "{{", "}}", "%%", "$5", "~~gone~~", "H~2~O", "\u00a0", "\u200b"]
)  # fmt: skip
LINE = st.lists(WORDS, min_size=1, max_size=8).map(" ".join)
TABLE = st.lists(st.lists(WORDS, min_size=2, max_size=3), min_size=1, max_size=3).map(
    lambda rows: "\n".join(["| a | b |", "|---|--:|", *(f"| {' | '.join(row)} |" for row in rows)])
)
PIECES = st.one_of(
    LINE,
    TABLE,
    st.tuples(st.integers(1, 6), LINE).map(lambda one: f"{'#' * one[0]} {one[1]}"),
    st.lists(LINE, min_size=1, max_size=4).map(lambda some: "\n".join(f"- {one}" for one in some)),
    st.lists(LINE, min_size=1, max_size=3).map(lambda some: "\n".join(f"> {one}" for one in some)),
    LINE.map(lambda one: f"[^1]: {one}\n\n    {one}"),
    LINE.map(lambda one: f"```python\n{one}\n```"),
    LINE.map(lambda one: f"~~~~ {{.x}}\n{one}\n~~~~"),
    st.tuples(st.integers(1, 9), LINE).map(lambda o: f"{':' * o[0]} {{#overview}}\n{o[1]}\n:::"),
    LINE.map(lambda one: f"<details><summary>{one}</summary>\n\n<b>{one}</b>\n\n</details>"),
    LINE.map(lambda one: f"<!-- {one} -->"),
    st.sampled_from(
        ["![A](images/a.png)", "![B](<images/wards.jpg> 'title')", "![C](images/missing.png)",
         "![D](attachment:a.png)", "[p]: images/a.png", "---", "***", "=======", "Term\n:   Words",
         "\u2028", "\x0b\x0c", "\x85:::", "\t- x", "  \n  ", "\ufeff", "::: {.last-year}",
         "```{=html}\n<i>x</i>\n```", "::::::::::::::", "\x1b[31m"]
    ),
    LETTERS,
)  # fmt: skip
ENDS = st.sampled_from(["\n", "\n\n", "\n\n\n"])
DOCUMENT = (
    st.tuples(st.lists(PIECES, max_size=6), ENDS, st.sampled_from(["", "\n", "  ", "\n\n"]))
    .map(lambda one: one[1].join(one[0]) + one[2])
    .filter(lambda text: not MERGE_MARK.search(text))
)


@pytest.fixture(scope="module")
def files() -> Iterator[AuthorFiles]:
    """The files of an author, with two pictures; in memory, since each is written a lot."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        found = AuthorFiles(
            Project(Path(folder)), ReportId("banes", parse_period("2023-24")), notebook()
        )
        found.pictures.mkdir(parents=True)
        for name, content in PICTURES.items():
            (found.pictures / name).write_bytes(content)
        yield found


def write_working(files: AuthorFiles) -> None:
    """A working notebook of the text as it is, as the command writes it."""
    written = read_blocks(files.narrative, "police.md")
    blocks = override_defaults(files.section.blocks, written, files.section.cells)
    executed = {
        "metadata": {},
        "cells": [
            {"id": one.id, "cell_type": one.kind, "metadata": {}, "source": one.source}
            | ({"outputs": [], "execution_count": None} if one.kind == CODE else {})
            for one in CELLS
        ],
    }
    files.working.parent.mkdir(exist_ok=True)
    text = working_text(executed, blocks, {}, FactBook({}, {}), files.narrative.parent)
    files.working.write_text(text, "utf-8", newline="")


def saved_by_jupyterlab(path: Path) -> None:
    """Read and write a notebook as JupyterLab's server does."""
    found = nbformat.reads(path.read_text("utf-8"), as_version=4)
    path.write_text(nbformat.writes(found), "utf-8", newline="")


def typed(path: Path, block: str, text: str) -> None:
    content = json.loads(path.read_text("utf-8"))
    (cell,) = (one for one in content["cells"] if one["id"] == block)
    cell["source"] = text
    path.write_text(json.dumps(content), "utf-8")
    saved_by_jupyterlab(path)


def texts(files: AuthorFiles) -> dict[str, str]:
    return {block.id: block.source for block in read_blocks(files.narrative, "police.md")}


@settings(max_examples=100)
@given(DOCUMENT, DOCUMENT)
def test_what_is_written_comes_back_to_the_byte(files, first, second):
    comes_back(files, first, second)


@pytest.mark.soak
@settings(max_examples=1000)
@given(DOCUMENT, DOCUMENT)
def test_much_that_is_written_comes_back_to_the_byte(files, first, second):
    comes_back(files, first, second)


def comes_back(files: AuthorFiles, first: str, second: str) -> None:
    files.narrative.unlink(missing_ok=True)
    files.seen.unlink(missing_ok=True)
    write_working(files)
    typed(files.working, "overview", first)
    typed(files.working, "detail", second)
    assert not save(files).stopped
    in_notebook = {
        cell.id: cell.source
        for cell in read_working(files.working, "", GivenNames({}, {}, ())).cells
    }
    assert (in_notebook["overview"], in_notebook["detail"]) == (first, second)
    found = texts(files)
    assert (found.get("overview", CELLS[2].source), found.get("detail", CELLS[3].source)) == (
        first,
        second,
    )
    before = files.narrative.read_bytes() if files.narrative.exists() else b""
    write_working(files)
    saved_by_jupyterlab(files.working)
    saved = save(files)
    assert not saved.changed
    assert not saved.stopped
    assert (files.narrative.read_bytes() if files.narrative.exists() else b"") == before


def test_the_documents_are_of_every_kind(files):
    """What the test above draws from does reach a cell as a picture, and a table stays one."""
    files.narrative.write_text("::: {#overview}\n![A](images/a.png)\r\n:::\n", "utf-8", newline="")
    write_working(files)
    cells = {load["id"]: load for load in json.loads(files.working.read_text("utf-8"))["cells"]}
    assert cells["overview"]["cell_type"] == PROSE
    assert list(cells["overview"]["attachments"]) == ["a.png"]
    assert texts(files)["overview"].startswith("![A]")
