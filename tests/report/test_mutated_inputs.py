"""A sample of ``tools/mutate_inputs.py``: an input is spoiled, and nothing is silent."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bcssp_lib.files.project import Project
from tests.build.trials import posix
from tests.projects import copied_project, made_once, sampled
from tools.mutate_inputs import AREAS, make_trial, try_mutation
from tools.shown_numbers import find_wrong_numbers


@pytest.fixture(scope="session")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once(tmp_path_factory, "spoiled", lambda folder: make_trial(folder, publish=False))


@posix
@pytest.mark.parametrize("numbers", sampled([range(3), range(3, 8), range(8, 15)], {range(3)}))
def test_no_spoiled_input_is_taken_in_silence(trial, tmp_path, numbers):
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(
            pool.map(lambda number: try_mutation(trial, tmp_path, 7, number, brief=True), numbers)
        )
    assert [outcome.faults for outcome in outcomes] == [[]] * len(numbers)
    assert {code for outcome in outcomes for code in outcome.codes} >= {0, 1}


@posix
def test_a_number_that_is_not_that_of_its_row_is_found(trial: Path, tmp_path: Path) -> None:
    project: Project = copied_project(trial, tmp_path)
    assert list(find_wrong_numbers(project.root, AREAS)) == []
    figures = project.data / "banes/police.csv"
    figures.write_text(figures.read_text("utf-8").replace(",105,", ",104,"), "utf-8")
    assert any("missing_children" in each for each in find_wrong_numbers(project.root, AREAS))
