"""Facts and figures of reports as they were built: read, refused if missing, told if changed."""

from __future__ import annotations

import re
import shutil

import pytest

from bcssp_lib.build.build import build
from bcssp_lib.build.built_facts import (
    LostFiguresError,
    changed_facts,
    describe_lost_facts,
    read_facts,
)
from bcssp_lib.build.ledger import FILE, FactChange
from bcssp_lib.build.request import Options, Request
from bcssp_lib.build.staleness import explain_section
from bcssp_lib.model.errors import UserError
from bcssp_lib.stats.fact_wording import FactWords
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
        assert (
            "as with bcssp import --undo, confirm that with: bcssp build banes --accept-losses"
            in str(refused.value)
        )
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


def test_a_fact_that_another_section_publishes_is_not_lost():
    before = {"stops": ("concerns_raised", "stops"), "adults": ("concerns_raised",)}
    now = {"stops": ("stops",), "adults": ("concerns_raised",)}
    assert describe_lost_facts(before, now, "banes") == ""
    lost = describe_lost_facts(before, {"stops": ("stops",)}, "banes")
    assert "stops: concerns_raised." in lost
    assert "bcssp build banes --accept-losses" in lost


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


BEFORE, NOW = "282", "292"


@pytest.fixture
def changed(project):
    """The project with a figure that is another one since the last build; and its row."""
    figures = project.data / "banes/police.csv"
    lines = figures.read_text("utf-8").splitlines(keepends=True)
    row = next(number for number, line in enumerate(lines, 1) if f",{BEFORE}," in line)
    lines[row - 1] = lines[row - 1].replace(f",{BEFORE},", f",{NOW},")
    figures.write_text("".join(lines), "utf-8")
    return row


def explain(project, section: str = "police") -> str:
    return explain_section(project, Request(("banes",), sections=(section,)), section)


def test_a_build_hears_of_each_fact_that_changed(project, changed, built):
    outcomes, _ = built("banes")
    first = outcomes["banes"].changes[0]
    assert (first.section, first.before, first.now) == ("police", BEFORE, NOW)
    assert first.place.startswith(f"data/banes/police.csv, row {changed}")
    assert str(first).startswith(f"{first.title}: {BEFORE} → {NOW} (data/")


def test_a_build_in_which_nothing_changed_hears_of_none(built):
    outcomes, _ = built("banes", fresh=True)
    assert outcomes["banes"].changes == ()


def test_before_the_build_it_is_explained_with_the_figure_that_is_there_now(project, changed):
    told = explain(project).splitlines()
    assert "will be run by the next build" in told[0]
    place = f"(data/banes/police.csv, row {changed})"
    assert told[1] == "Figures that have changed since it ran:"
    assert told[2].endswith(f": {BEFORE} → {NOW} {place}")
    assert len(told) == 3
    assert len(explain(project, "training").splitlines()) == 1


def test_after_the_build_it_is_explained_until_something_else_changes(project, changed, built):
    built("banes")
    built("banes", fresh=True)
    told = explain(project).splitlines()
    assert "is up to date" in told[0]
    assert told[1].startswith("Changed by the build of 20")
    assert f": {BEFORE} → {NOW} (" in told[2]


def test_a_revised_figure_of_the_year_before_is_a_change_too(project, built):
    figures = project.data / "banes/police.csv"
    figures.write_text(figures.read_text("utf-8").replace(",178,", ",180,"), "utf-8")
    outcomes, _ = built("banes")
    assert (
        FactChange(
            section="police",
            title=outcomes["banes"].changes[0].title,
            before="178",
            now="180",
        )
        in outcomes["banes"].changes
    )
    assert outcomes["banes"].changes[0].title.endswith(", the year before")


def test_without_an_earlier_report_there_is_nothing_to_compare_with(tmp_path):
    assert changed_facts(tmp_path / "manifest.json", ()) == ()
    (tmp_path / "manifest.json").write_text("{", "utf-8")
    assert changed_facts(tmp_path / "manifest.json", ()) == ()


def test_the_facts_of_a_built_report_are_those_of_all_its_sections(project):
    facts = {
        f"{fact.section}.{fact.name}": FactWords(fact).text
        for fact in read_facts(project, Request(("banes",)))
    }
    assert facts["police.missing_reports"] == "282"
    assert "training.training_sessions" in facts


def test_the_facts_of_a_report_that_was_never_built_are_asked_for_in_vain(small_project):
    with pytest.raises(UserError, match="Run: bcssp build banes --period 2023-24"):
        read_facts(small_project, Request(("banes",)))


@pytest.mark.parametrize("content", ["x", "{}", "[" * 100_000, '{"cells": [], "metadata": {}}'])
def test_an_executed_notebook_that_is_another_one_is_named(project, content):
    path = next(project.reports.glob("banes/*/sections/01_police.ipynb"))
    path.write_text(content, "utf-8")
    with pytest.raises(UserError, match=r"01_police\.ipynb is not as it was built"):
        read_facts(project, Request(("banes",)))
