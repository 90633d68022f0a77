"""Make docs/charts.md and its pictures from the charts of an executed report.

Make and build the example first, then name its folder:
``bcssp init FOLDER --example``, ``bcssp build fairport`` in it, ``python tools/gallery.py FOLDER``.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import nbformat

from bcssp_lib.section.outputs import CHART_TYPE

ROOT = Path(__file__).resolve().parent.parent
EXECUTED = Path("reports/fairport/2023-24/sections")
PICTURES = ROOT / "docs/images/charts"
# What a kind shows, and the cell of a section that draws one.
KINDS = (
    ("This year compared with the year before", "06_training", "cancelled-chart"),
    ("A series through time", "06_training", "sessions-trend"),
    ("A series and its usual variation", "13_police", "missing-reports-trend"),
    ("One small chart for each area", "13_police", "missing-reports-areas"),
    ("Every authority in order", "11_children", "plans-ranked"),
    ("Every authority by its size", "11_children", "plans-funnel"),
    ("The shares of a whole", "14_equalities", "adults-disability-chart"),
    ("Ratings as a heat table", "07_kpis", "all-returns-chart"),
    ("A chart of your own", "13_police", "reports-for-each-child-chart"),
)
INTRODUCTION = """# Charts

Each chart is shown by one call in a section's notebook, with its title, its words for readers
who cannot see it, and its data as a table. These are of Fairport, an invented area of the
example (`bcssp init FOLDER --example`). `tools/gallery.py` makes this page from its notebooks.

All charts have the house style of `bcssp_lib/section/templates/house.mplstyle`; a matplotlibrc
of the machine has no effect. Their text is text, in Source Sans Pro, a free face of which a report
brings the letters with it (`tools/page_face.py` makes it).
"""
OWN = """
## A chart of your own

`section.data` gives figures as a DataFrame, `section.figure` an empty figure in the house style,
and `section.chart` shows what matplotlib or seaborn drew on it. It needs `alt`, the words for
readers who cannot see the picture, and `data`, which becomes the table. A figure may have 10,000
points and its data 2,000 rows. Where the data is empty, the report says that there are none.

The house style holds from `section.figure()` until `section.chart` shows that figure: colours,
widths and text sizes are taken from matplotlib's settings at the moment of drawing. Afterwards
the settings are what they were before. What is drawn on another figure has the notebook's own
style; its text is shown in the house face all the same.
"""


def main() -> None:
    """Write the page and the pictures."""
    project = Path(sys.argv[1])
    PICTURES.mkdir(parents=True, exist_ok=True)
    parts = [INTRODUCTION]
    for heading, section, cell_id in KINDS:
        cells = nbformat.read(project / EXECUTED / f"{section}.ipynb", as_version=4).cells
        at = next(at for at, cell in enumerate(cells) if cell["id"] == cell_id)
        parts.append(_part(heading, cells[at], cells[at - 1]))
    (ROOT / "docs/charts.md").write_text("\n".join(parts), "utf-8")


def _part(heading: str, cell: Any, before: Any) -> str:
    data = next(one["data"] for one in cell["outputs"] if CHART_TYPE in one.get("data", {}))
    name = f"{cell['id']}.svg"
    (PICTURES / name).write_text(data["image/svg+xml"], "utf-8")
    own = "section.figure" in cell["source"]
    source = f"{before['source']}\n\n{cell['source']}" if own else cell["source"]
    opening = OWN if own else f"\n## {heading}\n"
    words = data[CHART_TYPE]["alternative"]
    return f"{opening}\n```python\n{source}\n```\n\n![{words}](images/charts/{name})\n"


if __name__ == "__main__":
    main()
