"""What every section needs, imported and used once before sections are forked from it.

multiprocessing's fork server imports this module; a spawned process imports it too, before it
is given its section. Reading fonts, params and the figures that areas share takes longer than
most sections do.
"""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import sys
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # threads would not live through a fork
os.environ.setdefault("OMP_NUM_THREADS", "1")

import pandas  # noqa: F401

from bcssp_lib.build import worker  # noqa: F401
from bcssp_lib.build.section_run import SERVER_FOLDER_VARIABLE
from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.data.comparators import Comparators
from bcssp_lib.data.loader import load_figures
from bcssp_lib.files.project import ROOT_VARIABLE, Project
from bcssp_lib.model.errors import UserError
from bcssp_lib.section import charts, figure_chart, heat_chart, standing_charts  # noqa: F401
from bcssp_lib.section.chart_kit import house_style, to_svg
from bcssp_lib.section.table_kit import Column, table


def _draw_once() -> None:
    """Find and read the fonts."""
    from matplotlib.figure import Figure

    with house_style():
        figure = Figure()
        figure.subplots().plot([0, 1])
        to_svg(figure, "", synthetic=False)
    table("", [Column("")], [[""]]).to_html()


def _read_once(root: Path) -> None:
    """Read what the sections of every area read; each sees for itself whether it has changed."""
    project = Project(root)
    catalogue = load_catalogue(project)
    first = catalogue.authorities()[0].slug
    load_figures(project, catalogue, (first,))
    Comparators(project, catalogue, first).read()


_draw_once()
if ROOT_VARIABLE in os.environ:
    try:
        _read_once(Path(os.environ[ROOT_VARIABLE]))
    except (UserError, OSError) as error:  # the sections will say so, each for itself
        print(f"Figures could not be read ahead: {error}", file=sys.stderr)
if folder := os.environ.pop(SERVER_FOLDER_VARIABLE, ""):
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
gc.collect()
gc.freeze()  # a collection would write to every page that sections share
