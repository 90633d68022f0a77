from __future__ import annotations

import pickle
import zlib
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
from bcssp_lib.files.project import Project
from tests.projects import make_small_project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_small_project(tmp_path / "project", ("banes", "fairport", "saltmere"))


@pytest.fixture
def catalogue(project: Project) -> Catalogue:
    return load_catalogue(project)


def test_an_unpacked_parcel_is_a_project_without_figures(
    project: Project, catalogue: Catalogue, tmp_path: Path
) -> None:
    (project.params / "letter.docx").write_text("Dear all")
    (project.root / ".bcssp-secret").write_bytes(b"k" * 32)
    unpack_parcel(pack_parcel(catalogue, "fairport"), tmp_path / "there")
    assert load_catalogue(Project(tmp_path / "there")) == catalogue
    found = [path for path in (tmp_path / "there").rglob("*") if path.is_file()]
    assert {path.suffix for path in found} == {".yaml", ".svg"}  # a logo in params/looks
    assert {path.relative_to(tmp_path / "there").parts[0] for path in found} == {"params"}


def test_a_parcel_holds_the_figures_of_its_area_and_of_its_comparators(
    catalogue: Catalogue,
) -> None:
    figures = pickle.loads(zlib.decompress(pack_parcel(catalogue, "fairport").figures))
    assert figures.area == "fairport"
    own = {each.area for each in figures.own.observations}
    peers = {each.area for each in figures.peers.observations}
    force = {"avon-and-somerset"}  # its figures are in the folder of one of its areas
    assert own - force == {"fairport", "banes"}
    assert peers - force == {"banes", "saltmere"}
    assert {area for _, area in figures.own.registers} == {"fairport"}
    protected = [
        (each.value.amount, policy)
        for each in (*figures.own.observations, *figures.peers.observations)
        for policy in [
            catalogue.disclosure_policy(
                catalogue.indicators[each.indicator].disclosure, each.source
            )
        ]
        if each.value.amount is not None and not policy.published
    ]
    assert len(protected) > 50
    assert not [amount for amount, policy in protected if policy.is_small(int(amount))]


def test_a_parcel_is_known_by_its_params(project: Project, catalogue: Catalogue) -> None:
    first = pack_parcel(catalogue, "fairport")
    assert pack_parcel(catalogue, "fairport") == first
    (project.params / "settings.yaml").touch()
    assert pack_parcel(catalogue, "fairport") == first
    with (project.params / "settings.yaml").open("a") as file:
        file.write("\n")
    assert pack_parcel(catalogue, "fairport").digest != first.digest


def test_another_toolkit_python_or_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = package_versions()
    assert not find_other_version(wanted)
    assert find_other_version({**wanted, "pandas": "0.1"}).startswith("pandas ")
    assert find_other_version({**wanted, "Python": "2.7.18"}).endswith("and not 2.7.18")
    monkeypatch.setattr(module, "library_digest", lambda: "of another day")
    assert find_other_version(wanted).startswith("bcssp_lib of another day")


def test_a_package_that_only_one_machine_has_does_no_harm() -> None:
    assert not find_other_version({**package_versions(), "only_here": "1.0"})
