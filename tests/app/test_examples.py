"""The examples in the help of each command: that they are there, are understood, and run."""

from __future__ import annotations

import shlex

import pytest
from typer.main import get_command

from bcssp_lib.app.cli import app
from bcssp_lib.app.examples import EXAMPLES
from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.narrative.section_notebook import section_paths

LINES = [(command, line) for command, lines in EXAMPLES.items() for line in lines]
RUN = ("status", "data status", "clean-notebooks", "list areas", "list periods", "list sections",
       "list indicators", "list problems")  # fmt: skip


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


@pytest.mark.parametrize("command", RUN)
def test_an_example_that_only_looks_runs(call, example_project, monkeypatch, command):
    monkeypatch.chdir(example_project.root)
    for line in EXAMPLES[command]:
        told = call(*shlex.split(line.replace("AREA", "banes")))
        assert (told.code, told.err) == (0, ""), told
