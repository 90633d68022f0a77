"""Figures and facts that were there and are missing: named, and refused until that is confirmed."""

from __future__ import annotations

import re
import shutil

import pytest

from bcssp_lib.build.build import build
from bcssp_lib.build.ledger import FILE
from bcssp_lib.build.losses import LostFiguresError
from bcssp_lib.build.request import Options, Request
from tests.build.conftest import Watched
from tests.projects import code, prose, write_notebook

TRAINING = "data/banes/training.csv"


def review(project):
    return (project.reports / "banes/2023-24/review/report.html").read_bytes()


def outcome(project, **options):
    (found,) = build(project, Request(("banes",)), Options(jobs=2, **options), Watched())
    return found


def cut(path):
    path.write_text("".join(path.read_text("utf-8").splitlines(keepends=True)[:-1]), "utf-8")


def emptied(path):
    path.write_text(path.read_text("utf-8").splitlines(keepends=True)[0], "utf-8")


def removed(path):
    path.unlink()


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (cut, "data/banes/training.csv: 4 rows now, and 5 before."),
        (emptied, "data/banes/training.csv: 0 rows now, and 5 before."),
        (removed, "data/banes/training.csv: the file is missing; it had 5 rows."),
    ],
)
def test_a_file_of_figures_that_has_lost_rows_is_named_until_that_is_confirmed(
    project, damage, told
):
    before, file = review(project), project.root / TRAINING
    kept = file.read_bytes()
    damage(file)
    for _ in range(2):
        with pytest.raises(LostFiguresError, match=re.escape(told)) as refused:
            outcome(project)
        assert "bcssp build --accept-losses" in str(refused.value)
        assert review(project) == before
    file.write_bytes(kept)
    assert not outcome(project).error
    damage(file)
    assert not outcome(project, accept_losses=True).error
    assert not outcome(project).error


def test_a_folder_that_is_gone_is_named_file_by_file(project):
    before = review(project)
    shutil.rmtree(project.data / "banes")
    with pytest.raises(LostFiguresError) as refused:
        outcome(project)
    assert "data/banes/police.csv: the file is missing; it had 40 rows." in str(refused.value)
    assert TRAINING in str(refused.value)
    assert review(project) == before


def test_figures_of_others_that_an_area_is_compared_with_count_too(project):
    removed(project.data / "fairport/training.csv")
    with pytest.raises(LostFiguresError, match=r"data/fairport/training\.csv: the file is missing"):
        outcome(project)


def replace_sessions(project, value):
    file = project.root / TRAINING
    text = file.read_text("utf-8")
    assert "training_sessions,2023-24,,76," in text
    file.write_text(
        text.replace("training_sessions,2023-24,,76,", f"training_sessions,2023-24,,{value},"),
        "utf-8",
    )


@pytest.mark.parametrize("with_ledger", [True, False])
def test_a_fact_that_has_no_figure_any_more_is_named_with_its_section(project, with_ledger):
    before = review(project)
    replace_sessions(project, "x")
    if not with_ledger:  # the manifest beside the last good copy knows it too
        (project.reports / FILE).unlink()
    for _ in range(2):
        found = outcome(project)
        assert "training: training_sessions." in found.error
        assert "--accept-losses" in found.error
        assert found.review is None
        assert review(project) == before
    assert outcome(project, accept_losses=True).review is not None
    assert not outcome(project).error


def test_a_changed_figure_is_no_loss(project):
    replace_sessions(project, "77")
    assert not outcome(project).error


def test_a_fact_that_a_changed_notebook_no_longer_publishes_is_named(project):
    write_notebook(
        project.notebooks / "02_training.ipynb",
        code("facts", 'section.publish("training_topics")'),
        prose("overview", "{{ training_topics }} topics."),
    )
    error = outcome(project).error
    assert re.search(r"training: [a-z_, ()]*\btraining_sessions\b", error)
    assert "training_topics" not in error


def test_a_failed_section_forgets_nothing(project):
    notebook = project.notebooks / "02_training.ipynb"
    good = notebook.read_text("utf-8")
    notebook.write_text(good.replace('group=\\"training\\"', '\\"nobody\\"'), "utf-8")
    assert outcome(project).failed_sections
    notebook.write_text(good, "utf-8")
    replace_sessions(project, "x")
    assert "training: training_sessions." in outcome(project).error
