"""The command as a whole: help, wrong usage, and how mistakes are told."""

from __future__ import annotations

import subprocess

import pytest

from bcssp_lib.version import VERSION
from tests.projects import BCSSP, bcssp_process

COMMANDS = (
    (),
    ("build",),
    ("status",),
    ("explain",),
    ("list",),
    ("list", "areas"),
    ("list", "periods"),
    ("list", "sections"),
    ("list", "indicators"),
    ("list", "facts"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: " ".join(one) or "bcssp")
def test_every_command_explains_itself(call, command):
    told = call(*command, "--help")
    assert told.code == 0
    assert "Usage: bcssp" in told.out
    assert told.err == ""


def test_the_help_of_build_names_every_option_and_the_exit_codes(call):
    told = call("build", "--help")
    options = (
        "--period", "--edition", "--section", "--jobs", "--publish", "--allow-synthetic", "--fresh",
        "--resume", "--retry-failed", "--start", "--engine", "--cluster", "--quiet", "--log",
        "--out",
    )  # fmt: skip
    for option in options:
        assert option in told.out
    assert "none means all" in told.out
    words = " ".join(told.out.split())
    assert "Ends with 0 if all went well, 1 if there is something for you to correct" in words
    assert "3 if sections failed" in words


def test_the_version_is_told(call):
    assert call("--version") == (0, f"bcssp {VERSION}\n", "")


@pytest.mark.parametrize(
    "wrong",
    [
        ("biuld",),
        ("build", "--perod", "2023-24"),
        ("build", "--jobs", "many"),
        ("build", "--jobs", "-1"),
        ("build", "--start", "stale"),
        ("explain", "banes"),
        ("list", "facts"),
        ("list", "everything"),
        ("list", "areas", "banes"),
        ("status", "--jsno"),
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2_and_says_how_to_get_help(call, wrong):
    told = call(*wrong)
    assert told.code == 2
    assert "Usage: bcssp" in told.err
    assert "--help" in told.err
    assert told.out == ""


def test_an_option_without_its_value_ends_with_2(call):
    told = call("build", "--period")
    assert told.code == 2
    assert "--period" in told.err


@pytest.mark.parametrize("command", [(), ("list",)], ids=["bcssp", "list"])
def test_a_command_without_its_subcommand_shows_the_help_and_ends_with_2(call, command):
    told = call(*command)
    assert told.code == 2
    assert "Usage: bcssp" in told.out + told.err


UNKNOWN = [
    (("build", "bains"), "no area 'bains' (nearest: banes", "bcssp list areas"),
    (("build", "avon-and-somerset"), "no area 'avon-and-somerset'", "bcssp list areas"),
    (("build", "--period", "2033-34"), "no period '2033-34' (nearest:", "params/periods.yaml"),
    (("build", "--section", "polise"), "no section 'polise' (nearest: police)", "params/editions"),
    (("build", "--edition", "anual"), "no edition 'anual' (nearest: annual)", "params/editions/"),
    (("status", "bains"), "no area 'bains' (nearest: banes", "bcssp list areas"),
    (("list", "facts", "bains"), "no area 'bains' (nearest: banes", "bcssp list areas"),
    (("list", "facts", "banes", "--period", "2033-34"), "no period '2033-34'", "periods.yaml"),
]


@pytest.mark.parametrize(
    ("arguments", "words", "hint"), UNKNOWN, ids=[" ".join(one[0]) for one in UNKNOWN]
)
def test_an_unknown_name_ends_with_1_and_the_nearest_names(call, small, arguments, words, hint):
    told = call(*arguments)
    assert told.code == 1
    assert words in told.err
    assert hint in told.err
    assert "Traceback" not in told.err
    assert not small.reports.exists()


@pytest.mark.parametrize("period", ["2023-25", "23/24", "2023", "2023-24 Q5", "last year", "[/]"])
def test_a_malformed_period_ends_with_1_and_says_how_one_is_written(call, small, period):
    told = call("build", "banes", "--period", period)
    assert told.code == 1
    assert period in told.err
    assert "2023-24" in told.err
    assert "Traceback" not in told.err
    assert not small.reports.exists()


def test_an_area_with_square_brackets_is_shown_as_it_was_typed(call, small):
    told = call("build", "[bold]banes[/bold]")
    assert told.code == 1
    assert "'[bold]banes[/bold]'" in told.err


def test_outside_any_project_the_command_says_what_a_project_holds(call, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    told = call("list", "areas")
    assert told.code == 1
    assert "No project was found" in told.err
    assert "params, notebooks, data" in told.err


def test_bad_yaml_ends_with_1_and_names_file_and_line(call, small):
    (small.params / "periods.yaml").write_text("periods: [2023-24\n", "utf-8")
    told = call("list", "periods")
    assert told.code == 1
    assert "params/periods.yaml │ 2 " in told.err
    assert "nothing was loaded" in told.err


def test_problems_of_the_figures_are_told_together_in_a_table(call, small):
    figures = small.data / "banes/police.csv"
    lines = figures.read_text("utf-8").splitlines(keepends=True)
    lines[2] = lines[2].replace(",98,", ",-98,")
    lines[4] = lines[4].replace("missing_reports", "missing_x")
    figures.write_text("".join(lines), "utf-8")
    told = call("build", "banes")
    assert told.code == 1
    assert "2 problems in the input" in told.err
    heads = ["File", "Row", "Column", "What is wrong", "What is allowed"]
    assert all(head in told.err for head in heads)
    assert "data/banes/police.csv │ 3   │ value     │ -98 is negative" in told.err
    assert "data/banes/police.csv │ 5   │ indicator │ found 'missing_x'" in told.err


def test_a_bug_of_ours_shows_its_traceback(small):
    """Files that take turns to be folders are nothing that the command foresees."""
    (small.params / "settings.yaml").unlink()
    (small.params / "settings.yaml").mkdir()
    done = bcssp_process(small, "list", "periods")
    assert done.returncode not in (0, 2, 3)
    assert "settings.yaml" in done.stderr


def test_the_installed_program_works_in_any_folder_of_the_project(small):
    done = subprocess.run(
        [BCSSP, "list", "periods", "--json"],
        cwd=small.notebooks,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "2023-24" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize("option", ["--out", "--log"])
@pytest.mark.parametrize("empty", ["", "  "])
def test_an_empty_path_is_refused(call, option, empty):
    told = call("build", option, empty)
    assert told.code == 2
    assert "it is empty" in told.err


def test_problems_of_many_rows_are_one_row_of_the_table(call, small, monkeypatch):
    path = small.data / "banes/police.csv"
    source = path.read_text("utf-8").splitlines()[1].split(",")[6]
    path.write_text(path.read_text("utf-8").replace(f",{source},", ",nobody,"), "utf-8")
    told = call("build", "banes")
    assert told.code == 1
    assert told.err.count("found 'nobody'") == 1
    assert " rows from 2 " in told.err
