"""Which facts changed since the last build, what they were, and where the new figure is."""

from __future__ import annotations

import pytest

from bcssp_lib.build.fact_changes import FactChange, changed_facts
from bcssp_lib.build.request import Request
from bcssp_lib.build.staleness import explain_section

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
