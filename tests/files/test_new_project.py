"""A project that is begun from the package's own files, and what newer ones change of it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.data.loader import load_figures
from bcssp_lib.data.stray_inputs import refuse_stray_inputs
from bcssp_lib.files import new_project
from bcssp_lib.files.folders import put_bytes
from bcssp_lib.files.new_project import GIVEN, read_starter, start_project, update_project
from bcssp_lib.files.project import Project, find_project
from bcssp_lib.model.errors import UserError
from tests.projects import EXAMPLE, ROOT

SETTINGS = "params/settings.yaml"
POLICE = "notebooks/13_police.ipynb"


@pytest.fixture
def begun(tmp_path: Path) -> Project:
    """A project of an area of one's own."""
    return start_project(tmp_path / "ours", "Wiltshire").project


@pytest.fixture
def newer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A later version of the files that a project is given, which the test may change."""
    folder = tmp_path / "newer"
    for place, content in read_starter(example=False).items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    monkeypatch.setattr(new_project, "find_starter", lambda: folder)
    return folder


def change(path: Path, text: str = "\n# changed\n") -> None:
    path.write_bytes(path.read_bytes() + text.encode())


def test_a_project_has_its_one_area_and_every_notebook_and_parameter(begun):
    catalogue = load_catalogue(begun)
    assert [area.name for area in catalogue.authorities()] == ["Wiltshire"]
    refuse_stray_inputs(catalogue)
    assert find_project(begun.root).root == begun.root
    for folder in ("notebooks", "params"):
        given = {path.relative_to(ROOT) for path in (ROOT / folder).rglob("*.*") if path.is_file()}
        own = {path for path in given if path.parts[:2] != ("params", "areas")}
        assert all((begun.root / path).read_bytes() == (ROOT / path).read_bytes() for path in own)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Wiltshire", "wiltshire"),
        ("Bath & North East Somerset", "bath-and-north-east-somerset"),
        ("Kingston upon Hull, City of", "kingston-upon-hull-city-of"),
        ("Rhondda: Cynon #Taf", "rhondda-cynon-taf"),
        ("Yes", "yes"),
    ],
)
def test_an_area_is_known_by_its_name_to_the_letter(tmp_path, name, slug):
    begun = start_project(tmp_path / "ours", name)
    assert begun.area == slug
    assert load_catalogue(begun.project).areas[slug].name == name


@pytest.mark.parametrize(
    ("name", "region", "department", "codes"),
    [
        ("Wiltshire", "South West", 865, {"E06000054": (None, None)}),
        ("bristol", "South West", 801, {"E06000023": (None, None)}),
        ("Barnet", "London", 302, {"E09000003": (None, None)}),
        (
            "Somerset", "South West", 933,
            {"E10000027": (None, date(2023, 3, 31)), "E06000066": (date(2023, 4, 1), None)},
        ),
        ("Ambridge", "", None, {}),
    ],
)  # fmt: skip
def test_an_authority_has_the_codes_by_which_files_know_it(
    tmp_path, name, region, department, codes
):
    begun = start_project(tmp_path / "ours", name)
    area = load_catalogue(begun.project).areas[begun.area]
    assert (area.region, area.department_code) == (region, department)
    assert {each.code: (each.first, each.last) for each in area.codes} == codes
    assert begun.codes == bool(codes)


def test_an_area_may_be_described_in_a_file(tmp_path):
    described = EXAMPLE / "params/areas/saltmere.yaml"
    text = described.read_text("utf-8").replace("force_area: saltmere-and-fairport\n", "")
    own = tmp_path / "saltmere.yaml"
    own.write_text(text, "utf-8")
    begun = start_project(tmp_path / "ours", str(own))
    assert load_catalogue(begun.project).areas["saltmere"].department_code == 994


@pytest.mark.parametrize("name", ["", "???", "x" * 61, "nowhere.yaml"])
def test_a_name_that_names_no_area_is_refused_and_nothing_is_written(tmp_path, name):
    with pytest.raises(UserError, match=r"cannot name an area|no file nowhere"):
        start_project(tmp_path / "ours", name)
    assert not (tmp_path / "ours").exists()


@pytest.mark.parametrize("name", ["notes.txt", ".gitignore", "data"])
def test_a_folder_that_holds_anything_is_refused_and_left_as_it_is(tmp_path, name):
    (tmp_path / name).mkdir()
    with pytest.raises(UserError, match=f"is not empty: it holds {name}"):
        start_project(tmp_path, "Wiltshire")
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_repository_and_an_environment_may_be_there(tmp_path):
    for name in (".git", ".venv"):
        (tmp_path / name).mkdir()
    assert start_project(tmp_path, "Wiltshire").area == "wiltshire"


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "ours").write_text("x", "utf-8")
    with pytest.raises(UserError, match="is a file"):
        start_project(tmp_path / "ours", "Wiltshire")


def test_the_example_has_invented_areas_alone_and_figures_that_are_said_to_be_made_up(tmp_path):
    project = start_project(tmp_path / "example", example=True).project
    catalogue = load_catalogue(project)
    refuse_stray_inputs(catalogue)
    areas = [area.slug for area in catalogue.authorities()]
    assert areas == ["fairport", "north-saltmere", "saltmere", "south-kingsmarshire"]
    figures = load_figures(catalogue, tuple(areas))
    assert all(each.synthetic for each in figures.observations)
    assert {name for name, _ in figures.registers} == set(catalogue.registers)
    assert figures.series("missing_reports", "saltmere-and-fairport")


def test_an_update_without_anything_newer_changes_nothing(begun):
    change(begun.root / SETTINGS)
    before = {path: path.read_bytes() for path in begun.root.rglob("*") if path.is_file()}
    update = update_project(begun)
    assert not any((update.added, update.replaced, update.removed, update.kept, update.deleted))
    assert {path: path.read_bytes() for path in begun.root.rglob("*") if path.is_file()} == before


def test_what_nobody_changed_is_replaced_and_what_somebody_changed_gets_a_neighbour(begun, newer):
    change(newer / SETTINGS)
    change(newer / POLICE, " ")
    change(begun.root / SETTINGS, "\n# ours\n")
    ours = (begun.root / SETTINGS).read_bytes()
    update = update_project(begun)
    assert (update.replaced, update.kept) == ([POLICE], [SETTINGS])
    assert (begun.root / POLICE).read_bytes() == (newer / POLICE).read_bytes()
    assert (begun.root / SETTINGS).read_bytes() == ours
    beside = begun.root / f"{SETTINGS}.new"
    assert beside.read_bytes() == (newer / SETTINGS).read_bytes()
    refuse_stray_inputs(load_catalogue(begun))
    beside.unlink()
    assert update_project(begun).kept == []  # it was offered once


def test_line_ends_and_the_newer_text_itself_are_no_change_of_ones_own(begun, newer):
    change(newer / SETTINGS)
    change(newer / POLICE, " ")
    there = begun.root / SETTINGS
    there.write_bytes(there.read_bytes().replace(b"\n", b"\r\n"))
    (begun.root / POLICE).write_bytes((newer / POLICE).read_bytes())
    update = update_project(begun)
    assert (update.replaced, update.kept) == ([SETTINGS], [])


def test_new_files_come_and_old_ones_go_unless_somebody_changed_them(begun, newer):
    (newer / "notebooks/20_new.ipynb").write_text("{}", "utf-8")
    gone, changed = "notebooks/15_voice.ipynb", "notebooks/16_scrutiny.ipynb"
    for place in (gone, changed):
        (newer / place).unlink()
    change(begun.root / changed, " ")
    update = update_project(begun)
    assert update.added == ["notebooks/20_new.ipynb"]
    assert (update.removed, update.no_longer_given) == ([gone], [changed])
    assert not (begun.root / gone).exists()
    assert (begun.root / changed).exists()


def test_what_somebody_deleted_stays_away(begun, newer):
    (begun.root / POLICE).unlink()
    change(newer / POLICE, " ")
    assert update_project(begun).deleted == [POLICE]
    assert not (begun.root / POLICE).exists()


def test_an_area_and_figures_of_ones_own_are_never_touched(begun, newer):
    figures = begun.data / "wiltshire/police.csv"
    figures.parent.mkdir()
    figures.write_text("x", "utf-8")
    area = (begun.params / "areas/wiltshire.yaml").read_bytes()
    update_project(begun)
    assert figures.read_text("utf-8") == "x"
    assert (begun.params / "areas/wiltshire.yaml").read_bytes() == area


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "Only a project that bcssp init has begun"),
        ("{", "is damaged"),
        ('{"version": "0.4.0", "example": false, "files": []}', "is damaged"),
        ('{"version": "99.0.0", "example": false, "files": {}}', "Install that version or a later"),
    ],
)
def test_a_project_that_cannot_be_updated_says_why(begun, content, words):
    path = begun.root / GIVEN
    path.unlink() if content is None else path.write_text(content, "utf-8")
    before = (begun.root / SETTINGS).read_bytes()
    with pytest.raises(UserError, match=words):
        update_project(begun)
    assert (begun.root / SETTINGS).read_bytes() == before


def test_what_was_given_is_kept_by_place_and_hash(begun):
    kept = json.loads((begun.root / GIVEN).read_text("utf-8"))
    assert kept["example"] is False
    assert SETTINGS in kept["files"]
    assert "params/areas/wiltshire.yaml" not in kept["files"]


@pytest.fixture
def cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which a project was begun, and cut off after some of its files."""
    written = []

    def put(content: bytes, place: Path) -> None:
        if len(written) == 20:
            raise KeyboardInterrupt
        written.append(place)
        put_bytes(content, place)

    with monkeypatch.context() as patch:
        patch.setattr(new_project, "put_bytes", put)
        with pytest.raises(KeyboardInterrupt):
            start_project(tmp_path / "ours", "Wiltshire")
    return tmp_path / "ours"


def test_a_project_that_was_cut_off_is_finished_by_the_same_command(cut_off, tmp_path):
    assert not (cut_off / GIVEN).exists()
    begun = next(path for path in cut_off.rglob("*.yaml"))
    begun.write_bytes(begun.read_bytes() + b"# ours\n")
    finished = start_project(cut_off, "Wiltshire").project
    whole = start_project(tmp_path / "other", "Wiltshire").project

    def places(project: Project) -> list[str]:
        paths = sorted(project.root.rglob("*"))
        return [path.relative_to(project.root).as_posix() for path in paths]

    assert places(finished) == places(whole)
    assert begun.read_bytes().endswith(b"# ours\n")
    with pytest.raises(UserError, match="is a project already"):
        start_project(cut_off, "Wiltshire")


@pytest.mark.parametrize(("area", "example"), [("Torbay", False), ("", True)])
def test_a_project_that_was_cut_off_is_not_finished_as_another(cut_off, area, example):
    before = sorted(cut_off.rglob("*"))
    with pytest.raises(UserError, match=r"with --area Wiltshire, and cut off\. To finish it: "):
        start_project(cut_off, area, example=example)
    assert sorted(cut_off.rglob("*")) == before
