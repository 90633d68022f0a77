"""Judging executed notebooks by what verifiably ran, here on notebooks made by hand."""

from __future__ import annotations

from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from bcssp_lib.build.verification import verify_notebook, verify_parameters
from bcssp_lib.model.errors import SectionFailedError
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.value import known
from bcssp_lib.section.outputs import FACTS_TYPE, Facts
from tests.build.runs import STAMP


def shown(kind: str, content: dict[str, Any]) -> NotebookNode:
    return new_output("display_data", data={kind: content, "text/plain": "…"})


def executed(*outputs: NotebookNode) -> NotebookNode:
    """A notebook as it is after a good run, unless the test breaks it."""
    cells = [
        new_markdown_cell("# Trial"),
        new_code_cell("first", id="first", execution_count=1),
        new_code_cell("  ", id="empty"),
        new_code_cell("second", id="second", execution_count=2, outputs=list(outputs)),
    ]
    return new_notebook(cells=cells)


def test_a_run_to_the_end_passes():
    verify_notebook(executed(shown(FACTS_TYPE, {"facts": [], "stamp": STAMP})), STAMP)


@pytest.mark.parametrize("count", [None, 7])
def test_a_cell_that_did_not_run_in_its_turn_fails(count):
    notebook = executed()
    notebook.cells[3].execution_count = count
    with pytest.raises(SectionFailedError, match="cell 'second' did not run"):
        verify_notebook(notebook, STAMP)


def test_an_error_among_the_outputs_fails():
    error = new_output("error", ename="KeyError", evalue="'x'", traceback=[])
    with pytest.raises(SectionFailedError, match="cell 'second': KeyError: 'x'"):
        verify_notebook(executed(error), STAMP)


def test_a_warning_that_python_prints_passes():
    verify_notebook(executed(new_output("stream", name="stderr", text="mind")), STAMP)


def test_axes_as_the_last_line_are_told_to_be_shown_as_a_chart():
    drawn = new_output("execute_result", data={"text/plain": "<Axes: ylabel='n'>"})
    with pytest.raises(SectionFailedError, match=r"with a semicolon, and show .*section\.chart\("):
        verify_notebook(executed(drawn), STAMP)


@pytest.mark.parametrize("name", list(STAMP))
def test_an_output_made_for_another_report_or_section_fails(name):
    made = shown(FACTS_TYPE, {"facts": [], "stamp": {**STAMP, name: "other"}})
    with pytest.raises(SectionFailedError, match=f"made something for {name} 'other'"):
        verify_notebook(executed(made), STAMP)


@pytest.mark.parametrize("name", ["area", "period", "edition"])
def test_a_notebook_that_ends_with_another_parameter_fails(name):
    verify_parameters(dict(STAMP), STAMP)
    with pytest.raises(SectionFailedError, match=f"a cell must not set {name}"):
        verify_parameters({**STAMP, name: "other"}, STAMP)


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ('section.publish("a")\nsection.publish("b")', 1),
        ('names = ["a"]\nfor name in names:\n    section.publish(name)', 3),
        ('section.table("T", frame);', 1),
        ('x = 1\nsection.table("T", frame)\n%matplotlib inline\nsection.publish("b")', 2),
    ],
)
def test_what_a_cell_makes_and_does_not_show_fails(source, line):
    notebook = executed()
    notebook.cells[3].source = source
    with pytest.raises(SectionFailedError, match=f"cell 'second', line {line}: what section."):
        verify_notebook(notebook, STAMP)


@pytest.mark.parametrize(
    "source",
    [
        'section.publish("a")',
        'frame = section.data("a")\nsection.table("T", frame)',
        'display(section.publish("a"))\nsection.publish("b")',
        'axes.set(xlabel="")\nsection.chart("T", figure)',
    ],
)
def test_what_a_cell_shows_or_keeps_passes(source):
    notebook = executed()
    notebook.cells[3].source = source
    verify_notebook(notebook, STAMP)


def publishing(name: str, title: str, amount: int) -> NotebookNode:
    fact = Fact(name=name, section="police", title=title, value=known(amount), counts="visits",
                singular="visit", period=parse_period("2023-24"))  # fmt: skip
    return shown(FACTS_TYPE, Facts([fact])._repr_mimebundle_()[FACTS_TYPE])


def test_a_name_of_two_facts_fails_with_both():
    notebook = executed(publishing("mine", "Visits: 2023-24", 41))
    notebook.cells[1].outputs = [publishing("mine", "Visits: 2022-23", 39)]
    both = r"2022-23' \(39\) by cell 'first', and 'Visits: 2023-24' \(41\) by cell 'second'"
    with pytest.raises(SectionFailedError, match=both):
        verify_notebook(notebook, STAMP)


def test_a_cell_that_publishes_two_facts_of_one_name_fails():
    made = [publishing("mine", "Visits", 41), publishing("mine", "Visits", 39)]
    with pytest.raises(SectionFailedError, match="two facts are published as 'mine'"):
        verify_notebook(executed(*made), STAMP)


def test_the_same_fact_may_be_published_again():
    same = publishing("mine", "Visits", 41)
    notebook = executed(same, publishing("other", "Visits", 39))
    notebook.cells[1].outputs = [same]
    verify_notebook(notebook, STAMP)


def test_a_cell_for_the_analyst_alone_may_drop_what_it_makes():
    notebook = executed()
    notebook.cells[3].source = 'section.publish("a")\nsection.publish("b")'
    notebook.cells[3].metadata = {"tags": ["working"]}
    verify_notebook(notebook, STAMP)
