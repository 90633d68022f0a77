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
    command = [sys.executable, "-c", LOOK.format(module="bcssp_lib.build")]
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


ENDING = (
    "import atexit, sys, threading, time\n"
    "from bcssp_lib import __main__ as command\n"
    "import bcssp_lib.app.cli as app\n"
    "def late():\n"
    "    time.sleep(0.3)\n"
    "    print('thread')\n"
    "def run():\n"
    "    atexit.register(print, 'cleared away')\n"
    "    threading.Thread(target=late).start()\n"
    "    sys.stdout.write('said ')\n"
    "    {end}\n"
    "app.main = run\n"
    "command.main()"
)


@pytest.mark.parametrize(
    ("end", "code", "told"),
    [
        ("sys.exit(3)", 3, ""),
        ("sys.exit()", 0, ""),
        ("pass", 0, ""),
        ("sys.exit('no')", 1, "no"),
        ("1 / 0", 1, "ZeroDivisionError: division by zero"),
    ],
)
def test_a_command_ends_with_its_code_once_all_is_said_and_cleared_away(end, code, told):
    command = [sys.executable, "-c", ENDING.format(end=end)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert done.stdout.split() == ["said", "thread", "cleared", "away"]
    assert done.stderr.strip().splitlines()[-1:] == ([told] if told else [])


def test_a_command_whose_reader_has_gone_does_not_hang():
    ends = "import os; os.close(1); sys.stdout.write('more')"
    command = [sys.executable, "-c", ENDING.format(end=f"{ends}; sys.exit(3)")]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode != 0


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


LATE = (
    "import sys\n"
    "from bcssp_lib.startup import import_seaborn\n"
    "{before}import_seaborn()\n"
    "print('{module}' in sys.modules)\n"
    "import seaborn\n"
    "{drawn}\n"
    "print('{module}' in sys.modules)\n"
    "print({looked_at})"
)
DRAWINGS = {
    "scipy.stats": (
        "axes = seaborn.kdeplot(x=[1, 2, 2, 3, 7], cumulative=True)",
        "axes.lines[0].get_ydata().sum()",
    ),
    "scipy.cluster": (
        "map = seaborn.clustermap([[1, 5, 2], [7, 1, 3], [1, 5, 1]])",
        "map.dendrogram_row.reordered_ind",
    ),
    "ipywidgets": (
        "chosen = seaborn.choose_light_palette()",
        "seaborn.widgets.IntSlider(3).value, len(chosen)",
    ),
}


@pytest.mark.parametrize("module", DRAWINGS)
def test_what_seaborn_seldom_needs_is_imported_once_it_is_used_and_works_alike(module):
    drawn, looked_at = DRAWINGS[module]
    values = {"module": module, "drawn": drawn, "looked_at": looked_at}
    late = told_by("-c", LATE.format(before="", **values)).splitlines()
    early = told_by("-c", LATE.format(before=f"import {module}; ", **values)).splitlines()
    assert (late[0], early[0]) == ("False", "True")
    assert late[1:] == early[1:]
    assert "True" in late


def test_special_functions_come_without_parts_of_numpy_that_are_still_to_be_had():
    look = (
        "import sys\n"
        "from bcssp_lib.startup import import_special_functions\n"
        "import_special_functions()\n"
        "from scipy.special import ndtri\n"
        "import numpy as np\n"
        "print([one for one in ('numpy.testing', 'numpy.f2py') if one in sys.modules])\n"
        "print(ndtri(0.5), np.testing.assert_equal.__name__, np.f2py.__file__ is None)"
    )
    assert told_by("-c", look).splitlines() == ["[]", "0.0 assert_equal False"]


def test_artists_are_still_described_once_matplotlib_is_imported():
    look = (
        "from bcssp_lib.startup import import_matplotlib\n"
        "import_matplotlib()\n"
        "from matplotlib.artist import kwdoc\n"
        "from matplotlib.lines import Line2D\n"
        "print('solid_capstyle' in kwdoc(Line2D), 'solid_capstyle' in Line2D.set.__doc__)"
    )
    assert told_by("-c", look) == "True False"


def test_a_kernel_without_its_debugger_leaves_debugpy_to_be_imported():
    look = (
        "from bcssp_lib.startup import import_kernel\n"
        "import_kernel()\n"
        "from ipykernel.debugger import _is_debugpy_available\n"
        "import debugpy\n"
        "print(_is_debugpy_available, debugpy.__name__)"
    )
    assert told_by("-c", look) == "False debugpy"
