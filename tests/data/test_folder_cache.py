"""What is declared and the figures are read once, and again as soon as any file of it changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bcssp_lib.data import loader
from bcssp_lib.data import reads as kept_figures
from bcssp_lib.data.catalogue import Catalogue, load_catalogue
from bcssp_lib.data.comparators import Comparators
from bcssp_lib.data.loader import load_figures
from bcssp_lib.data.reads import read_cached
from bcssp_lib.model.errors import InputProblemsError

NAME = "figures.csv"


class Reader:
    """Reads a file of a folder, and counts how often it was asked to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked = 0
        (folder / "below").mkdir(parents=True)
        (folder / NAME).write_text("1", "utf-8")

    def __call__(self) -> str:
        self.asked += 1
        return (self.folder / NAME).read_text("utf-8")


@pytest.fixture
def reader(tmp_path):
    return Reader(tmp_path / "data")


def test_what_has_not_changed_is_read_once(reader, catalogue):
    assert [read_cached((reader.folder,), catalogue, reader) for _ in range(3)] == ["1"] * 3
    assert reader.asked == 1


CHANGES: dict[str, Callable[[Path], object]] = {
    "a figure, in a file of the same size": lambda folder: (folder / NAME).write_text("2"),
    "a new file": lambda folder: (folder / "new.csv").write_text(""),
    "a new file in a folder below": lambda folder: (folder / "below/new.csv").write_text(""),
    "a file is renamed": lambda folder: (folder / "other.csv").rename(folder / "another.csv"),
    "a file is gone": lambda folder: (folder / "other.csv").unlink(),
}


@pytest.mark.parametrize("name", CHANGES)
def test_after_a_change_it_is_read_again(reader, catalogue, name):
    (reader.folder / "other.csv").write_text("")
    read_cached((reader.folder,), catalogue, reader)
    CHANGES[name](reader.folder)
    found = read_cached((reader.folder,), catalogue, reader)
    assert (found, reader.asked) == ((reader.folder / NAME).read_text("utf-8"), 2)


def test_under_another_catalogue_it_is_read_again(reader, catalogue):
    settings = catalogue.settings.model_copy(update={"disclosure_threshold": 99})
    for one in (catalogue, replace(catalogue), replace(catalogue, settings=settings)):
        read_cached((reader.folder,), one, reader)
    assert reader.asked == 2


def test_what_is_written_to_while_it_is_read_is_not_kept(reader, catalogue):
    def read_and_write() -> str:
        found = reader()
        (reader.folder / NAME).write_text("2")
        return found

    assert read_cached((reader.folder,), catalogue, read_and_write) == "1"
    assert read_cached((reader.folder,), catalogue, reader) == "2"


def test_only_the_last_few_folders_are_kept(tmp_path, catalogue):
    readers = [Reader(tmp_path / str(number)) for number in range(kept_figures._MOST + 2)]
    for _ in range(2):
        for one in readers:
            read_cached((one.folder,), catalogue, one)
    assert {one.asked for one in readers} == {2}


def test_what_was_asked_for_last_is_kept_longest(tmp_path):
    readers = [Reader(tmp_path / str(number)) for number in range(kept_figures._MOST + 2)]
    for one in readers:
        read_cached((one.folder,), None, one)
        read_cached((readers[0].folder,), None, readers[0])
    assert readers[0].asked == 1


def test_the_catalogue_is_kept_until_params_change(small_project):
    first = load_catalogue(small_project)
    assert load_catalogue(small_project) is first
    file = small_project.params / "settings.yaml"
    file.write_text(file.read_text("utf-8") + "unknown: 1\n", "utf-8")
    for _ in range(2):
        with pytest.raises(InputProblemsError, match="unknown"):
            load_catalogue(small_project)


def test_a_folder_that_areas_share_is_read_once_for_them_all(example_project, monkeypatch):
    read = []
    read_folder = loader.read_folder

    def counted(catalogue: Catalogue, folder: str, *others: Any) -> Any:
        read.append(folder)
        return read_folder(catalogue, folder, *others)

    monkeypatch.setattr(kept_figures, "_cache", {})
    monkeypatch.setattr(loader, "read_folder", counted)
    catalogue = load_catalogue(example_project)
    areas = [authority.slug for authority in catalogue.authorities()]
    for area in areas:
        load_figures(catalogue, (area,))
    assert sorted(read) == sorted(areas)


def test_all_that_the_sections_of_a_report_read_is_kept_for_them(example_project, monkeypatch):
    monkeypatch.setattr(kept_figures, "_cache", {})
    catalogue = load_catalogue(example_project)
    for authority in catalogue.authorities():
        load_figures(catalogue, (authority.slug,))
        comparators = Comparators(catalogue, authority.slug)
        _ = comparators.peers, comparators.country
    assert load_catalogue(example_project) is catalogue


def test_figures_with_a_fault_are_refused_each_time(small_project):
    file = min((small_project.data / "banes").glob("*.csv"))
    catalogue = load_catalogue(small_project)
    good = file.read_text("utf-8")
    assert load_figures(catalogue, ("banes",)).observations
    file.write_text(good.replace("banes,", "nowhere,"), "utf-8")
    for _ in range(2):
        with pytest.raises(InputProblemsError, match="nowhere"):
            load_figures(catalogue, ("banes",))
    file.write_text(good, "utf-8")
    assert load_figures(catalogue, ("banes",)).observations
