from __future__ import annotations

from pathlib import Path

import pytest

from bcssp_lib.build import cluster_worker as module
from bcssp_lib.build.cluster_worker import (
    find_other_version,
    pack_parcel,
    package_versions,
    unpack_parcel,
)
from bcssp_lib.data.catalogue import Catalogue, load_catalogue
from bcssp_lib.data.loader import load_figures
from bcssp_lib.files.project import Project
from tests.projects import make_small_project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_small_project(tmp_path / "project", ("banes", "bristol", "somerset"))


@pytest.fixture
def catalogue(project: Project) -> Catalogue:
    return load_catalogue(project)


def test_an_unpacked_parcel_has_the_figures_of_its_area(
    project: Project, catalogue: Catalogue, tmp_path: Path
) -> None:
    unpack_parcel(pack_parcel(project, catalogue, "bristol"), tmp_path / "there")
    there = Project(tmp_path / "there")
    assert load_catalogue(there) == catalogue
    assert load_figures(there, catalogue, ("bristol",)) == load_figures(
        project, catalogue, ("bristol",)
    )


def test_a_parcel_holds_only_what_its_sections_may_read_or_be_compared_with(
    project: Project, catalogue: Catalogue, tmp_path: Path
) -> None:
    (project.data / "bristol" / "letter.docx").write_text("Dear all")
    unpack_parcel(pack_parcel(project, catalogue, "bristol"), tmp_path / "there")
    found = {path for path in (tmp_path / "there").rglob("*") if path.is_file()}
    assert {path.suffix for path in found} == {".csv", ".yaml"}
    folders = {path.name for path in (tmp_path / "there/data").iterdir()}
    beside = {peer.slug for peer in catalogue.peers("bristol")}
    assert folders == {"bristol"} | (beside & {path.name for path in project.data.iterdir()})


def test_a_parcel_is_known_by_its_content(project: Project, catalogue: Catalogue) -> None:
    first = pack_parcel(project, catalogue, "bristol")
    assert pack_parcel(project, catalogue, "bristol") == first
    (project.data / "bristol" / "police.csv").touch()
    assert pack_parcel(project, catalogue, "bristol") == first
    with (project.data / "bristol" / "police.csv").open("a") as file:
        file.write("\n")
    assert pack_parcel(project, catalogue, "bristol").digest != first.digest


def test_another_toolkit_python_or_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = package_versions()
    assert not find_other_version(wanted)
    assert find_other_version({**wanted, "pandas": "0.1"}).startswith("pandas ")
    assert find_other_version({**wanted, "Python": "2.7.18"}).endswith("and not 2.7.18")
    monkeypatch.setattr(module, "library_digest", lambda: "of another day")
    assert find_other_version(wanted).startswith("bcssp_lib of another day")


def test_a_package_that_only_one_machine_has_does_no_harm() -> None:
    assert not find_other_version({**package_versions(), "only_here": "1.0"})
