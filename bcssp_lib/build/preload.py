"""What every section needs, imported and used once before sections are forked from it.

multiprocessing's fork server imports this module. Reading fonts, params and the figures that
areas share takes longer than most sections do.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import os
import shutil
import sys
from pathlib import Path
from pkgutil import iter_modules

from bcssp_lib.build.request import SERVER_FOLDER_VARIABLE
from bcssp_lib.files.packages import installed_modules, slim_imports
from bcssp_lib.files.project import ROOT_VARIABLE, Project
from bcssp_lib.model.characters import show_controls
from bcssp_lib.model.errors import UserError

_MODULES = ("bcssp_lib.build.runners", "bcssp_lib.build.worker")


def _section_modules() -> list[str]:
    """What notebooks call, with the modules of charts and frames that it imports when needed."""
    from bcssp_lib import section

    return [f"{section.__name__}.{each.name}" for each in iter_modules(section.__path__)]


def _use_once() -> None:
    """Find the fonts, and compile the template of tables and the schema of notebooks."""
    import nbformat
    from matplotlib.figure import Figure

    from bcssp_lib.section.chart_kit import house_style, to_svg
    from bcssp_lib.section.outputs import Column, table

    with house_style():
        figure = Figure()
        figure.subplots().plot([0, 1])
        to_svg(figure, "", synthetic=False)
    installed_modules()
    table("", [Column("")], [[""]]).to_html()
    nbformat.validate(nbformat.v4.new_notebook())  # type: ignore[no-untyped-call]


def _read_once(root: Path) -> None:
    """Read what the sections of every area read; each sees for itself whether it has changed."""
    from bcssp_lib.data.catalogue import load_catalogue
    from bcssp_lib.data.data_store import open_data_store

    project = Project(root)
    catalogue = load_catalogue(project)
    open_data_store(catalogue, catalogue.authorities()[0].slug).prepare()


gc.disable()  # as Python's documentation advises before gc.freeze
slim_imports()
for _name in (*_MODULES, *_section_modules()):
    importlib.import_module(_name)
_use_once()
if ROOT_VARIABLE in os.environ:
    try:
        _read_once(Path(os.environ[ROOT_VARIABLE]))
    except UserError:
        pass  # the build itself and each section say so
    except OSError as error:
        print(show_controls(f"Figures could not be read ahead: {error}"), file=sys.stderr)
if _folder := os.environ.pop(SERVER_FOLDER_VARIABLE, ""):
    atexit.register(shutil.rmtree, _folder, ignore_errors=True)
    from bcssp_lib.build.engine import open_shell  # the shell that every section inherits

    open_shell(Path(_folder))
gc.freeze()  # a collection would write to every page that sections share
gc.enable()
