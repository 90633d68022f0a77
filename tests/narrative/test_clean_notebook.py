"""What JupyterLab saves of a run is taken out of a notebook, and nothing else is."""

from __future__ import annotations

import json

import nbformat
import pytest
from nbformat.v4 import new_output

from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import NotebookError
from bcssp_lib.narrative.clean_notebook import (
    LeftOut,
    clean_notebook,
    forbidden_imports,
    name_cells,
)
from bcssp_lib.narrative.section_notebook import clean_notebooks, read_section
from tests.projects import PARAMETERS, ROOT, code, parameters, prose, write_cells

EVERY = ["area", "period", "edition"]


def text_of(*cells, folder):
    return write_cells(folder / "01_trial.ipynb", *cells).read_text("utf-8")


def as_run(text, area="banes"):
    """A notebook as JupyterLab saves it after "Run all" with an area typed in."""
    notebook = nbformat.reads(text, as_version=4)
    ran = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, cell in enumerate(ran, start=1):
        cell.execution_count = number
        cell.metadata["execution"] = {"iopub.status.busy": "2026-01-01"}
        cell.metadata["scrolled"] = True
        cell.outputs = [new_output("stream", text="shown")]
        cell.source = cell.source.replace('area: str = ""', f'area: str = "{area}"')
    notebook.metadata["widgets"] = {"state": {}}
    notebook.metadata["language_info"]["version"] = "3.14.1"
    return nbformat.writes(notebook)


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda p: p.stem)
def test_a_notebook_that_was_run_by_hand_is_as_it_was_before_to_the_byte(path):
    before = path.read_text("utf-8")
    cleaned, left_out = clean_notebook(as_run(before))
    assert cleaned == before
    assert left_out.results
    assert clean_notebook(before) == (before, LeftOut())


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        (PARAMETERS.replace('""', '"banes"', 1), ["area"]),
        (PARAMETERS.replace('""', '"2023-24"').replace("annual", "easy"), EVERY),
        (PARAMETERS.replace('""', "'Bâ' 'nes'", 1), ["area"]),
        (PARAMETERS.replace('""', '(\n    "banes"\n)', 1), ["area"]),
        (PARAMETERS.replace('""', "slug", 1), ["area"]),
        (PARAMETERS.replace("\n", "\r\n").replace('""', '"banes"', 1), ["area"]),
        (PARAMETERS.replace(': str = ""', ' = "é"; period = "2023-24" ', 1), EVERY[:2]),
    ],
)
def test_typed_in_parameters_get_their_defaults_back(tmp_path, typed, names):
    cleaned, left_out = clean_notebook(text_of(parameters(typed), folder=tmp_path))
    assert list(left_out.parameters) == names
    source = "".join(json.loads(cleaned)["cells"][0]["source"])
    values: dict[str, str] = {}
    exec(source, values)
    assert [values[name] for name in ("area", "period", "edition")] == ["", "", "annual"]
    assert clean_notebook(cleaned) == (cleaned, LeftOut())


def test_comments_and_other_quotation_marks_are_left(tmp_path):
    typed = PARAMETERS.replace('""', "''")
    text = text_of(parameters(typed), folder=tmp_path)
    assert clean_notebook(text) == (text, LeftOut())
    cleaned, _ = clean_notebook(text_of(parameters(typed.replace("''", "'b'", 1)), folder=tmp_path))
    assert "# the area's slug, for example" in cleaned


def test_other_cells_may_set_what_they_like_and_tags_and_kernel_stay(tmp_path):
    own = code("own", 'area = "not the parameters cell"', tags=["working"])
    text = text_of(prose("title", "# One"), parameters(), own, folder=tmp_path)
    cleaned = json.loads(clean_notebook(as_run(text))[0])
    assert cleaned == json.loads(text)
    assert cleaned["metadata"]["kernelspec"]["name"] == "python3"
    assert cleaned["cells"][2]["metadata"] == {"tags": ["working"]}


def test_what_was_left_out_is_told_in_words():
    assert str(LeftOut(1, ())) == "the results of 1 cell"
    assert str(LeftOut(3, ("area",))) == "the results of 3 cells, a typed-in area"


def test_a_run_by_hand_changes_nothing_of_what_a_section_is(tmp_path):
    project = Project(tmp_path)
    path = project.notebooks / "01_trial.ipynb"
    write_cells(path, prose("title", "# One"), parameters(), code("sum", "1"))
    before, text = read_section(project, "trial"), path.read_text("utf-8")
    path.write_text(as_run(text), "utf-8")
    after = read_section(project, "trial")
    assert (after.code, after.source) == (before.code, before.source)
    assert after.left_out == LeftOut(2, ("area",))
    path.write_text(text.replace("the area's slug", "its slug"), "utf-8")
    assert read_section(project, "trial").code != before.code


def test_the_notebooks_of_a_project_are_cleaned_where_they_are(tmp_path):
    project = Project(tmp_path)
    path = project.notebooks / "01_trial.ipynb"
    text = write_cells(path, parameters(), code("sum", "1")).read_text("utf-8")
    path.write_text(as_run(text), "utf-8")
    assert list(clean_notebooks(project, write=False)) == ["notebooks/01_trial.ipynb"]
    assert path.read_text("utf-8") != text
    clean_notebooks(project, write=True)
    assert path.read_text("utf-8") == text
    assert clean_notebooks(project, write=True) == {}


@pytest.mark.parametrize(
    "content", ["[]", "{}", "no", '{"cells": [3]}', '{"cells": [{"cell_type": "code"}]}']
)
def test_what_is_no_notebook_is_told(tmp_path, content):
    project = Project(tmp_path)
    project.notebooks.mkdir()
    (project.notebooks / "draft.ipynb").write_text(content, "utf-8")
    with pytest.raises(NotebookError, match=r"draft\.ipynb: this is not a readable notebook"):
        clean_notebooks(project, write=True)


@pytest.mark.parametrize(
    "source",
    [
        "import pandas as pd, numpy\nimport seaborn.objects as so",
        "from matplotlib import pyplot as plt\nfrom bcssp_lib import open_section",
        "import datetime, math\nfrom collections.abc import Mapping",
        "%matplotlib inline\nimport numpy",
        "%%bash\nls -l | wc",
        "requests = 'import requests'  # import requests",
        "import (",
        "await nothing()",
        "from . import own",
        "",
    ],
)
def test_what_may_be_imported(source):
    assert forbidden_imports(source) == []


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import requests", ["requests"]),
        ("import numpy, scipy.stats as st", ["scipy"]),
        ("from sklearn.cluster import KMeans", ["sklearn"]),
        ("try:\n    import plotly\nexcept ImportError:\n    !pip install plotly", ["plotly"]),
        ("%%time\nimport requests", ["requests"]),
        ("def deep():\n    from IPython.display import HTML", ["IPython"]),
        ("%time import b\nimport pandas; import a", ["a"]),
    ],
)
def test_what_may_not(source, names):
    assert forbidden_imports(source) == names


def test_cells_that_jupyterlab_numbered_get_names_unless_a_text_has_the_number():
    cells = [
        {"id": "1a2b3c4d", "cell_type": "markdown", "source": ["## Young carers\n"]},
        {"id": "2b3c4d5e", "cell_type": "markdown", "source": "## Young carers"},
        {"id": "3c4d5e6f", "cell_type": "code", "source": 'section.publish("a", title="A b")'},
        {"id": "4d5e6f70", "cell_type": "code", "source": "section.figures_table(x)"},
        {"id": "5e6f7081", "cell_type": "markdown", "source": "Kept"},
        {"id": "overview", "cell_type": "markdown", "source": "Kept"},
    ]
    named, count = name_cells(json.dumps({"cells": cells}), "::: {#5e6f7081}")
    assert [cell["id"] for cell in json.loads(named)["cells"]] == [
        "young-carers", "young-carers-2", "a-b", "figures-table", "5e6f7081", "overview",
    ]  # fmt: skip
    assert count == 4
    assert name_cells(named, "5e6f7081") == (named, 0)
    assert str(LeftOut(numbered=1)) == "1 cell without a name"
