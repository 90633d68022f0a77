"""Notebooks that no report shows are named."""

from __future__ import annotations

from bcssp_lib.build.notices import in_no_edition
from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.files.project import Project
from tests.projects import ROOT, code, write_cells, write_notebook, write_yaml


def told(project):
    return list(in_no_edition(project, load_catalogue(project)))


def test_every_notebook_of_the_project_is_in_an_edition():
    assert told(Project(ROOT)) == []


def test_a_notebook_in_no_edition_is_named_with_what_to_do(small_project):
    write_notebook(small_project.notebooks / "03_stops.ipynb")
    (notice,) = told(small_project)
    assert notice.startswith("notebooks/03_stops.ipynb is in no edition")
    assert "'  - stops'" in notice
    write_yaml(
        small_project.params / "editions/easy.yaml",
        {"title": "Easy read", "readers": "All", "sections": ["police", "stops"]},
    )
    assert told(small_project) == []


def test_a_section_by_another_name_is_named(small_project):
    write_notebook(small_project.notebooks / "01_police-Copy1.ipynb")
    write_cells(small_project.notebooks / "sums.ipynb", code("sums", "1"))
    (small_project.notebooks / "broken.ipynb").write_text("no notebook", "utf-8")
    (notice,) = told(small_project)
    assert notice.startswith("notebooks/01_police-Copy1.ipynb is not named like a section")
