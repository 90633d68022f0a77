"""Each of some hundred spoiled files is read as it was meant, or refused with one table."""

from __future__ import annotations

import pytest

from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.data.importers.changes import value_text
from bcssp_lib.data.importers.importing import ImportRequest, plan_import
from bcssp_lib.model.errors import InputProblemsError
from tests.data.importers.files import make_import_project
from tests.data.importers.mutated_files import Mutation, good_rows, mutations, write
from tests.projects import sampled

MUTATIONS = list(mutations())


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project in which nothing is stored."""
    return make_import_project(tmp_path_factory.mktemp("mutated") / "project")


def figures(project, content: bytes):
    path = project.root / "plans.csv"
    path.write_bytes(content)
    plan = plan_import(load_catalogue(project), ImportRequest(path))
    return {
        (each.area, each.indicator, each.period.label): value_text(each.value)
        for each in plan.figures
    }


@pytest.fixture(scope="module")
def meant(project):
    found = figures(project, write(good_rows()))
    assert len(found) == 27
    assert found["banes", "cp_plans", "at 2022-03-31"] == "1153"
    assert found["wiltshire", "cp_plans", "at 2021-03-31"] == "c"
    return found


def test_there_are_many():
    assert len(MUTATIONS) >= 300
    assert len({mutation.content for mutation in MUTATIONS}) >= 300
    assert sum(mutation.outcome == "either" for mutation in MUTATIONS) < 40


@pytest.mark.parametrize(
    "mutation", sampled(MUTATIONS, MUTATIONS[::12]), ids=lambda each: each.name
)
def test_a_spoiled_file_is_read_as_it_was_meant_or_refused(project, meant, mutation: Mutation):
    if mutation.outcome == "right":
        assert figures(project, mutation.content) == meant
        return
    problems = ()
    try:
        found = figures(project, mutation.content)
    except InputProblemsError as error:
        problems = error.problems
    if mutation.outcome == "refused" or problems:
        assert 1 <= len(problems) <= 30
        assert all(problem.wrong and problem.allowed for problem in problems)
    else:
        assert found == meant
