"""Writing data/national/ as tests need it."""

from __future__ import annotations

from collections.abc import Sequence

from bcssp_lib.data.comparators import list_authorities
from bcssp_lib.data.csv_tables import csv_text
from bcssp_lib.data.importers.changes import figure_cells
from bcssp_lib.data.observations import COLUMNS
from bcssp_lib.files.project import Project
from bcssp_lib.model.area import Authority
from bcssp_lib.model.value import Observation
from tests.projects import write_yaml


def write_country(
    project: Project, places: Sequence[Authority], observations: Sequence[Observation]
) -> None:
    """Write places and figures of the whole country, with their sources."""
    folder = project.data / "national"
    (folder / "figures").mkdir(parents=True)
    (folder / "authorities.csv").write_text(list_authorities(places))
    rows = [figure_cells(each) for each in observations]
    (folder / "figures/figures.csv").write_text(csv_text(COLUMNS, rows), "utf-8")
    sources = {each.source.id: each.source for each in observations}
    listed = {
        name: source.model_dump(mode="json", exclude={"id"}) for name, source in sources.items()
    }
    write_yaml(folder / "figures/sources.yaml", {"sources": listed})
