"""Calling the command within the tests' own process, which is quick."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import NamedTuple

import pytest

from bcssp_lib.cli.app import main
from bcssp_lib.figures.project import Project


class Told(NamedTuple):
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str


Call = Callable[..., Told]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Call the command as the installed program does, in the working folder."""
    monkeypatch.setenv("COLUMNS", "220")

    def go(*arguments: str) -> Told:
        monkeypatch.setattr(sys, "argv", ["bcssp", *arguments])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return Told(int(ended.value.code or 0), out, err)

    return go


@pytest.fixture
def small(inside_small_project: Project) -> Project:
    """The small project, as the working folder."""
    return inside_small_project
