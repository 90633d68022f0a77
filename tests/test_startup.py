import subprocess
import sys

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
