"""Names as people type them, and what Tab offers, asked of the program as each shell asks it."""

from __future__ import annotations

import os
import subprocess

import pytest

from bcssp_lib.app.help import area_slug, section_name
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import UserError
from tests.projects import BCSSP, bcssp


def offered(folder, *words: str, shell: str = "bash") -> list[str]:
    """What a shell is told to offer for the last of the words after ``bcssp``."""
    line = " ".join(["bcssp", *words])
    asked = {
        "bash": {"COMP_WORDS": line, "COMP_CWORD": str(len(words))},
        "powershell": {
            "_TYPER_COMPLETE_ARGS": line,
            "_TYPER_COMPLETE_WORD_TO_COMPLETE": words[-1],
        },
    }[shell]
    done = subprocess.run(
        [BCSSP],
        env={**os.environ, **asked, "_BCSSP_COMPLETE": f"complete_{shell}"},
        cwd=folder, capture_output=True, encoding="utf-8", check=False, timeout=60,
    )  # fmt: skip
    assert done.stderr == ""
    return [row.split(":::")[0] for row in done.stdout.split("\n") if row]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("build", "salt"), ["saltmere"]),
        (("build", "saltmere", "fairp"), ["fairport"]),
        (("explain", "saltmere", "pol"), ["police"]),
        (("build", "--section", "pol"), ["police"]),
        (("build", "--edition", "ann"), ["annex", "annual"]),
        (("build", "-p", "2023"), ["2023-24"]),
        (("template", "att"), ["attendance"]),
        (("status", "--period", "2023"), ["2023-24"]),
        (("build", "nowhere"), []),
        (("expl",), ["explain", "explore"]),
    ],
)
def test_bash_offers_what_the_project_has(example_project, words, expected):
    assert offered(example_project.root, *words) == expected


def test_powershell_is_offered_the_same(example_project):
    assert offered(example_project.root, "build", "salt", shell="powershell") == ["saltmere"]


def test_outside_a_project_and_in_a_broken_one_nothing_is_offered(tmp_path, small):
    assert offered(tmp_path, "build", "b") == []
    (small.params / "periods.yaml").write_text("periods: [", "utf-8")
    assert offered(small.root, "build", "b") == []


@pytest.mark.usefixtures("inside_small_project")
@pytest.mark.parametrize("typed", ["banes", "BANES", "B&NES", "Bath and North East Somerset"])
def test_an_area_is_taken_in_any_case_by_each_of_its_names(typed: str) -> None:
    assert area_slug(typed) == "banes"


@pytest.mark.usefixtures("inside_small_project")
@pytest.mark.parametrize("typed", ["police", "Police", "13_police", "01 police"])
def test_a_section_is_taken_with_its_number_and_in_any_case(typed: str) -> None:
    assert section_name(typed) == "police"


@pytest.mark.usefixtures("inside_small_project")
@pytest.mark.parametrize(
    ("typed", "told"),
    [("2023-24", "write --period 2023-24"), ("Police", "Turned round? The area comes first")],
)
def test_what_belongs_elsewhere_is_told_where(typed: str, told: str) -> None:
    with pytest.raises(UserError, match=told.replace("?", r"\?")):
        area_slug(typed)


def test_what_nobody_knows_is_left_to_the_command(inside_small_project: Project) -> None:
    assert (area_slug("Atlantis"), section_name("choir"), area_slug("")) == (
        "Atlantis", "choir", "",
    )  # fmt: skip
    told = bcssp(inside_small_project, "build", "Atlantis")
    assert (told.returncode, "There is no area 'Atlantis'" in told.stderr) == (1, True)


def test_the_command_line_takes_them(small_project: Project) -> None:
    told = bcssp(small_project, "explain", "B&NES", "01_Police")
    assert "The section 'police' of B&NES" in told.stdout
