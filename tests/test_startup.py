import subprocess
import sys

import pytest

import bcssp_lib
from bcssp_lib.version import VERSION
from tests.projects import ROOT

LOOK = (
    "import {module}, nbformat, sys\n"
    "notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell('1')])\n"
    "nbformat.validate(notebook)\n"
    "print(sys.modules.get('rfc3987_syntax'))"
)


def test_what_runs_sections_checks_notebooks_without_a_slow_import():
    command = [sys.executable, "-c", LOOK.format(module="bcssp_lib.run")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "None"


def test_a_module_that_is_imported_already_is_kept(monkeypatch):
    from bcssp_lib.startup import skip_slow_imports

    kept = object()
    monkeypatch.setitem(sys.modules, "rfc3987_syntax", kept)
    skip_slow_imports()
    assert sys.modules["rfc3987_syntax"] is kept


def told_by(*command: str) -> str:
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_the_command_can_be_run_as_a_module_too():
    assert told_by("-m", "bcssp_lib", "--version") == f"bcssp {VERSION}"


def test_the_library_imports_little_until_something_is_asked_of_it():
    look = (
        "import bcssp_lib, sys\n"
        "print([one for one in ('pydantic', 'pandas') if one in sys.modules])\n"
        "from bcssp_lib import Section, open_section\n"
        "print(Section.__module__, open_section.__module__)"
    )
    assert told_by("-c", look).splitlines() == ["[]", " ".join(2 * ["bcssp_lib.section.section"])]


def test_the_library_has_no_other_name():
    with pytest.raises(AttributeError, match="no attribute 'open_sections'"):
        bcssp_lib.open_sections  # noqa: B018


DENSITY = (
    "import sys\n"
    "from bcssp_lib.startup import import_seaborn\n"
    "{before}import_seaborn()\n"
    "print('scipy.stats' in sys.modules)\n"
    "import seaborn\n"
    "axes = seaborn.kdeplot(x=[1, 2, 2, 3, 7], cumulative=True)\n"
    "print('scipy.stats' in sys.modules, axes.lines[0].get_ydata().sum())"
)


def test_statistics_are_imported_with_the_first_density_and_draw_it_alike():
    late = told_by("-c", DENSITY.format(before="")).split()
    early = told_by("-c", DENSITY.format(before="import scipy.stats; ")).split()
    assert late[:2] == ["False", "True"]
    assert early[:2] == ["True", "True"]
    assert late[2] == early[2]
