"""Judging executed notebooks by what verifiably ran, here on notebooks made by hand."""

from __future__ import annotations

from typing import Any

import pytest
from bcssp_lib.build.seal import SEAL_TYPE, add_seal, judge, remove_seal
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from bcssp_lib.build.section_run import Account
from bcssp_lib.model.errors import SectionFailedError
from bcssp_lib.section.facts import FACTS_TYPE

STAMP = {"area": "banes", "period": "2023-24", "edition": "annual", "section": "trial"}
SEALED = {
    "area": "banes",
    "period": "2023-24",
    "edition": "annual",
    "token": "secret",
    "reads": {'["area", "banes"]': "ab12"},
    "packages": ["numpy", "pandas"],
    "threads": [],
}


def shown(kind: str, content: dict[str, Any]) -> NotebookNode:
    return new_output("display_data", data={kind: content})


def executed(*outputs: NotebookNode, seals: int = 1, **seal: Any) -> NotebookNode:
    """A notebook as it is after a good run, unless the test breaks it."""
    cells = [
        new_markdown_cell("# Trial"),
        new_code_cell("first", id="first", execution_count=1),
        new_code_cell("second", id="second", execution_count=2, outputs=list(outputs)),
        new_code_cell(
            "seal",
            id="bcssp-seal",
            execution_count=3,
            outputs=[shown(SEAL_TYPE, {**SEALED, **seal})] * seals,
        ),
    ]
    return new_notebook(cells=cells)


def test_a_run_to_the_end_passes_and_says_what_it_read_and_used():
    made = executed(shown(FACTS_TYPE, {"facts": [], "stamp": STAMP}))
    assert judge(made, STAMP, "secret") == Account(SEALED["reads"], ("numpy", "pandas"))


@pytest.mark.parametrize("count", [None, 7])
def test_a_cell_that_did_not_run_in_its_turn_fails(count):
    notebook = executed()
    notebook.cells[2].execution_count = count
    with pytest.raises(SectionFailedError, match="cell 'second' did not run"):
        judge(notebook, STAMP, "secret")


def test_an_error_among_the_outputs_fails():
    error = new_output("error", ename="KeyError", evalue="'x'", traceback=[])
    with pytest.raises(SectionFailedError, match="cell 'second': KeyError: 'x'"):
        judge(executed(error), STAMP, "secret")


@pytest.mark.parametrize("seals", [0, 2])
def test_no_seal_or_two_fail(seals):
    with pytest.raises(SectionFailedError, match="did not run to its end"):
        judge(executed(seals=seals), STAMP, "secret")


def test_a_seal_of_another_run_fails():
    with pytest.raises(SectionFailedError, match="did not run to its end"):
        judge(executed(token="stale"), STAMP, "secret")


def test_a_notebook_without_its_last_cell_fails():
    notebook = executed()
    remove_seal(notebook)
    with pytest.raises(SectionFailedError, match="did not run to its end"):
        judge(notebook, STAMP, "secret")


@pytest.mark.parametrize("name", ["area", "period", "edition"])
def test_a_seal_for_another_report_fails(name):
    with pytest.raises(SectionFailedError, match=f"a cell must not set {name}"):
        judge(executed(**{name: "other"}), STAMP, "secret")


def test_a_thread_that_still_runs_fails_in_the_cell_that_began_it():
    with pytest.raises(SectionFailedError, match="cell 'second' left a thread") as told:
        judge(executed(threads=[[2, "mine"]]), STAMP, "secret")
    assert told.value.cell == "second"


@pytest.mark.parametrize("name", list(STAMP))
def test_an_output_made_for_another_report_or_section_fails(name):
    made = shown(FACTS_TYPE, {"facts": [], "stamp": {**STAMP, name: "other"}})
    with pytest.raises(SectionFailedError, match=f"made something for {name} 'other'"):
        judge(executed(made), STAMP, "secret")


def test_the_seal_is_the_last_cell_and_comes_off_again():
    notebook = new_notebook(cells=[new_code_cell("1", id="one")])
    add_seal(notebook, "secret")
    assert [cell.id for cell in notebook.cells] == ["one", "bcssp-seal"]
    remove_seal(notebook)
    assert [cell.id for cell in notebook.cells] == ["one"]


def test_the_seal_stands_whatever_a_cell_has_named():
    notebook = new_notebook()
    add_seal(notebook, "secret")
    names = {"area": "banes", "period": "2023-24", "edition": "annual", "dict": 1, "account": 2}
    exec(notebook.cells[0].source, names)
    assert {**SEALED, **names["seal"]} == SEALED
