"""Everything that is wrong with the input of a project, told without building anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bcssp_lib.build.build import in_no_edition
from bcssp_lib.build.stray_texts import find_stray_texts
from bcssp_lib.data.catalogue import Catalogue, load_catalogue
from bcssp_lib.data.comparators import load_national
from bcssp_lib.data.loader import load_figures
from bcssp_lib.data.stray_inputs import refuse_stray_inputs
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import InputProblemsError, Problem

Row = dict[str, str | int | bool]


def list_problems(project: Project) -> list[Row]:
    """A row for each problem of params/ and data/, and each text that is in no report.

    ``stops`` says whether a build ends with it.
    """
    try:
        catalogue = load_catalogue(project)
    except InputProblemsError as error:
        return list(map(_problem_row, error.problems))
    notices = [*find_stray_texts(project, catalogue), *in_no_edition(project, catalogue)]
    problems = dict.fromkeys(_input_problems(project, catalogue))
    return [*map(_problem_row, problems), *map(_notice_row, notices)]


def _input_problems(project: Project, catalogue: Catalogue) -> Iterator[Problem]:
    areas = tuple(area.slug for area in catalogue.authorities())
    looks: tuple[Callable[[], object], ...] = (
        lambda: refuse_stray_inputs(project, catalogue),
        lambda: catalogue.checks,
        lambda: load_figures(project, catalogue, areas),
        lambda: load_national(project, catalogue),
    )
    for look in looks:
        try:
            look()
        except InputProblemsError as error:
            yield from error.problems


def _notice_row(notice: str) -> Row:
    file, _, text = notice.partition(": ")
    return {"file": file, "row": "", "column": "", "problem": text, "stops": False}


def _problem_row(problem: Problem) -> Row:
    return {
        "file": problem.file,
        "row": problem.row or "",
        "column": problem.column,
        "problem": f"{problem.wrong}; allowed: {problem.allowed}",
        "stops": True,
    }
