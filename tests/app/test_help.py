"""Help: its examples run, mistakes get a hint, names are known in any form, and Tab offers them."""

from __future__ import annotations

import os
import shlex
import subprocess

import pytest
from typer.main import get_command

from bcssp_lib.app.cli import app
from bcssp_lib.app.help import EXAMPLES, area_slug, section_name
from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import UserError
from bcssp_lib.narrative.section_notebook import section_paths
from tests.projects import BCSSP, bcssp, sampled

LINES = [(command, line) for command, lines in EXAMPLES.items() for line in lines]
RUN = ("status", "data status", "clean-notebooks", "list areas", "list periods", "list sections",
       "list indicators", "list problems")  # fmt: skip
MISTAKES = [
    (("build", "banes", "--year", "2023-24"), 2, "a period is --period 2023-24"),
    (("build", "--area", "banes"), 2, "areas are named without an option"),
    (("build", "banes", "-s", "police"), 2, "a section is --section police"),
    (("build", "banes", "--force"), 2, "--fresh"),
    (("build", "banes", "-o", "x"), 2, "--out FOLDER"),
    (("build", "banes", "--output=x"), 2, "--out FOLDER"),
    (("build", "banes", "--verbose"), 2, "--log FILE"),
    (("status", "--all"), 2, "where no area is named, all are meant"),
    (("run", "banes"), 2, "Here it is: bcssp build"),
    (("publish", "banes"), 2, "bcssp build AREA --publish"),
    (("help", "build"), 2, "bcssp build --help"),
    (("build", "banes", "2023-24"), 2, "'2023-24' is a period: write --period 2023-24"),
    (("explain", "banes", "police", "2023-24"), 2, "write --period 2023-24"),
    (("build", "police"), 1, "--section police"),
    (("explain", "police", "banes"), 1, "Turned round? The area comes first"),
    (("build", "banes,fairport"), 1, "Write each by itself: 'banes' and 'fairport'"),
    (("build", "banes", "--only", "police,training"), 1, "'police' and 'training'"),
    (("build", "all"), 1, "where none is named, all are meant"),
    (("build", "banes", "-p", "2023/24"), 1, "Did you mean 2023-24?"),
    (("build", "banes", "-p", "23-24"), 1, "Did you mean 2023-24?"),
    (("build", "banes", "-p", "2023-2024"), 1, "Did you mean 2023-24?"),
    (("build", "banes", "-p", "2023–24"), 1, "Did you mean 2023-24?"),
    (("build", "banes", "-p", "FY 23/24"), 1, "Did you mean 2023-24?"),
    (("build", "banes", "-p", "2023"), 1, "Did you mean 2023-24, or 2022-23?"),
    (("accept", "banes"), 2, "name findings"),
    (("confirm", "banes", "police"), 1, "no text waits to be confirmed"),
]


def leaves(command, name: str = ""):
    """The names of all commands that do something themselves."""
    subcommands = getattr(command, "commands", None)
    if subcommands is None:
        yield name
        return
    for each, subcommand in subcommands.items():
        yield from leaves(subcommand, f"{name} {each}".strip())


def parse(command: str, line: str) -> dict[str, object]:
    """What the command's own parser makes of a line: the values of its parameters."""
    parser, names = get_command(app), command.split()
    for name in names:
        parser = parser.commands[name]
    return parser.make_context(command, shlex.split(line)[len(names) :]).params


def test_every_command_has_examples_and_no_other():
    assert set(EXAMPLES) == set(leaves(get_command(app)))


@pytest.mark.parametrize("command", EXAMPLES)
def test_help_ends_with_examples_of_an_area_that_there_is(
    call, example_project, monkeypatch, command
):
    monkeypatch.chdir(example_project.root)
    told = call(*command.split(), "--help").out
    shown = [row.strip() for row in told[told.index("Examples:") :].splitlines()]
    expected = [f"bcssp {line.replace('AREA', 'banes')}" for line in EXAMPLES[command]]
    assert [row for row in shown if row] == ["Examples:", *expected]


@pytest.mark.parametrize(("command", "line"), LINES, ids=[line for _, line in LINES])
def test_an_example_is_understood(example_project, monkeypatch, command, line):
    monkeypatch.chdir(example_project.root)
    assert line.startswith(command)
    catalogue, sections = load_catalogue(example_project), section_paths(example_project)
    for name, value in parse(command, line.replace("AREA", "banes")).items():
        for each in value if isinstance(value, list | tuple) else [value]:
            if each and name in ("area", "areas") and "AREA" in line:
                catalogue.area(each)
            if each and name == "period":
                catalogue.period(each)
            if each and name in ("section", "sections"):
                assert each in sections


@pytest.mark.parametrize("command", sampled(RUN, list(RUN)[::3]))
def test_an_example_that_only_looks_runs(call, example_project, monkeypatch, command):
    monkeypatch.chdir(example_project.root)
    for line in EXAMPLES[command]:
        told = call(*shlex.split(line.replace("AREA", "banes")))
        assert (told.code, told.err) == (0, ""), told


@pytest.mark.parametrize(
    ("words", "code", "hint"), MISTAKES, ids=[" ".join(words) for words, _, _ in MISTAKES]
)
def test_a_mistake_is_told_with_what_to_write(call, small, words, code, hint):
    told = call(*words)
    assert told.code == code
    assert hint in " ".join(told.err.replace("│", " ").split())
    assert "Traceback" not in told.err
    assert not list(small.reports.glob("banes/*"))


@pytest.mark.parametrize("period", ["2023-25", "last", "20", "12/2023", "2019/2021"])
def test_no_period_is_guessed_where_none_can_be_meant(call, small, period):
    told = call("build", "banes", "-p", period)
    assert told.code == 1
    assert "Did you mean" not in told.err


def test_a_period_that_belongs_to_an_option_is_let_be(call, small):
    assert call("build", "banes", "-p", "2023-24", "--dry-run").code == 0
    assert call("new-period", "2024-25", "banes").code == 0


def ask(words: tuple[str, ...], shell: str = "bash") -> dict[str, str]:
    """The environment by which a shell asks what to offer for the last word after ``bcssp``."""
    line = " ".join(["bcssp", *words])
    asked = {
        "bash": {"COMP_WORDS": line, "COMP_CWORD": str(len(words))},
        "powershell": {
            "_TYPER_COMPLETE_ARGS": line,
            "_TYPER_COMPLETE_WORD_TO_COMPLETE": words[-1],
        },
    }[shell]
    return {**asked, "_BCSSP_COMPLETE": f"complete_{shell}"}


def read_offered(printed: str) -> list[str]:
    return [row.split(":::")[0] for row in printed.split("\n") if row]


@pytest.fixture
def offered(call, monkeypatch):
    """What a shell in a folder is told to offer for the last of some words."""

    def tell(folder, *words: str, shell: str = "bash") -> list[str]:
        monkeypatch.chdir(folder)
        for name, value in ask(words, shell).items():
            monkeypatch.setenv(name, value)
        told = call()
        assert told.err == ""
        return read_offered(told.out)

    return tell


def test_the_installed_program_answers_a_shell(example_project):
    done = subprocess.run(
        [BCSSP],
        env={**os.environ, **ask(("build", "salt"))},
        cwd=example_project.root, capture_output=True, encoding="utf-8", check=False, timeout=60,
    )  # fmt: skip
    assert done.stderr == ""
    assert read_offered(done.stdout) == ["saltmere"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
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
def test_bash_offers_what_the_project_has(offered, example_project, words, expected):
    assert offered(example_project.root, *words) == expected


def test_powershell_is_offered_the_same(offered, example_project):
    assert offered(example_project.root, "build", "salt", shell="powershell") == ["saltmere"]


def test_outside_a_project_and_in_a_broken_one_nothing_is_offered(offered, tmp_path, small):
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
