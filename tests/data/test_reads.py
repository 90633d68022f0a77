"""Files that cells read: recorded by their content, and refused in data/."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bcssp_lib.data.data_store import DataStore, first_change
from bcssp_lib.data.reads import FileReads, reads_files, toolkit_reads


@pytest.fixture
def reads(small_project, tmp_path):
    own = tmp_path / "run"
    own.mkdir()
    return FileReads(small_project, own)


@pytest.fixture
def lookup(small_project):
    """A file of the analyst's own in the project."""
    path = small_project.root / "lookups/wards.csv"
    path.parent.mkdir()
    path.write_text("ward,name\n", "utf-8")
    return path


def store(catalogue, figures, project):
    return DataStore(replace(catalogue, project=project), figures)


CHANGES = {
    "written anew": lambda path: path.write_text("ward\n", "utf-8"),
    "removed": lambda path: path.unlink(),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_file_that_was_read_and_has_changed_is_a_change(
    reads, lookup, catalogue, banes_figures, small_project, name
):
    reads.judge_read(lookup)
    assert list(reads.reads) == ['["file", "lookups/wards.csv"]']
    assert reads_files(reads.reads)
    assert first_change(reads.reads, store(catalogue, banes_figures, small_project)) == ""
    CHANGES[name](lookup)
    found = first_change(reads.reads, store(catalogue, banes_figures, small_project))
    assert found == "file lookups/wards.csv"


@pytest.mark.parametrize("typed", ["data/banes/police.csv", "../data/banes/police.csv"])
def test_a_relative_path_to_figures_gets_the_advice_too(
    reads, small_project, typed, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path / "run")
    path = small_project.data / "banes/police.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    assert 'section.data(group="training")' in reads.judge_read(Path(typed))
    assert reads.judge_read(Path("data/banes/polise.csv")) == ""


def test_a_file_outside_the_project_is_recorded_by_its_whole_path(
    reads, tmp_path, catalogue, banes_figures, small_project
):
    path = tmp_path / "elsewhere.csv"
    path.write_text("1", "utf-8")
    reads.judge_read(path)
    assert first_change(reads.reads, store(catalogue, banes_figures, small_project)) == ""
    path.write_text("2", "utf-8")
    found = first_change(reads.reads, store(catalogue, banes_figures, small_project))
    assert found == f"file {path.resolve().as_posix()}"


def test_files_of_the_run_of_python_and_of_the_system_are_no_reads_of_the_section(
    reads, small_project, tmp_path
):
    for path in (
        tmp_path / "run/own.csv",
        Path(sys.prefix) / "pyvenv.cfg",
        Path("/etc/hostname"),
        small_project.root / "own_module.py",
        small_project.root / "not_there.csv",
    ):
        if path.is_relative_to(tmp_path) and path.name != "not_there.csv":
            path.write_text("", "utf-8")
        reads.judge_read(path)
    assert reads.reads == {}
    assert not reads_files(reads.reads)


def test_data_is_refused_to_cells_and_not_to_the_toolkit(reads, small_project):
    figures = small_project.data / "banes/police.csv"
    told = reads.judge_read(figures)
    assert "may not read data/banes/police.csv itself" in told
    assert "section.data(" in told
    with toolkit_reads():
        assert reads.judge_read(figures) == ""
    assert reads.judge_read(small_project.root / "database.csv") == ""


def test_a_way_round_to_data_is_seen_through(reads, small_project):
    assert reads.judge_read(small_project.notebooks / "../data/banes/police.csv")


def test_what_is_read_anew_for_the_toolkit_is_read_as_the_toolkits(
    reads, small_project, catalogue, tmp_path
):
    from bcssp_lib.data.reads import read_cached

    def read() -> str:
        return reads.judge_read(small_project.data / "banes/police.csv")

    assert read_cached((tmp_path,), replace(catalogue), read) == ""
