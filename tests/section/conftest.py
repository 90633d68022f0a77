from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.comparators import Comparators
from bcssp_lib.data.data_store import DataStore, open_data_store
from bcssp_lib.data.loader import Figures, load_figures
from bcssp_lib.files.project import Project
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.value import Observation, Source, Value, known
from bcssp_lib.section.section import Section
from tests.projects import read_csv


@pytest.fixture(scope="session")
def banes_material(catalogue: Catalogue, banes_figures: Figures) -> DataStore:
    """What a section of the real area's report may read."""
    return DataStore(catalogue, banes_figures)


@pytest.fixture(scope="session")
def banes(banes_material: DataStore) -> Section:
    """A section of the real area's report for 2023-24."""
    return Section("police", "banes", parse_period("2023-24"), "annual", banes_material)


@pytest.fixture(scope="session")
def fairport_in(catalogue: Catalogue, example_project: Project) -> Callable[[str], Section]:
    """Make a section of a made-up area's report: every indicator and register."""
    figures = load_figures(catalogue, ("fairport",))
    store = DataStore(catalogue, figures, Comparators(catalogue, "fairport"))

    def section(period: str) -> Section:
        return Section("police", "fairport", parse_period(period), "annual", store)

    return section


@pytest.fixture(scope="session")
def fairport(fairport_in: Callable[[str], Section]) -> Section:
    """The made-up area's section for 2023-24."""
    return fairport_in("2023-24")


@pytest.fixture(scope="session")
def region(five_areas: Project, five_catalogue: Catalogue) -> Section:
    """A section of a police force area, with its five real authorities."""
    store = open_data_store(five_catalogue, "avon-and-somerset")
    period = parse_period("2023-24")
    return Section("region_overview", "avon-and-somerset", period, "regional", store)


@pytest.fixture(scope="session")
def nowhere(catalogue: Catalogue) -> Section:
    """A section of an area that supplied nothing."""
    store = DataStore(catalogue, Figures((), {}))
    return Section("police", "saltmere", parse_period("2023-24"), "annual", store)


@pytest.fixture(scope="session")
def made_of(catalogue: Catalogue) -> Callable[..., Section]:
    """Make a section of just these figures: (indicator, period, value) or with a category."""
    source = Source(id="own", title="Own", publisher="P", synthetic=False)

    def section(*rows: tuple[str, str, Value | int, str] | tuple[str, str, Value | int]) -> Section:
        found = tuple(
            Observation(
                indicator=row[0],
                area="banes",
                period=parse_period(row[1]),
                value=row[2] if isinstance(row[2], Value) else known(row[2]),
                category=row[3] if len(row) > 3 else "",
                source=source,
                file="own.csv",
                row=number,
            )
            for number, row in enumerate(rows, start=2)
        )
        store = DataStore(replace_force_area(catalogue), Figures(found, {}))
        return Section("police", "banes", parse_period("2023-24"), "annual", store)

    return section


def replace_force_area(catalogue: Catalogue) -> Catalogue:
    """The catalogue, with an area that is compared with no other."""
    alone = catalogue.areas["banes"].model_copy(update={"force_area": ""})
    return replace(catalogue, areas={**catalogue.areas, "banes": alone})


@pytest.fixture(scope="session")
def fairport_reviews(example_project: Project) -> list[dict[str, str]]:
    """The rows of the made-up area's register of reviews."""
    return read_csv(example_project.data / "fairport/registers/reviews.csv")
