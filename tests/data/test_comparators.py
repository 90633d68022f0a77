"""Figures of other areas: the country, published places, and figures that were protected before."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace
from pathlib import Path

import pytest

from bcssp_lib.data import comparators
from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.comparators import (
    ProtectedFigures,
    folders_of_comparators,
    load_national,
    receive_figures,
    received_figures,
)
from bcssp_lib.data.data_store import DataStore, open_data_store
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import InputProblemsError
from bcssp_lib.model.fact import Standing
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.value import Observation, Reason
from tests.projects import sampled

HEADER = "slug,kind,name,region\n"
FIGURES = "area,indicator,period,category,value,mark,source,note\n"
SOURCES = "sources:\n  own: {title: Own, publisher: P, synthetic: true}\n"


@pytest.fixture
def country(tmp_path: Path) -> Project:
    folder = tmp_path / "data/national"
    (folder / "figures").mkdir(parents=True)
    (folder / "authorities.csv").write_text(
        f"{HEADER}england,nation,England,\nmade-up,authority,Made up,South West\n"
    )
    (folder / "figures/sources.yaml").write_text(SOURCES)
    (folder / "figures/cp_plans.csv").write_text(
        f"{FIGURES}made-up,cp_plans,at 2024-03-31,,12,,own,\n"
    )
    return Project(tmp_path)


def test_without_the_folder_there_is_nothing_to_compare_with(tmp_path, catalogue):
    found = load_national(replace(catalogue, project=Project(tmp_path)))
    assert found.authorities == ()
    assert found.figures.observations == ()


def test_the_authorities_and_their_figures_are_read(country, catalogue):
    found = load_national(replace(catalogue, project=country))
    assert [authority.slug for authority in found.authorities] == ["england", "made-up"]
    value = found.figures.observation("cp_plans", "made-up", parse_period("at 2024-03-31")).value
    assert value.amount == 12


@pytest.mark.parametrize(
    ("row", "column", "wrong"),
    [
        ("x,county,X,", "kind", "found 'county'"),
        (",authority,X,", "slug", "the cell is empty"),
        ("made-up,authority,,", "name", "the cell is empty"),
        ("england,nation,England,", "slug", "'england' is on line 2 already"),
    ],
)
def test_a_faulty_list_of_authorities_is_refused_with_its_place(
    country, catalogue, row, column, wrong
):
    path = country.data / "national/authorities.csv"
    path.write_text(f"{path.read_text()}{row}\n")
    with pytest.raises(InputProblemsError) as caught:
        load_national(replace(catalogue, project=country))
    problem = caught.value.problems[0]
    assert (problem.row, problem.column, problem.wrong) == (4, column, wrong)


def test_a_figure_of_an_authority_that_is_not_listed_is_refused(country, catalogue):
    path = country.data / "national/figures/cp_plans.csv"
    path.write_text(f"{FIGURES}elsewhere,cp_plans,at 2024-03-31,,12,,own,\n")
    with pytest.raises(InputProblemsError, match="the areas of this folder: england, made-up"):
        load_national(replace(catalogue, project=country))


def test_a_second_row_for_one_figure_is_refused(country, catalogue):
    path = country.data / "national/figures/more.csv"
    path.write_text(f"{FIGURES}made-up,cp_plans,at 2024-03-31,,13,,own,\n")
    with pytest.raises(InputProblemsError, match="a second row for cp_plans, made-up"):
        load_national(replace(catalogue, project=country))


def test_the_real_folder_holds_no_code_or_name_of_a_real_authority(example_project, catalogue):
    found = load_national(catalogue)
    names = [authority.name for authority in found.authorities if authority.kind == "authority"]
    assert len(names) == 60
    assert all(name.startswith("Made-up authority ") for name in names)
    assert all(observation.synthetic for observation in found.figures.observations)


def test_an_area_is_set_beside_its_peers_and_the_country(catalogue):
    found = folders_of_comparators(catalogue, "banes")
    assert found == ("fairport", "north-saltmere", "saltmere", "south-kingsmarshire", "national")


STANDING_HEADER = ",".join(Standing.model_fields)
STANDING_ROW = "banes,cp_plans,at 2024-03-31,38.6,92,59,151,10.1,30,40,50,90,2025,10,37.2,38,own"


@pytest.fixture
def ranked(tmp_path: Path) -> Project:
    figures = tmp_path / "data/national/figures"
    figures.mkdir(parents=True)
    (figures.parent / "authorities.csv").write_text(
        "slug,kind,name,region\nengland,nation,England,\n"
    )
    (figures / "sources.yaml").write_text(
        "sources:\n  own: {title: Own, publisher: P, synthetic: false}\n"
    )
    return Project(tmp_path)


def write_standings(project: Project, *rows: str) -> None:
    (project.data / "national/standing.csv").write_text("\n".join([STANDING_HEADER, *rows]) + "\n")


def test_without_the_file_there_are_none(ranked: Project, catalogue: Catalogue) -> None:
    assert load_national(replace(catalogue, project=ranked)).standings == ()


def test_a_place_is_read_with_its_source(ranked: Project, catalogue: Catalogue) -> None:
    write_standings(ranked, STANDING_ROW)
    (found,) = load_national(replace(catalogue, project=ranked)).standings
    assert (found.area, found.period.label, found.source.title) == (
        "banes", "at 2024-03-31", "Own",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("row", "column", "wrong"),
    [
        (STANDING_ROW.replace("banes", "bnes"), "area", "'bnes' is not known"),
        (STANDING_ROW.replace("cp_plans", "cp_plan"), "indicator", "'cp_plan' is not known"),
        (STANDING_ROW.replace(",own", ",other"), "source", "'other' is not known"),
        (STANDING_ROW.replace("38.6", "many"), "value", "decimal"),
        (STANDING_ROW.replace("at 2024-03-31", "2024"), "period", "is not a period"),
    ],
)
def test_a_fault_is_told_with_its_line_and_column(
    ranked: Project, catalogue: Catalogue, row: str, column: str, wrong: str
) -> None:
    write_standings(ranked, STANDING_ROW, row)
    with pytest.raises(InputProblemsError) as caught:
        load_national(replace(catalogue, project=ranked))
    (problem,) = caught.value.problems
    assert (problem.row, problem.column) == (3, column)
    assert wrong in problem.wrong


def test_a_place_that_is_given_twice_is_refused(ranked: Project, catalogue: Catalogue) -> None:
    write_standings(ranked, STANDING_ROW, STANDING_ROW)
    with pytest.raises(InputProblemsError, match="given already"):
        load_national(replace(catalogue, project=ranked))


def test_a_store_records_that_a_place_was_read(
    five_areas: Project, five_catalogue: Catalogue
) -> None:
    store = open_data_store(five_catalogue, "banes")
    assert store.standing("cp_plans", "banes", "at 2024-03-31")
    assert store.standing("cp_plans", "banes", "at 2009-03-31") is None
    assert sum('"standing"' in key for key in store.reads) == 2


AREAS = ("banes", "fairport", "saltmere")


@pytest.fixture
def received(monkeypatch: pytest.MonkeyPatch) -> None:
    """This process is a worker's, until the test has ended."""
    monkeypatch.setattr(comparators, "_received", [])


def observations(figures: ProtectedFigures) -> dict[tuple[str, ...], Observation]:
    """All that travels, by what each is known by."""
    homes = (figures.own, figures.peers, figures.country.figures)
    return {each.key: each for home in homes for each in home.observations}


def read_everything(store: DataStore, catalogue: Catalogue, area: str) -> dict[str, str]:
    """Ask a store for all that it can tell of an area; return the hashes of its answers."""
    peers = [peer.slug for peer in store.peers(area)]
    store.authorities()
    for register in catalogue.registers:
        for place in (area, *peers):
            store.entries(register, place)
    for indicator in catalogue.indicators:
        for place in (area, *peers):
            store.series(indicator, place)
        for period in store.periods(indicator, area):
            store.breakdown(indicator, area, period)
            store.national(indicator, period)
            for place in (area, *peers):
                store.observation(indicator, place, period)
    return dict(store.reads)


@pytest.mark.parametrize("area", sampled(AREAS, {"fairport"}))
@pytest.mark.usefixtures("received")
def test_every_answer_is_the_same_as_where_they_are_kept(
    area: str, example_project: Project, catalogue: Catalogue
) -> None:
    here = open_data_store(catalogue, area)
    receive_figures(pickle.loads(pickle.dumps(here.protect_all(area))))
    there = open_data_store(catalogue, area)
    assert there is not here
    known = read_everything(here, catalogue, area)
    assert read_everything(there, catalogue, area) == known
    assert len(known) > 400
    assert {json.loads(key)[0] for key in known} >= {"series", "breakdown", "national"}


@pytest.mark.parametrize("area", AREAS)
def test_no_hidden_figure_travels_of_any_area(
    area: str, example_project: Project, catalogue: Catalogue
) -> None:
    store = open_data_store(catalogue, area)
    travelling = observations(store.protect_all(area))
    raw = (*store._figures.observations, *store._peers.observations)
    hidden = [each for each in raw if not store._together.protect(each).known and each.known]
    assert len(hidden) > 20
    threshold = catalogue.settings.disclosure_threshold
    amounts = [each.value.amount for each in hidden if each.value.amount is not None]
    assert min(amounts) < threshold <= max(amounts)  # secondary ones are among them
    for each in hidden:
        sent = travelling[each.key]
        assert sent.value.reason is Reason.SUPPRESSED
        assert (sent.value.amount, sent.value.printed, sent.note) == (None, "", "")


@pytest.mark.usefixtures("received")
def test_a_section_is_given_the_figures_of_no_other_area(
    example_project: Project, catalogue: Catalogue
) -> None:
    assert received_figures("banes") is None
    figures = open_data_store(catalogue, "banes").protect_all("banes")
    receive_figures(figures)
    assert received_figures("banes") is figures
    with pytest.raises(ValueError, match="figures of banes, not of fairport"):
        open_data_store(catalogue, "fairport")
    receive_figures(replace(figures, area="fairport"))  # the last ones count
    assert open_data_store(catalogue, "fairport").reads
