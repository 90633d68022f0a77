"""What a section is made from: a change of any of it, and of nothing else, runs it again.

A project of several sections for two areas is built once. Each test changes one input in a
copy of it, and sees which sections run, and whether the pages are made again.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bcssp_lib.build import inputs, plan
from bcssp_lib.build import staleness as fresh
from bcssp_lib.build.build import build
from bcssp_lib.build.request import Options, Request
from bcssp_lib.build.staleness import explain_section
from bcssp_lib.files.project import Project
from tests.build.conftest import AREAS, Watched
from tests.projects import (
    code,
    copied_project,
    made_once,
    make_small_project,
    prose,
    sampled,
    write_notebook,
    write_yaml,
)

BANES, FAIRPORT = AREAS
SECTIONS = ("about", "police", "training", "kpis", "equalities", "actions", "glossary")
Ran = set[tuple[str, str]]


def of(*sections: str, areas: tuple[str, ...] = AREAS) -> Ran:
    """These sections, of these areas."""
    return {(area, section) for area in areas for section in sections}


NOTHING: Ran = set()
EVERYTHING = of(*SECTIONS)
COMPARED = of("police")  # its headlines are rates, and compared with those of other areas


@pytest.fixture(scope="session")
def built_wide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a section for each kind of input, built; only to be copied."""

    def make(folder: Path) -> None:
        project = make_small_project(folder / "project", AREAS)
        for notebook in project.notebooks.iterdir():
            notebook.unlink()
        edition = {"title": "Annual report", "readers": "Testers", "sections": list(SECTIONS)}
        write_yaml(project.params / "editions/annual.yaml", edition)
        cells = {
            "about": [code("area", 'section.area_table("The area")')],
            "police": [
                code("facts", 'section.publish("missing_children", "missing_reports")'),
                code("table", 'section.figures_table("Missing", group="missing")'),
                prose("what-changed", 'Reports {{ change("missing_reports") }}.'),
            ],
            "training": [
                code("facts", 'section.publish(group="training")'),
                code("chart", 'section.figures_table("Training", group="training")'),
                prose("overview", "{{ training_sessions }} sessions of the DfE were held."),
                prose("elsewhere", "Children were missing {{ police.missing_reports }} times."),
            ],
            "kpis": [
                code("rule", 'section.rating_rule("kpi_shortfall")'),
                code("table", 'section.ratings_table("Ratings", "kpi_all")'),
            ],
            "equalities": [
                code("table", 'section.breakdown_table("Concerns", "concerns_by_ethnicity")')
            ],
            "actions": [code("table", 'section.register_table("Actions", "actions", "action")')],
            "glossary": [code("terms", 'section.placeholder("glossary")')],
        }
        for number, name in enumerate(SECTIONS, start=1):
            write_notebook(project.notebooks / f"{number:02}_{name}.ipynb", *cells[name])
        outcomes = build(project, Request(AREAS), Options(jobs=2), Watched())
        assert all(outcome.review and not outcome.failed_sections for outcome in outcomes)

    return made_once(tmp_path_factory, "built-wide", make) / "project"


@pytest.fixture
def project(built_wide: Path, tmp_path: Path) -> Project:
    """The project in a folder of its own, its reports up to date."""
    return copied_project(built_wide, tmp_path)


def replaced(path: str, old: str, new: str) -> Callable[[Project], None]:
    """Replace a text in a file of the project, where it is first."""

    def change(project: Project) -> None:
        text = (project.root / path).read_text("utf-8")
        assert old in text, f"{path} does not hold {old!r}"
        (project.root / path).write_text(text.replace(old, new, 1), "utf-8")

    return change


def replaced_unseen(path: str, old: str, new: str) -> Callable[[Project], None]:
    """The same with a text as long, and without a trace in the file's times."""
    assert len(old) == len(new)

    def change(project: Project) -> None:
        before = (project.root / path).stat()
        replaced(path, old, new)(project)
        os.utime(project.root / path, ns=(before.st_atime_ns, before.st_mtime_ns))

    return change


def added(path: str, text: str) -> Callable[[Project], None]:
    """Add a text at the end of a file of the project."""

    def change(project: Project) -> None:
        before = (project.root / path).read_text("utf-8")
        (project.root / path).write_text(before + text, "utf-8")

    return change


def removed(path: str) -> Callable[[Project], None]:
    return lambda project: (project.root / path).unlink()


def touched(path: str) -> Callable[[Project], None]:
    return lambda project: os.utime(project.root / path, (1, 1))


def cells_swapped(project: Project) -> None:
    write_notebook(
        project.notebooks / "03_training.ipynb",
        code("chart", 'section.figures_table("Training", group="training")'),
        code("facts", 'section.publish(group="training")'),
        prose("overview", "{{ training_sessions }} sessions of the DfE were held."),
        prose("elsewhere", "Children were missing {{ police.missing_reports }} times."),
    )


def narrative_written(project: Project) -> None:
    path = project.reports / "banes/2023-24/narrative/training.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text("::: {#overview}\nWe held {{ training_sessions }}.\n:::\n", "utf-8")


def finding_accepted(project: Project) -> None:
    path = project.reports / "banes/2023-24/narrative/training.review.yaml"
    path.parent.mkdir(exist_ok=True)
    found = "- {kind: claim, sentence: Many., what: Many of what, reason: As the panel said.}"
    path.write_text(f"accepted:\n{found}\n", "utf-8")


def word_banned(project: Project) -> None:
    path = project.params / "checking/language.yaml"
    path.write_text(path.read_text("utf-8") + "# utilise\n", "utf-8")


DUTY = "WT-01: {body: children, requirement: What was done, checked: true, source: Guidance, "
POLICE, FORCE = "data/banes/police.csv", "data/banes/police_force_area.csv"
ROW = "banes,child_suspects,12 months to 2022-03-31,,1,,police_profile_2023_24,\n"
LAST = "banes,child_victims,12 months to 2022-03-31,,1,,police_profile_2023_24,\n"
HEAD = "source,note\n"
OF_POLICE = "params/indicators/police.yaml"
TRAINING = "notebooks/03_training.ipynb"
RESULT = "reports/banes/2023-24/sections/02_police.ipynb"
REVIEW = "reports/banes/2023-24/review"

# What is changed, which sections run for it, and the reports that are rendered again.
CHANGES: dict[str, tuple[Callable[[Project], None], Ran, tuple[str, ...]]] = {
    "a figure that one section reads": (
        replaced(POLICE, ",105,", ",106,"), of("police", areas=(BANES,)), (BANES,)),
    "the same without a trace in the file's times": (
        replaced_unseen(POLICE, ",105,", ",106,"), of("police", areas=(BANES,)), (BANES,)),
    "a figure that other areas are compared with": (
        replaced(POLICE, ",282,", ",283,"), of("police"), (BANES,)),
    "a figure that nobody reads": (replaced(POLICE, ",590,", ",591,"), NOTHING, ()),
    "a row that shifts the others": (
        replaced(POLICE, HEAD, HEAD + ROW), of("police", areas=(BANES,)), (BANES,)),
    "a row at the end that nobody reads": (added(POLICE, LAST), NOTHING, ()),
    "a note beside a figure": (
        replaced(POLICE, ",282,,police_profile_2023_24,", ",282,,police_profile_2023_24,Checked"),
        of("police", areas=(BANES,)), (BANES,)),
    "a figure of the force area": (replaced(FORCE, "5.6", "5.7"), of("police"), AREAS),
    "a file of figures that is gone": (
        removed("data/banes/training.csv"), of("training", areas=(BANES,)), (BANES,)),
    "a file of figures that was only touched": (touched(POLICE), NOTHING, ()),
    "a return of an agency": (
        replaced("data/banes/kpis.csv", ",RUH,90,", ",RUH,10,"), of("kpis", areas=(BANES,)),
        (BANES,)),
    "one category of a breakdown": (
        replaced("data/fairport/equalities.csv", "2023-24,White,21", "2023-24,White,20"),
        of("equalities", areas=(FAIRPORT,)), (FAIRPORT,)),
    "the title of a source": (
        replaced("data/banes/sources.yaml", "Police figures for", "Police numbers for"),
        of("police"), AREAS),
    "figures that turn out to be made up": (
        replaced("data/banes/sources.yaml", "synthetic: false", "synthetic: true"),
        of("training", "kpis", areas=(BANES,)), (BANES,)),
    "words beside the figures": (added("data/banes/SOURCES.md", "More.\n"), NOTHING, ()),
    "an indicator's title": (
        replaced(OF_POLICE, "Missing children reports", "Reports"), of("police"), AREAS),
    "an indicator that nobody reads": (
        replaced(OF_POLICE, "Child suspects of crimes", "Suspects"), NOTHING, AREAS),
    "a rating rule": (
        replaced("params/ratings.yaml", "amber_within: 15", "amber_within: 10"), of("kpis"), AREAS),
    "a rating rule that nobody reads": (
        replaced("params/ratings.yaml", "title: Practice", "title: The practice"), NOTHING, AREAS),
    "the disclosure threshold": (
        replaced("params/settings.yaml", "threshold: 5", "threshold: 6"), EVERYTHING, AREAS),
    "another setting": (
        replaced("params/settings.yaml", "cell_seconds: 120", "cell_seconds: 121"), NOTHING, AREAS),
    "an entry of a register": (
        replaced(
            "data/fairport/registers/actions.csv",
            "2023-24,A01,Hearing people,Publish", "2023-24,A01,Hearing people,Print"),
        of("actions", areas=(FAIRPORT,)), (FAIRPORT,)),
    "an entry of a register that nobody reads": (
        replaced("data/fairport/registers/voices.csv", "I want to", "I would"), NOTHING,
        (FAIRPORT,)),
    "a register's own description": (
        replaced("params/registers/actions.yaml", "title: ", "title: All "), of("actions"), AREAS),
    "an area's description": (
        replaced("params/areas/banes.yaml", "region: South West", "region: South East"),
        of(*SECTIONS, areas=(BANES,)) | COMPARED, AREAS),
    "the force area's description": (
        replaced("params/areas/avon-and-somerset.yaml", "name: Avon", "name: The Avon"),
        of("about"), AREAS),
    "the description of an area elsewhere": (
        replaced("params/areas/saltmere.yaml", "short_name: ", "short_name: X"), COMPARED, AREAS),
    "a term of the glossary": (
        replaced("params/glossary.yaml", "Department for", "The department for"), NOTHING, AREAS),
    "a period that may be built": (
        replaced("params/periods.yaml", "2023-24", "2025-26\n  - 2023-24"), NOTHING, AREAS),
    "the edition's title": (
        replaced("params/editions/annual.yaml", "Annual report", "Yearly report"), NOTHING, AREAS),
    "a section that the edition no longer has": (
        replaced("params/editions/annual.yaml", "- about\n", ""), NOTHING, AREAS),
    "a notebook's code": (
        replaced(TRAINING, '\\"Training\\"', '\\"Courses\\"'), of("training"), AREAS),
    "the order of a notebook's cells": (cells_swapped, of("training"), AREAS),
    "a notebook's prose": (replaced(TRAINING, "were held", "took place"), NOTHING, AREAS),
    "an author's text": (narrative_written, NOTHING, (BANES,)),
    "what was accepted of an author's text": (finding_accepted, NOTHING, (BANES,)),
    "a duty": (
        replaced("params/requirements.yaml", "{}", f"{{{DUTY}blocks: [police.what-changed]}}}}"),
        NOTHING, AREAS),
    "a list of words that are checked": (word_banned, NOTHING, AREAS),
    "findings that were edited": (
        replaced(f"{REVIEW}/findings.json", '"wrong": 0', '"wrong": 1'), NOTHING, (BANES,)),
    "findings that are gone": (removed(f"{REVIEW}/findings.json"), NOTHING, (BANES,)),
    "an executed notebook that was edited": (
        replaced(RESULT, "282", "999"), of("police", areas=(BANES,)), ()),
    "an executed notebook that was cut short": (
        lambda project: os.truncate(project.root / RESULT, 1000), of("police", areas=(BANES,)), ()),
    "an executed notebook that is gone": (removed(RESULT), of("police", areas=(BANES,)), ()),
    "an executed notebook that was only touched": (touched(RESULT), NOTHING, ()),
    "a review copy that was edited": (
        replaced(f"{REVIEW}/report.html", "282", "999"), NOTHING, (BANES,)),
    "a review copy that is gone": (removed(f"{REVIEW}/report.html"), NOTHING, (BANES,)),
    "a manifest that is gone": (removed(f"{REVIEW}/manifest.json"), NOTHING, (BANES,)),
    "a review copy that was only touched": (touched(f"{REVIEW}/report.html"), NOTHING, ()),
}  # fmt: skip
ALIKE = {  # another change of the same kind is in the usual run; these are by `make soak`
    "a row at the end that nobody reads",
    "a note beside a figure",
    "a file of figures that was only touched",
    "words beside the figures",
    "an indicator that nobody reads",
    "a rating rule that nobody reads",
    "another setting",
    "an entry of a register that nobody reads",
    "a register's own description",
    "the force area's description",
    "a term of the glossary",
    "a period that may be built",
    "the edition's title",
    "the order of a notebook's cells",
    "what was accepted of an author's text",
    "a duty",
    "a list of words that are checked",
    "findings that were edited",
    "findings that are gone",
    "an executed notebook that was cut short",
    "an executed notebook that is gone",
    "a review copy that is gone",
    "a manifest that is gone",
    "a review copy that was only touched",
}
every_change = pytest.mark.parametrize(
    "name", sampled(CHANGES, [name for name in CHANGES if name not in ALIKE])
)


def built(project: Project, **options: object) -> Watched:
    """Build the reports; every one of them is complete."""
    watched = Watched()
    options = {"jobs": 2, "accept_losses": True, **options}  # some changes take figures away
    outcomes = build(project, Request(AREAS), Options(**options), watched)
    wrong = [
        (outcome.plan.area.slug, outcome.error, outcome.failed_sections)
        for outcome in outcomes
        if not outcome.review or outcome.error or outcome.failed_sections
    ]
    assert wrong == []
    return watched


def rendered_since(project: Project, before: dict[str, int]) -> tuple[str, ...]:
    return tuple(area for area, placed in placed_reviews(project).items() if placed != before[area])


def placed_reviews(project: Project) -> dict[str, int]:
    """When each review copy was put in place; 0 where there is none."""
    paths = {area: project.reports / area / "2023-24/review/report.html" for area in AREAS}
    return {area: path.stat().st_mtime_ns if path.exists() else 0 for area, path in paths.items()}


@every_change
def test_what_a_change_concerns_and_nothing_else_is_made_again(project, name):
    change, ran, rendered = CHANGES[name]
    change(project)
    before = placed_reviews(project)
    assert built(project).run == ran
    assert rendered_since(project, before) == rendered
    before = placed_reviews(project)
    assert built(project).run == NOTHING
    assert rendered_since(project, before) == ()


def pages(project: Project) -> dict[str, bytes]:
    """Everything that was built, but what tells when."""
    found = [*project.reports.rglob("sections/*"), *project.reports.rglob("review/*")]
    return {str(path.relative_to(project.reports)): path.read_bytes() for path in found}


def test_after_every_change_together_the_pages_are_those_of_a_build_from_nothing(project):
    for name, (change, _, _) in CHANGES.items():
        if name == "a section that the edition no longer has":  # its old result stays where it is
            continue
        try:
            change(project)
        except (AssertionError, FileNotFoundError):  # another change has taken it away
            continue
    for drafts in [*project.reports.rglob("drafts")]:  # of which a build from nothing has none
        shutil.rmtree(drafts)
    built(project)
    after = pages(project)
    shutil.rmtree(project.reports / FAIRPORT)
    built(project, fresh=True)
    assert pages(project) == after


def library_is(patch: pytest.MonkeyPatch, digest: str) -> None:
    patch.setattr(inputs, "library_digest", lambda: digest)


def toolkit_is(patch: pytest.MonkeyPatch, digest: str) -> None:
    for module in (fresh, plan):
        patch.setattr(module, "toolkit_digest", lambda: digest)


def package_is(patch: pytest.MonkeyPatch, name: str, version: str) -> None:
    changed = {**inputs.installed_packages(), name: version}
    patch.setattr(inputs, "installed_packages", lambda: changed)
    for module in (fresh, inputs):
        patch.setattr(module, "packages_digest", lambda: f"{name} {version}")


def test_a_module_that_notebooks_can_reach_runs_everything_again(project, monkeypatch):
    library_is(monkeypatch, "another")
    assert built(project).run == EVERYTHING
    assert built(project).run == NOTHING


def test_a_module_that_only_renders_runs_nothing_and_renders_everything(project, monkeypatch):
    toolkit_is(monkeypatch, "another")
    before = placed_reviews(project)
    assert built(project).run == NOTHING
    assert rendered_since(project, before) == AREAS


@pytest.mark.parametrize(("name", "ran"), [("pandas", EVERYTHING), ("ruff", NOTHING)])
def test_another_version_of_a_package_runs_the_sections_that_used_it(
    project, monkeypatch, name, ran
):
    package_is(monkeypatch, name, "0.0.1")
    assert built(project).run == ran
    assert built(project).run == NOTHING


class Changing(Watched):
    """Changes a figure as a section begins."""

    def __init__(self, project: Project, section: str) -> None:
        super().__init__()
        self._project = project
        self._section = section

    def on_section_start(self, run):
        if (run.stamp["area"], run.section) == (BANES, self._section):
            replaced(POLICE, ",282,", ",283,")(self._project)


@pytest.mark.parametrize("section", sampled(["about", "police", "training"], {"police"}))
def test_figures_that_change_while_the_build_runs_and_back_again_leave_no_trace(project, section):
    build(project, Request(AREAS), Options(jobs=1, fresh=True), Changing(project, section))
    replaced(POLICE, ",283,", ",282,")(project)
    built(project)
    page = (project.reports / "banes/2023-24/review/report.html").read_text("utf-8")
    assert ">282</a>" in page
    assert ">283</a>" not in page


def test_figures_that_change_while_the_build_runs_are_noticed_by_the_next(project):
    build(project, Request(AREAS), Options(jobs=1, fresh=True), Changing(project, "training"))
    built(project)
    page = (project.reports / "banes/2023-24/review/report.html").read_text("utf-8")
    assert ">283</a>" in page
    assert ">282</a>" not in page
    assert built(project).run == NOTHING


def why(project: Project, section: str, area: str = BANES) -> str:
    return explain_section(project, Request((area,), sections=(section,)), section)


@pytest.mark.parametrize(
    ("name", "section", "words"),
    [
        ("a figure that one section reads", "police",
         "changed since: observation missing_children, banes, 12 months to 2024-03-31"),
        ("a figure of the force area", "police",
         "changed since: observation missing_reports_change, avon-and-somerset"),
        ("an indicator's title", "police", "changed since: indicator missing_reports"),
        ("a return of an agency", "kpis", "changed since: breakdown kpi_1_01, banes, 2023-24"),
        ("a rating rule", "kpis", "changed since: rule kpi_shortfall"),
        ("the disclosure threshold", "glossary", "changed since: threshold"),
        ("an area's description", "glossary", "changed since: area banes"),
        ("the force area's description", "about", "changed since: area avon-and-somerset"),
        ("a register's own description", "actions", "changed since: register actions"),
        ("a notebook's code", "training", "changed since: the code of notebooks/03_training.ipynb"),
        ("the order of a notebook's cells", "training", "changed since: the code of notebooks/"),
        ("an executed notebook that was cut short", "police",
         "its executed notebook is missing or was changed"),
        ("an executed notebook that is gone", "police",
         "its executed notebook is missing or was changed"),
    ],
)  # fmt: skip
def test_why_a_section_will_be_run_is_said_in_a_sentence(project, name, section, words):
    CHANGES[name][0](project)
    told = why(project, section)
    assert told.startswith(f"The section '{section}' of B&NES, 2023-24, will be run by the next")
    assert words in told
    assert told.splitlines()[0].endswith(".")


@pytest.mark.parametrize(
    "name",
    [
        "a figure that nobody reads",
        "a term of the glossary",
        "a notebook's prose",
        "another setting",
    ],
)
def test_what_no_section_read_leaves_it_up_to_date_in_words_too(project, name):
    CHANGES[name][0](project)
    told = why(project, "training")
    assert "is up to date: it ran at 20" in told
    assert "things that it read has changed since" in told


def test_a_changed_toolkit_or_package_is_named(project, monkeypatch):
    package_is(monkeypatch, "pandas", "0.0.1")
    assert "changed since: the package pandas (3." in why(project, "police")
    assert ", now 0.0.1)." in why(project, "police")
    library_is(monkeypatch, "another")
    assert "changed since: the toolkit (bcssp_lib)." in why(project, "police")


def test_a_section_that_was_never_run_or_has_failed_is_said_to_be_so(project):
    shutil.rmtree(project.reports)
    assert "will be run by the next build: it was never run." in why(project, "police")
    write_notebook(project.notebooks / "02_police.ipynb", code("sums", "1 / 0"))
    build(project, Request((BANES,)), Options(jobs=2), Watched())
    assert why(project, "police").endswith(
        "its last run failed (cell 'sums': ZeroDivisionError: division by zero)."
    )
