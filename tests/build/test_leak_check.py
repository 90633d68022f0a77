"""A report that gives a hidden figure away is not put in place, and what was good stays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from bcssp_lib.build.build import build
from bcssp_lib.build.plan import ReportOutcome
from bcssp_lib.build.request import Options, Request
from bcssp_lib.files.project import Project
from bcssp_lib.publish import publication
from tests.build.conftest import Watched
from tests.projects import (
    code,
    copied_project,
    made_once,
    make_small_project,
    prose,
    write_notebook,
)
from tests.publish.texts import quarto_is

AREA, GROUP, DAY = "fairport", "Other ethnic group", "31 March 2024"
TOLD = f"'Children on a child protection plan, by ethnic group', at {DAY}, category '{GROUP}'"
SHOWN = (
    code("facts", 'section.publish("cp_plans_by_ethnicity")'),
    code("shown", 'section.breakdown_table("Children on plans", "cp_plans_by_ethnicity")'),
    code("chart", 'section.shares_chart("Children on plans", "cp_plans_by_ethnicity")'),
)
PROSE = "There were three children of Other ethnic group in 2023-24."
_DRAW = """import pandas as pd
figure, axes = section.figure()
axes.bar_label(axes.bar(["White", "Mixed"], [336, 7]))
{drawn}
section.chart("Groups", axes, alt="{alt}", data=pd.DataFrame({data}))
"""
_DATA = "{'Group': ['White'], '31 March 2024': [336]}"
_LEAK = "{'Group': ['Other ethnic group'], '31 March 2024': [3]}"


def draw(drawn: str = "", alt: str = "Bars.", data: str = _DATA) -> str:
    return _DRAW.format(drawn=drawn, alt=alt, data=data)


def write_section(project: Project, *cells: object) -> Path:
    return write_notebook(project.notebooks / "02_training.ipynb", *SHOWN, *cells)


def make(project: Project, **options: bool) -> tuple[ReportOutcome, Watched]:
    watched = Watched()
    with quarto_is(None):
        (outcome,) = build(
            project, Request((AREA,)), Options(jobs=1, allow_synthetic=True, **options), watched
        )
    return outcome, watched


@pytest.fixture(scope="session")
def good_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    def make_good(folder: Path) -> None:
        project = make_small_project(folder / "project", (AREA,))
        write_section(project)
        outcome, _ = make(project, publish=True)
        assert outcome.publication, outcome.error

    return made_once(tmp_path_factory, "good-fairport", make_good) / "project"


@pytest.fixture
def project(good_project: Path, tmp_path: Path) -> Project:
    """A project of one area with hidden figures, its report built and published."""
    return copied_project(good_project, tmp_path)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize(
    ("cell", "place"),
    [
        (
            code("leak", f'import pandas as pd\nn = 2 + 1\nsection.table("A", pd.DataFrame({{'
                 f'"Group": ["White", "{GROUP}"], "{DAY}": [336, n]}}))'),
            f"table “A”, row “{GROUP}”, column “{DAY}”",
        ),
        (code("leak", draw(data=_LEAK.replace("3]", "9 // 3]"))), "table “Data for the chart"),
        (code("leak", draw(alt=f"Bars. {GROUP}: 3.")), "attribute aria-label “Other ethnic"),
        (code("leak", draw(f"axes.text(0, 9, '{GROUP}: 3')")), "picture, text “Other ethnic"),
        (
            code("leak", draw(f"axes.bar_label(axes.bar(['{GROUP}'], [3]))")),
            "picture, text next to “",
        ),
        (prose("leak", PROSE), "sentence “There were … children of Other ethnic group in 2023-24"),
        (prose("leak", f"[Some]{{data-group='{GROUP}' data-count=3}} were."), "attributes “data-"),
        (code("leak", f"# {GROUP} was 3 in 2023-24"), "cell 'leak', source, line “# Other"),
    ],
    ids=["table", "chart data", "alternative", "label", "bar label", "prose", "data", "source"],
)  # fmt: skip
def test_a_planted_figure_stops_the_report(project, cell, place):
    before = contents(project.reports / AREA / "2023-24/review")
    published = contents(project.reports / AREA / "2023-24/publication")
    write_section(project, cell)
    outcome, _ = make(project, publish=True)
    assert f"{place}" in outcome.error
    assert TOLD in outcome.error
    assert outcome.review is None
    assert not outcome.publication
    assert not any(number in outcome.error for number in ("three", " 3 ", ": 3", "[3]"))
    assert contents(project.reports / AREA / "2023-24/review") == before
    assert contents(project.reports / AREA / "2023-24/publication") == published


@pytest.mark.parametrize("where", ["notebook", "cell"])
def test_an_executed_notebook_with_a_leak_goes_and_is_run_again(project, where):
    path = write_section(project, code("leak", "_ = 1"))
    notebook = json.loads(path.read_text("utf-8"))
    holder = notebook if where == "notebook" else notebook["cells"][-1]
    holder["metadata"]["note"] = f"{GROUP} at {DAY}: 3"
    path.write_text(json.dumps(notebook), "utf-8")
    outcome, _ = make(project)
    assert "sections/02_training.ipynb, " in outcome.error
    executed = project.reports / AREA / "2023-24/sections/02_training.ipynb"
    assert not executed.exists()
    write_section(project, code("leak", "_ = 1"))
    outcome, watched = make(project)
    assert (outcome.error, watched.run) == ("", {(AREA, "training")})


@pytest.mark.parametrize(
    "text",
    [
        "There were 9 children of Asian or Asian British origin.",
        "Other ethnic group: 3% of children, in 3 meetings, as of 3 March 2024; see page 3.",
        "In Saltmere three children were of another group.",
        "{{ cp_plans_by_ethnicity }} children were on plans.",
    ],
)
def test_what_is_shown_elsewhere_stops_nothing(project, text):
    write_section(project, prose("fine", text))
    assert make(project)[0].error == ""


def test_a_publication_with_a_leak_is_not_put_in_place(project, monkeypatch):
    """The review copy has none: only what a program writes into the PDF has."""
    folder = project.reports / AREA / "2023-24/publication"
    before = contents(folder)
    rendered = publication.render_publication

    def with_title(composed, made):
        found = rendered(composed, made)
        writer = PdfWriter(clone_from=PdfReader(found.files["PDF"]))
        writer.add_metadata({"/Title": f"{GROUP}: 3"})
        writer.write(found.files["PDF"])
        return found

    monkeypatch.setattr(publication, "render_publication", with_title)
    write_section(project, prose("more", "Some words more."))
    outcome, _ = make(project, publish=True)
    assert "publication/report.pdf, property Title “Other ethnic group: …”" in outcome.error
    assert outcome.review is not None
    assert contents(folder) == before


# What is remembered


def test_an_edit_of_words_works_out_nothing_anew(project, monkeypatch):
    def refuse(*_):
        raise AssertionError("it is kept")

    write_section(project, prose("more", "Some words more."))
    monkeypatch.setattr("bcssp_lib.data.secondary_suppression.choose_hidden", refuse)
    assert make(project)[0].error == ""


def test_what_is_kept_and_was_edited_is_worked_out_again(project):
    kept = project.root / ".bcssp/disclosure/avon-and-somerset.json"
    before = kept.read_bytes()
    content = json.loads(before)
    assert content["hidden"]
    kept.write_text(json.dumps({**content, "hidden": []}), "utf-8")
    write_section(project, prose("more", "Some words more."))
    outcome, _ = make(project, publish=True)
    assert outcome.publication, outcome.error
    assert json.loads(kept.read_bytes())["hidden"] == content["hidden"]
