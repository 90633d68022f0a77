"""Whether an executed notebook verifiably ran, for the right report, and shows nothing else.

papermill leaves a notebook that says "completed" even after its kernel was killed, and
``sys.exit(0)`` ends one early without an error. So a run counts only if every code cell ran in
order, none shows an error, and all that it shows was shown by the section and bears its stamp.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nbformat import NotebookNode

from bcssp_lib.data.person_data import find_person_data
from bcssp_lib.data.screening import screen_table
from bcssp_lib.model.errors import SectionFailedError
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.person_data import PersonRule, Screening
from bcssp_lib.model.report_id import Stamp
from bcssp_lib.narrative.clean_notebook import calls_not_shown, cell_tags
from bcssp_lib.section.outputs import FACTS_TYPE, STAMP_KEY, private_outputs
from bcssp_lib.stats.fact_wording import FactWords

WORKING = "working"  # the tag of a cell that is for the analyst alone
_HOW_TO_SHOW = {
    "image/png": 'a figure: show it with section.chart(title, figure, data=frame, alt="…")',
    "text/markdown": "Markdown: write it in a text cell",
    "text/html": "a table or HTML: show a DataFrame with section.table(title, frame)",
    "text/plain": "the value of its last line: give it a name, or end the line with a semicolon",
    "stdout": "printed text: remove the print, or write it in a text cell",
}
_AXES = (
    "what the last line drew: end that line with a semicolon, and show the figure with "
    'section.chart(title, figure, data=frame, alt="…")'
)


def verify_notebook(notebook: NotebookNode, stamp: Stamp) -> None:
    """Raise ``SectionFailedError`` unless the notebook verifiably ran, for this report."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    for place, cell in enumerate(cells, start=1):
        if cell.execution_count != place:
            raise SectionFailedError(
                f"cell '{cell.id}' did not run; the notebook ended before it (sys.exit?)",
                cell=cell.id,
            )
        verify_cell(cell, stamp)
    _verify_facts(cells)


def verify_cell(cell: NotebookNode, stamp: Stamp) -> None:
    """Raise ``SectionFailedError`` unless a cell shows only what the section made, for this report.

    A cell that is for the analyst alone may show anything.
    """
    if WORKING not in cell_tags(cell):
        _verify_outputs(cell)
        _verify_all_shown(cell)
        _verify_stamps(cell, stamp)


def verify_parameters(names: Mapping[str, Any], stamp: Stamp) -> None:
    """Raise ``SectionFailedError`` if a notebook ended with other parameters than it got."""
    for name, wanted in stamp.items():
        if name != "section" and names.get(name) != wanted:
            raise SectionFailedError(
                f"the notebook ended with {name} '{names.get(name)}', and was run for "
                f"'{wanted}'; a cell must not set {name}"
            )


def verify_privacy(notebook: NotebookNode, allowed: Screening) -> None:
    """Raise ``SectionFailedError`` if a cell shows something about one person.

    A cell may read files that are no part of data/, which nobody has screened.
    """
    for cell in notebook.cells:
        if WORKING in cell_tags(cell):
            continue
        for _, content in private_outputs(cell):
            for rule in _find_rules(content, allowed):
                raise SectionFailedError(
                    f"cell '{cell.id}' shows {rule.wording} ({rule}). Nothing in a report may "
                    "point to one person; show counts of groups.",
                    cell=cell.id,
                )


def _find_rules(content: Mapping[str, Any], allowed: Screening) -> Iterator[PersonRule]:
    words = [content.get("title"), content.get("alternative"), *content.get("notes", ())]
    for text in words:
        yield from (datum.rule for datum in find_person_data(text or "", allowed))
    plain = content.get("plain", {"headings": [], "rows": []})
    rows = list(enumerate([plain["headings"], *plain["rows"]], start=1))
    yield from (refusal.rule for refusal in screen_table("", rows, allowed))


def _verify_outputs(cell: NotebookNode) -> None:
    for output in cell.outputs:
        if output.output_type == "error":
            text = f"cell '{cell.id}': {output.ename}: {output.evalue}"
            raise SectionFailedError(text, cell=cell.id)
    for shown in _find_unshown_output(cell):
        raise SectionFailedError(
            f"cell '{cell.id}' shows {shown}. What is not shown through the section is in no "
            f"report; a cell that is for you alone can be tagged '{WORKING}'.",
            cell=cell.id,
        )


def _verify_all_shown(cell: NotebookNode) -> None:
    """A notebook shows the value of a cell's last line; what others make would be lost."""
    for line, call in calls_not_shown(cell.source):
        raise SectionFailedError(
            f"cell '{cell.id}', line {line}: what {call}(…) makes is not shown, since a notebook "
            f"shows the last line of a cell alone. Put it into a cell of its own, or write "
            f"display({call}(…)).",
            cell=cell.id,
        )


def _verify_facts(cells: Iterable[NotebookNode]) -> None:
    """A name is one figure: of two, a text would get the last, and perhaps of another period."""
    published: dict[str, tuple[NotebookNode, dict[str, Any]]] = {}
    for cell in cells:
        for fact in _facts_in(cell):
            first_cell, first = published.setdefault(fact["name"], (cell, fact))
            if fact != first:
                raise SectionFailedError(
                    f"two facts are published as '{fact['name']}': {_words_of(first)} by cell "
                    f"'{first_cell.id}', and {_words_of(fact)} by cell '{cell.id}'. Give one of "
                    "them another name in facts=…; the id of an indicator names its own figure.",
                    cell=cell.id,
                )


def _facts_in(cell: NotebookNode) -> Iterator[dict[str, Any]]:
    if WORKING not in cell_tags(cell):
        for kind, content in private_outputs(cell):
            yield from content["facts"] if kind == FACTS_TYPE else ()


def _words_of(fact: dict[str, Any]) -> str:
    return f"'{fact['title']}' ({FactWords(Fact.model_validate(fact)).text})"


def _find_unshown_output(cell: NotebookNode) -> Iterator[str]:
    """How to show each output that is not the section's; warnings are let be."""
    ours = {id(content) for _, content in private_outputs(cell)}
    for output in cell.outputs:
        if output.output_type != "stream":
            data = output.get("data", {})
            if not any(id(content) in ours for content in data.values()):
                kinds = (text for kind, text in _HOW_TO_SHOW.items() if kind in data)
                is_axes = str(data.get("text/plain")).startswith("<Axes")
                yield _AXES if is_axes else next(kinds, "an output")
        elif output.name == "stdout":
            yield _HOW_TO_SHOW["stdout"]


def _verify_stamps(cell: NotebookNode, stamp: Stamp) -> None:
    for _, content in private_outputs(cell):
        actual = content.get(STAMP_KEY, stamp)
        for name, wanted in stamp.items():
            if actual[name] != wanted:
                raise SectionFailedError(
                    f"cell '{cell.id}' made something for {name} '{actual[name]}', and the "
                    f"notebook was run for '{wanted}'; open the section with the parameters",
                    cell=cell.id,
                )
