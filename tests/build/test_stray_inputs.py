"""Input under a name that nobody reads: it is named, with what its name should be."""

import os

import pytest

from bcssp_lib.build.attention import list_problems
from bcssp_lib.build.stray_texts import find_stray_texts, find_unlisted_notebooks
from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.data.stray_inputs import refuse_stray_inputs
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import InputProblemsError
from tests.projects import ROOT, code, write_cells, write_notebook, write_yaml

TEXT = "::: {#overview}\nWords of an author.\n:::\n"
LEFTOVERS = (".DS_Store", "Thumbs.db", "~$police.xlsx", ".police.csv.swp", "police.csv~",
             ".~lock.police.csv#", "desktop.ini", "._police.csv")  # fmt: skip


def problems(project):
    try:
        refuse_stray_inputs(load_catalogue(project))
    except InputProblemsError as error:
        return {problem.file: problem.wrong for problem in error.problems}
    return {}


def notices(project):
    return list(find_stray_texts(load_catalogue(project)))


def write(project, path, text=TEXT):
    place = project.root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, "utf-8")
    return place


def test_nothing_of_this_project_is_stray():
    assert problems(Project(ROOT)) == {}
    assert notices(Project(ROOT)) == []


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("data/banes/police.CSV", "police.csv"),
        ("data/banes/police.tsv", "police.csv"),
        ("data/banes/police.csv.txt", "police.csv"),
        ("data/banes/police.xlsx", "police.csv"),
        ("data/banes/Sources.yml", "sources.yaml"),
        ("data/banes/Registers/actions.csv", "registers"),
        ("data/banes/registers/Actions.csv", "actions.csv"),
        ("data/banes/registers/actions.CSV", "actions.csv"),
        ("data/banes/registers/action.csv.txt", "actions.csv"),
        ("data/Banes/police.csv", "banes"),
        ("data/bath/police.csv", ""),
        ("data/police.csv", ""),
        ("data/National/authorities.csv", "national"),
        ("data/national/Authorities.CSV", "authorities.csv"),
        ("data/national/figures/cp_plans.CSV", "cp_plans.csv"),
        ("params/areas/banes.yml", "banes.yaml"),
        ("params/areas/Banes.YAML", "banes.yaml"),
        ("params/Settings.yaml.txt", "settings.yaml"),
        ("params/checking/person-data.yaml", "person_data.yaml"),
        ("params/Registers/x.yaml", "registers"),
    ],
)
def test_figures_and_parameters_of_an_unexpected_name_stop_a_build(small_project, path, name):
    write(small_project, path)
    ((file, wrong),) = problems(small_project).items()
    assert path.startswith(file)
    assert f"should it be '{name}'?" in wrong if name else "should it be" not in wrong
    assert any(row["stops"] for row in list_problems(small_project))


def test_what_editors_and_systems_leave_is_passed_over(small_project):
    for name in LEFTOVERS:
        write(small_project, f"data/banes/{name}")
        write(small_project, f"data/{name}")
        write(small_project, f"params/areas/{name}")
        write(small_project, f"reports/banes/2023-24/narrative/{name}")
    os.symlink("nobody@nowhere.1", small_project.data / "banes/.#police.csv")
    write(small_project, "data/banes/README.md")
    assert problems(small_project) == {}
    assert notices(small_project) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
@pytest.mark.parametrize(
    "path",
    ["data/banes/x.csv", "data/banes/sources.yaml", "data/banes/registers/actions.csv",
     "params/areas/x.yaml", "params/settings.yaml"],
)  # fmt: skip
def test_a_pipe_is_named_and_never_opened(small_project, path):
    catalogue = load_catalogue(small_project)
    place = small_project.root / path
    place.parent.mkdir(exist_ok=True)
    place.unlink(missing_ok=True)
    os.mkfifo(place)
    with pytest.raises(InputProblemsError, match="a pipe, a device, or a link"):
        refuse_stray_inputs(catalogue)


@pytest.mark.parametrize("kind", ["folder", "link"])
def test_a_folder_or_dangling_link_in_place_of_a_file_is_named(small_project, kind):
    place = small_project.data / "banes/x.csv"
    place.mkdir() if kind == "folder" else place.symlink_to("nowhere")
    assert list(problems(small_project)) == ["data/banes/x.csv"]


def test_a_value_in_a_name_is_not_shown(small_project):
    write(small_project, "data/banes/943 476 5919.xlsx")
    assert "943" not in str(problems(small_project))


@pytest.mark.parametrize(
    ("path", "mend"),
    [
        ("banes/2023-24/narrative/police.md.txt", "'police.md'"),
        ("banes/2023-24/narrative/police.MD", "'police.md'"),
        ("banes/2023-24/narrative/training.markdown", "'training.md'"),
        ("banes/2023-24/narrative/Police.md", "'police.md'"),
        ("banes/2023-24/narrative/polise.md", "'police.md'"),
        ("banes/2023-24/narrative/quite else.md", "Name it after a section: police, training"),
        ("banes/2023-24/narrative/police.review.yml", "'police.review.yaml'"),
        ("banes/2023-24/narrative/images/my picture.png", "no text can show a picture"),
        ("banes/2023-24/narrative/images/a.svg", "no text can show a picture"),
        ("banes/2023-24/Narrative/police.md", "'narrative'"),
        ("banes/2023-24/police.md", "'narrative/police.md'"),
        ("banes/2023-24/working/police.ipynb", "'01_police.ipynb'"),
        ("Banes/2023-24/narrative/police.md", "'banes'"),
        ("banes/2023-2024/narrative/police.md", "'2023-24'"),
        ("banes/narrative/police.md", "Those known: "),
        ("../notebooks/01_police.IPYNB", "'01_police.ipynb'"),
    ],
)
def test_a_text_of_an_unexpected_name_is_named(small_project, path, mend):
    write(small_project, f"reports/{path}")
    (notice,) = notices(small_project)
    assert mend in notice
    assert [row["stops"] for row in list_problems(small_project)] == [False]


@pytest.mark.parametrize(
    "name",
    ["police - Copy.md", "police (conflicted copy 2026-11-29).md", "police-DESKTOP-1.md",
     "police.md.txt"],
)  # fmt: skip
def test_a_second_copy_of_a_text_is_named_and_no_word_of_it_is_to_be_lost(small_project, name):
    write(small_project, "reports/banes/2023-24/narrative/police.md")
    write(small_project, f"reports/banes/2023-24/narrative/{name}")
    (notice,) = notices(small_project)
    assert f"{name}: no report reads" in notice
    assert "Put what is newer in it into 'police.md', then delete it." in notice


def test_what_a_build_makes_is_no_stray(small_project):
    for path in ("review-short/x.md", "logs/x.txt", "publication/a.qmd", "working/01_police.ipynb",
                 "history/police/0001 2024-01-01 10.00.md", "narrative/images/a.png"):  # fmt: skip
        write(small_project, f"reports/banes/2023-24/{path}")
    write(small_project, "reports/trial/banes/2023-24/review/report.html")
    assert notices(small_project) == []


def test_a_working_notebook_that_is_no_file_is_named(small_project):
    place = write(small_project, "reports/banes/2023-24/working/01_police.ipynb")
    place.unlink()
    place.symlink_to(place.name)
    assert "a link to what is not there" in "".join(notices(small_project))


@pytest.mark.parametrize("name", ["annual-1.CSV", "annual-1.csv.txt"])
def test_what_a_publication_showed_under_another_name_is_named(small_project, name):
    write(small_project, f"reports/banes/2023-24/published/{name}")
    (notice,) = notices(small_project)
    assert name in notice
    assert "Should it be 'annual-1.csv'?" in notice


def notebooks_in_no_edition(project):
    return list(find_unlisted_notebooks(load_catalogue(project)))


def test_every_notebook_of_the_project_is_in_an_edition():
    assert notebooks_in_no_edition(Project(ROOT)) == []


def test_a_notebook_in_no_edition_is_named_with_what_to_do(small_project):
    write_notebook(small_project.notebooks / "03_stops.ipynb")
    (notice,) = notebooks_in_no_edition(small_project)
    assert notice.startswith("notebooks/03_stops.ipynb is in no edition")
    assert "'  - stops'" in notice
    write_yaml(
        small_project.params / "editions/easy.yaml",
        {"title": "Easy read", "readers": "All", "sections": ["police", "stops"]},
    )
    assert notebooks_in_no_edition(small_project) == []


def test_a_section_by_another_name_is_named(small_project):
    write_notebook(small_project.notebooks / "01_police-Copy1.ipynb")
    write_cells(small_project.notebooks / "sums.ipynb", code("sums", "1"))
    (small_project.notebooks / "broken.ipynb").write_text("no notebook", "utf-8")
    (notice,) = notebooks_in_no_edition(small_project)
    assert notice.startswith("notebooks/01_police-Copy1.ipynb is not named like a section")
